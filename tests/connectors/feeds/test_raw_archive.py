"""Everything fetched, kept as it came, and read again as if it had just been fetched."""

import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.archive.read import entries
from connectors.archive.split import LINE_LIMIT
from connectors.archive.units import units
from connectors.feeds.capture import MARK, captured
from connectors.feeds.polls import Poll
from connectors.feeds.raw_archive import RawArchive, expired
from connectors.feeds.state import FeedState
from schemas import DeadLetter, Entry, Feed, wire
from tests.feedserver.scene import Scene, played
from tests.feedserver.server import Reply
from tests.feedserver.world import rss

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(url="https://news.example/feed", language="uk")


def poll(raw: bytes, **more: object) -> Poll:
    return Poll(FEED, FeedState(), raw=raw, url="https://cdn.example/f")._replace(**more)  # type: ignore[arg-type]


def again(folder: Path) -> list[Entry | DeadLetter]:
    return [found for unit in units([folder]) for found in entries(unit)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_replayed_is_what_was_polled(tmp_path: Path) -> None:
    async def play(scene: Scene) -> list[Entry]:
        await scene.poll()
        await scene.again()
        return scene.store.entries

    archive = RawArchive(tmp_path)
    replies = [Reply(body=rss([(1, "a"), (2, "b")])), Reply(body=rss([(1, "A"), (2, "b")]))]
    polled: list[Entry] = played(replies, play, archive=archive)
    replayed = [(one.feed, one.guid, one.title, one.seen_at) for one in again(tmp_path) if isinstance(one, Entry)]
    assert set(replayed) >= {(one.feed, one.guid, one.title, one.seen_at) for one in polled}
    assert len(replayed) == 4


def test_an_answer_that_did_not_change_is_kept_once(tmp_path: Path) -> None:
    async def play(scene: Scene) -> None:
        await scene.poll()
        await scene.again()

    played([Reply(body=rss([(1, "a")]))] * 2, play, archive=RawArchive(tmp_path))
    assert len(again(tmp_path)) == 1


def test_a_page_is_replayed_as_the_form_of_its_entry(tmp_path: Path) -> None:
    entry = Entry(feed=FEED.url, link="https://news.example/1", title="t", content="<p>long</p>", seen_at=NOW)
    RawArchive(tmp_path).append(poll(b"<html>", page=entry), NOW)
    [found] = again(tmp_path)
    assert isinstance(found, Entry)
    assert (found.link, found.content, found.seen_at) == (entry.link, entry.content, NOW)


def test_a_page_that_was_no_feed_is_a_dead_letter_again(tmp_path: Path) -> None:
    RawArchive(tmp_path).append(poll(b"<html>closed</html>"), NOW)
    [found] = again(tmp_path)
    assert isinstance(found, DeadLetter)
    assert (found.reason, found.where.rpartition("/")[2]) == ("not_a_feed", "2026-03-01.0001.jsonl.gz:1")


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe<\0r\0", bytes(range(256)), b"<rss>" + b"\x01" * 3_000_000, "Ї".encode() * 500_000]
)
def test_bytes_come_back_as_they_were_on_lines_that_can_be_read(raw: bytes) -> None:
    line = wire.encode(captured(poll(raw), NOW))
    assert line.startswith(MARK)
    assert len(line) < LINE_LIMIT
    assert wire.decode(line, type(captured(poll(raw), NOW))).body == raw


@given(st.binary(max_size=200))
def test_any_bytes_come_back(raw: bytes) -> None:
    capture = captured(poll(raw), NOW)
    assert wire.decode(wire.encode(capture), type(capture)).body == raw


def test_a_day_is_a_file_and_a_large_day_is_several(tmp_path: Path) -> None:
    archive = RawArchive(tmp_path, rotate=1)
    for moment in (NOW, NOW, NOW + timedelta(days=1)):
        archive.append(poll(b"<rss/>"), moment)
    assert names(tmp_path) == [
        "2026-03-01.0001.jsonl.gz",
        "2026-03-01.0002.jsonl.gz",
        "2026-03-02.0001.jsonl.gz",
    ]


def test_two_at_once_never_write_one_file(tmp_path: Path) -> None:
    one, other = RawArchive(tmp_path), RawArchive(tmp_path)
    for archive in (one, other, one, other):
        archive.append(poll(rss([(1, "a")])), NOW)
    assert len(names(tmp_path)) == 2
    assert len(again(tmp_path)) == 4


def test_a_kill_costs_at_most_the_last_line(tmp_path: Path) -> None:
    archive = RawArchive(tmp_path)
    for _ in range(3):
        archive.append(poll(rss([(1, "a")])), NOW)
    [path] = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    RawArchive(tmp_path).append(poll(rss([(2, "b")])), NOW)
    found = again(tmp_path)
    assert [one.title for one in found if isinstance(one, Entry)] == ["a", "a", "b"]
    assert [one.reason for one in found if isinstance(one, DeadLetter)] == ["truncated"]


def test_a_full_disk_is_an_error_and_the_next_file_is_whole(tmp_path: Path) -> None:
    archive = RawArchive(tmp_path)
    archive.append(poll(rss([(1, "a")])), NOW)
    archive._file = open("/dev/full", "wb")  # noqa: SIM115
    with pytest.raises(OSError, match="space"):
        archive.append(poll(rss([(2, "b")])), NOW)
    archive.append(poll(rss([(3, "c")])), NOW)
    assert [one.title for one in again(tmp_path) if isinstance(one, Entry)] == ["a", "c"]


def test_only_what_is_ours_and_old_is_removed(tmp_path: Path) -> None:
    for name in ("2026-02-01.0001.jsonl.gz", "2026-02-27.0001.jsonl.gz", "notes.txt", "2026-02-01.jsonl.gz"):
        (tmp_path / name).write_bytes(gzip.compress(b""))
    RawArchive(tmp_path, keep=timedelta(days=7)).append(poll(b"<rss/>"), NOW)
    assert names(tmp_path) == [
        "2026-02-01.jsonl.gz",
        "2026-02-27.0001.jsonl.gz",
        "2026-03-01.0001.jsonl.gz",
        "notes.txt",
    ]


def test_without_a_retention_nothing_is_removed() -> None:
    assert expired(["1999-01-01.0001.jsonl.gz"], date(2026, 3, 1), None) == []


@pytest.mark.parametrize(
    "line",
    [
        MARK + b'1"}',
        MARK + b'9","feed":"x"}',
        MARK,
        MARK + b'1","feed":"f","url":"u","seen_at":"2026-01-01T00:00:00Z","deflated":"AAAA"}',
    ],
)
def test_a_broken_capture_is_a_dead_letter(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(line + b"\n")
    [found] = again(tmp_path)
    assert isinstance(found, DeadLetter)
    assert found.reason in ("broken-capture", "not_a_feed")
