"""Captured feed documents are read by the parser of live feeds (tests/connectors/feeds); here is what a file adds."""

import json

from connectors.archive.read import entries
from connectors.archive.work import Document, Unit
from schemas import DeadLetter, Entry


def read(document: bytes) -> list[Entry | DeadLetter]:
    return list(entries(Unit(path="folder/a.xml", work=Document(data=document))))


def test_entries_name_their_file_and_the_feed_that_the_document_names() -> None:
    first, second = read(
        b"<rss><channel><link>https://ex.org/</link><item><title>x</title></item><item/></channel></rss>"
    )
    assert isinstance(first, Entry)
    assert (first.feed, first.where, first.seen_at) == ("https://ex.org/", "folder/a.xml#1", None)
    assert isinstance(second, DeadLetter)
    assert (second.stage, second.reason, second.where) == ("archive", "empty", "folder/a.xml#2")


def test_a_document_that_names_no_feed_is_known_by_its_files_name() -> None:
    (found,) = read(b"<rss><channel><item><title>x</title></item></channel></rss>")
    assert isinstance(found, Entry)
    assert found.feed == "a.xml"


def test_a_json_feed_is_read_as_live_and_another_dump_by_its_fields() -> None:
    items = [{"id": 7, "url": "/a", "title": "t", "headline": "not this"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "feed_url": "https://ex.org/feed.json", "items": items}
    dump = {"articles": [{"headline": "t", "url": "https://ex.org/a"}]}
    (live,), (dumped,) = read(json.dumps(feed).encode()), read(json.dumps(dump).encode())
    assert isinstance(live, Entry)
    assert (live.feed, live.guid, live.link) == ("https://ex.org/feed.json", "7", "https://ex.org/a")
    assert isinstance(dumped, Entry)
    assert dumped.title == "t"


def test_a_page_or_an_unknown_alphabet_is_a_dead_letter() -> None:
    reasons = [
        letter.reason
        for body in (b"<html>", b"\xcc\xdd\xf0\xee" * 9)
        for letter in read(body)
        if isinstance(letter, DeadLetter)
    ]
    assert reasons == ["not-a-feed", "encoding"]
