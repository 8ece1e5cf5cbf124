"""JSON Feeds that are no JSON, or hold what no text may hold: what is mended costs no entry."""

import json

import pytest

from schemas.errors import NotAFeed
from tests.connectors.feeds.documents import read

VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: str, end: str = "]}") -> str:
    return f'{{"version": "{VERSION}", "title": "Wire", "items": [{", ".join(items)}{end}'


def item(number: int, title: str = "Storm") -> str:
    """`title` as it stands between the quotes."""
    return f'{{"id": "{number}", "url": "/{number}", "title": "{title}"}}'


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("a\\u0000b\\u0008c", "abc"),
        ("a\x01b\x1bc", "abc"),
        ("a\tb", "a\tb"),
        ("half \\ud83d", "half \ufffd"),
        ("other half \\ude00", "other half \ufffd"),
        ("whole \\ud83d\\ude00", "whole 😀"),
        ("no character \\uffff", "no character "),
    ],
)
def test_what_no_text_may_hold_costs_nothing_and_reaches_nobody(written: str, read_as: str) -> None:
    assert [one.title for one in read(feed(item(1, written), item(2))).entries] == [read_as, "Storm"]


@pytest.mark.parametrize(
    "document",
    [
        feed(item(1), item(2), end=",]}"),
        feed(item(1), item(2), end="],}"),
        feed(item(1).replace('"Storm"', '"Storm",'), item(2)),
        feed(item(1), item(2)).replace('"Wire"', "NaN"),
        feed(item(1), item(2)).replace('"Wire"', "-Infinity"),
        feed(item(1), item(2)).replace('"Wire"', "9" * 10_000),
        "\ufeff\n" + feed(item(1), item(2)),
    ],
    ids=["comma", "comma at the end", "comma in an item", "NaN", "infinity", "a long number", "a mark before it"],
)
def test_json_that_is_nearly_json_is_read(document: str) -> None:
    found = read(document)
    assert [one.guid for one in found.entries] == ["1", "2"]
    assert not found.dead


def test_a_comma_in_a_text_stays() -> None:
    assert [one.title for one in read(feed(item(1, "a,] b,} \\\\"), end=",]}")).entries] == ["a,] b,} \\"]


@pytest.mark.parametrize("left", [1, 10, 25, 45])
def test_a_feed_that_was_cut_gives_the_items_that_are_whole(left: int) -> None:
    found = read(feed(item(1), item(2), item(3))[:-left])
    assert [one.guid for one in found.entries] == ["1", "2", "3"][: 3 if left == 1 else 2]
    assert [one.reason for one in found.dead] == ["truncated"]


@pytest.mark.parametrize("document", [feed(end=""), feed("{"), feed("[" * 100_000), json.dumps({"items": 3})[:-1]])
def test_a_feed_without_one_whole_item_is_broken(document: str) -> None:
    with pytest.raises(NotAFeed) as raised:
        read(document)
    assert raised.value.error_class == "broken_feed"
