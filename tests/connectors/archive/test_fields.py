"""What the fields of common dumps mean."""

from typing import Any

import pytest

from connectors.archive.fields import entry_of, is_field
from connectors.feeds.links import web_link
from schemas.errors import RejectedEntry

FEED = "https://ardel.example/rss.xml"


@pytest.mark.parametrize(
    ("raw", "feed", "source"),
    [
        ({"source": FEED}, FEED, ""),
        ({"source": "Ardel Post"}, "", "Ardel Post"),
        ({"source": "Ardel Post", "feed": FEED}, FEED, "Ardel Post"),
        ({"source": FEED, "publisher": "Ardel Post"}, FEED, "Ardel Post"),
        ({"source": {"id": None, "name": "Ardel Post"}}, "", "Ardel Post"),
        ({"source": {"href": FEED}}, FEED, ""),
        ({"source": None}, "", ""),
    ],
)
def test_a_source_is_a_feed_where_it_is_a_url_else_the_publisher(raw: dict[str, Any], feed: str, source: str) -> None:
    entry = entry_of({"title": "t", **raw}, "a:1")
    assert (entry.feed, entry.source) == (feed, source)


def test_short_and_full_body_are_both_kept() -> None:
    entry = entry_of({"description": "short", "summary": "other", "text": "full", "content": ""}, "a:1")
    assert (entry.summary, entry.content) == ("short", "full")


def test_row_numbers_of_two_files_are_not_the_same_entry() -> None:
    here, there = (entry_of({"id": 1, "title": "t"}, f"in/{name}.csv:2") for name in ("a", "b"))
    assert (here.feed, here.guid) == ("a.csv", "1")
    assert (there.feed, there.guid) == ("b.csv", "1")
    assert entry_of({"id": 1, "title": "t", "url": "https://a.example/"}, "in/a.csv:2").feed == ""


@pytest.mark.parametrize("name", ["pubDate", "Pub Date", "PUB-DATE", " title ", "publishedAt", "content:encoded"])
def test_names_of_fields_are_known_in_any_writing(name: str) -> None:
    assert is_field(name)


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://a.example/1 ", "https://a.example/1"),
        ("HTTP://A.example", "HTTP://A.example"),
        ("/relative", "/relative"),
        ("a.example:8080/x", "a.example:8080/x"),
        ("javascript:alert(1)", ""),
        ("\x01JAVA\nSCRIPT:alert(1)", ""),
        ("data:text/html,x", ""),
        ("urn:uuid:1", ""),
        ("mailto:a@b.example", ""),
    ],
)
def test_only_links_of_the_web_are_kept(link: str, kept: str) -> None:
    assert web_link(link) == kept


@pytest.mark.parametrize("field", ["title", "description", "content", "link", "guid", "feed", "source"])
@pytest.mark.parametrize("value", [True, ["x"], [{"value": 1}], {"a": "b"}])
def test_a_field_of_the_wrong_type_is_refused_by_name(field: str, value: Any) -> None:
    if field == "source" and isinstance(value, dict):
        return
    with pytest.raises(RejectedEntry, match=f"wrong-type: `{field}`"):
        entry_of({"title": "t", field: value}, "a:1")


def test_a_hint_of_the_wrong_type_costs_nothing() -> None:
    assert entry_of({"title": "t", "language": ["en"], "date": {"$date": 1}}, "a:1").language == ""
