"""The feeds in a folder are valid, bounded, and hold each event once."""

import asyncio
import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.notify.feedfiles import FeedFiles, atom, file_name, item, json_feed
from connectors.notify.letter import card
from connectors.notify.outbox import Pending
from schemas.errors import DeliveryFailed
from tests.connectors.notify.making import NAMES, contested, event, hostile, pending, subscription


def put(folder: Path, *messages: Pending, items: int = 200) -> dict[str, Any]:
    feeds = FeedFiles(folder, NAMES, items=items)
    for message in messages:
        asyncio.run(feeds.send(message))
    found: dict[str, Any] = json.loads((folder / "france.json").read_bytes())
    return found


def parsed(data: bytes) -> Any:
    found = feedparser.parse(data)
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_both_feeds_tell_the_same_events_newest_first(tmp_path: Path) -> None:
    feed = put(tmp_path, pending(event(1)), pending(event(3)), pending(event(2)))
    read = parsed((tmp_path / "france.atom").read_bytes())
    assert [each["id"] for each in feed["items"]] == [f"urn:vedette:event:e{n}" for n in (3, 2, 1)]
    assert [each.id for each in read.entries] == [each["id"] for each in feed["items"]]
    assert read.feed.title == feed["title"] == "French forces in Ukraine"


def test_a_reader_sees_headline_words_and_link(tmp_path: Path) -> None:
    put(tmp_path, pending(contested()))
    (entry,) = parsed((tmp_path / "france.atom").read_bytes()).entries
    assert entry.title == "Contested: France · Ukraine · presence"
    assert "<b>militaires français</b>" in entry.content[0].value
    assert entry.link == "https://le-quai.example/13"
    assert entry.updated == "2026-03-03T12:00:01Z"


def test_what_comes_twice_stands_once(tmp_path: Path) -> None:
    assert len(put(tmp_path, pending(event(1)), pending(event(1), event(2)))["items"]) == 2


def test_a_feed_keeps_the_newest(tmp_path: Path) -> None:
    feed = put(tmp_path, *(pending(event(number)) for number in range(5)), items=3)
    assert [each["id"][-2:] for each in feed["items"]] == ["e4", "e3", "e2"]


def test_a_damaged_feed_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "france.json").write_text('{"items": [', encoding="utf-8")
    assert len(put(tmp_path, pending())["items"]) == 1
    assert (tmp_path / "france.damaged").exists()


def test_no_half_file_and_nothing_else_is_left(tmp_path: Path) -> None:
    put(tmp_path, pending())
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "france.atom", "france.json"]


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DeliveryFailed):
        asyncio.run(FeedFiles(tmp_path / "file", NAMES).send(pending()))


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "Ukraine & Co", "Україна", "..", "x" * 500])
def test_a_name_never_leaves_the_folder(name: str, tmp_path: Path) -> None:
    asyncio.run(FeedFiles(tmp_path / "feeds", NAMES).send(pending(subscription=subscription(name=name))))
    assert [path.name for path in tmp_path.iterdir()] == ["feeds"]
    assert (tmp_path / "feeds" / f"{file_name(name)}.atom").exists()


def test_two_subscriptions_never_share_a_file() -> None:
    names = ["a-b", "a b", "A-B", "a/b", "a--b", "Україна", "Грузія"]
    assert len({file_name(name) for name in names}) == len(names)


@settings(max_examples=50)
@given(st.text(max_size=80))
def test_whatever_an_article_says_the_feed_is_valid(text: str) -> None:
    feed = json_feed(subscription(title=text or "x"), NAMES, [item(card(hostile(text), NAMES))], 9)
    assert len(parsed(atom(feed)).entries) == 1
    assert json.loads(json.dumps(feed)) == feed
