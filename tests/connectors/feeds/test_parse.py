"""What a polled document becomes: formats, facts about the feed, and what is no feed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from connectors.feeds.parse import MAX_ENTRIES
from schemas.errors import NotAFeed
from tests.connectors.feeds.documents import SEEN_AT, URL, atom, entry, item, read, rss

SYNDICATION = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
SITEMAP = """<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://ex.org/a?x=1&amp;y=2</loc><image:image><image:title>Photo</image:title></image:image>
<news:news><news:publication><news:name>Ex &amp; Co</news:name><news:language>uk</news:language></news:publication>
<news:publication_date>2025-06-02T10:00:00+03:00</news:publication_date>
<news:title>One &lt; two</news:title></news:news>
</url>
<url><loc>https://ex.org/plain</loc></url>
<url><loc>https://ex.org/b</loc><news:news><news:title/><news:publication_date>2025-06-02</news:publication_date></news:news>
</url></urlset>"""


@pytest.mark.parametrize(
    "document",
    [
        rss(item("Headline")),
        '<rss version="0.91"><channel><item><title>Headline</title></item></channel></rss>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>x</title></channel><item><title>Headline</title></item></rdf:RDF>",
        atom(entry("<title>Headline</title>")),
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Headline</title></entry></feed>',
        json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "title": "Headline"}]}),
        "<urlset><url><loc>https://ex.org/1</loc><n:news><n:title>Headline</n:title></n:news></url></urlset>",
        f"<html><body>{atom(entry('<title>Headline</title>'))}</body></html>",
    ],
    ids=["rss 2.0", "rss 0.91", "rdf", "atom 1.0", "atom 0.3", "json feed", "sitemap", "a feed inside a page"],
)
def test_every_format_gives_its_entries(document: str) -> None:
    (found,) = read(document).entries
    assert (found.title, found.feed, found.where, found.seen_at) == ("Headline", URL, f"{URL}#1", SEEN_AT)


def test_what_the_feed_says_of_itself_is_kept() -> None:
    moved = '<itunes:new-feed-url xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">/new</itunes:new-feed-url>'
    about = f"<title>A &amp; B</title><link>/x</link><language>pl_PL</language><ttl>90</ttl>{moved}"
    found = read(rss(item(), channel=about))
    assert (found.title, found.language, found.link) == ("A & B", "pl-PL", "https://news.example.org/x")
    assert (found.ttl, found.moved_to) == (timedelta(minutes=90), "https://news.example.org/new")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"<sy:updatePeriod {SYNDICATION}> daily </sy:updatePeriod>", timedelta(days=1)),
        (
            f"<sy:updatePeriod {SYNDICATION}>hourly</sy:updatePeriod>"
            f"<sy:updateFrequency {SYNDICATION}>4</sy:updateFrequency>",
            timedelta(minutes=15),
        ),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>9999999</ttl>", timedelta(days=365)),
        (f"<ttl>{'9' * 5000}</ttl>", None),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone_is_read_and_bounded(said: str, expected: timedelta | None) -> None:
    assert read(rss(item(), channel=said)).ttl == expected


def test_a_document_that_only_says_where_the_feed_went_is_no_error() -> None:
    found = read("<redirect><newLocation>https://new.example/rss</newLocation></redirect>")
    assert (found.entries, found.moved_to) == ((), "https://new.example/rss")


def test_a_json_feed_is_read_by_its_specification() -> None:
    items = [
        {
            "id": 1,
            "url": "/a",
            "title": "A <b> & c",
            "content_text": "x",
            "date_published": "2025-06-02T10:00:00+02:00",
        },
        {"id": "2", "external_url": "https://o.org/z", "content_html": "<p>h</p>", "language": "de_DE"},
        {"id": "https://ex.org/3", "content_text": "c"},
        {"id": "4", "url": "javascript:x", "title": "t"},
    ]
    found = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": "fr", "items": items}))
    assert [one.link for one in found.entries] == [
        "https://news.example.org/a",
        "https://o.org/z",
        "https://ex.org/3",
        "",
    ]
    assert [one.language for one in found.entries] == ["fr", "de-DE", "fr", "fr"]
    assert found.entries[0].published == datetime(2025, 6, 2, 8, tzinfo=UTC)
    assert (found.entries[0].title, found.entries[0].plain_title) == ("A <b> & c", True)


def test_a_bad_item_of_a_json_feed_costs_only_itself() -> None:
    items = [{"id": "1", "title": 5}, "text", None, {"id": "4"}, {"id": "5", "title": "good"}]
    found = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
    assert [one.title for one in found.entries] == ["good"]
    assert [one.reason for one in found.dead] == ["wrong-type", "not-an-object", "not-an-object", "empty"]


def test_a_news_sitemap_gives_headline_publisher_language_and_time() -> None:
    found = read(SITEMAP)
    (first,) = found.entries
    assert (first.title, first.link) == ("One < two", "https://ex.org/a?x=1&y=2")
    assert (first.source, first.language) == ("Ex & Co", "uk")
    assert first.published == datetime(2025, 6, 2, 7, tzinfo=UTC)
    assert [one.reason for one in found.dead] == ["empty"]


def test_a_sitemap_that_was_cut_gives_what_came_before() -> None:
    cut = SITEMAP[: SITEMAP.index("<url><loc>https://ex.org/b") + 30]
    found = read(cut)
    assert [one.title for one in found.entries] == ["One < two"]
    assert [one.reason for one in found.dead] == ["truncated"]


def test_a_feed_that_was_cut_gives_the_entries_before_the_cut() -> None:
    found = read(rss(item("One") + item("Two") + "<item><title>Thr")[:-16])
    assert [one.title for one in found.entries] == ["One", "Two"]
    assert [(one.stage, one.reason, one.where) for one in found.dead] == [("feed", "truncated", URL)]


@pytest.mark.parametrize(
    ("document", "error_class"),
    [
        ("", "not_a_feed"),
        (" \n\t", "not_a_feed"),
        ("<!DOCTYPE html><html><body>Checking your browser</body></html>", "not_a_feed"),
        ("Not found", "not_a_feed"),
        ("<error>no such feed</error>", "not_a_feed"),
        ('<opml version="2.0"><body/></opml>', "not_a_feed"),
        ("<sitemapindex><sitemap><loc>https://x.example/1</loc></sitemap></sitemapindex>", "not_a_feed"),
        ("<urlset><url><loc>https://x.example/1</loc></url></urlset>", "not_a_feed"),
        ('{"error": "no"}', "not_a_feed"),
        ("[]", "not_a_feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "broken_feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": null}', "broken_feed"),
        ("[" * 100_000, "broken_feed"),
        (b"\xff\xfe\xfd\xfc" * 50, "encoding"),
    ],
)
def test_what_is_no_feed_says_so_with_its_class(document: str | bytes, error_class: str) -> None:
    with pytest.raises(NotAFeed, match=r"news\.example\.org") as raised:
        read(document)
    assert raised.value.error_class == error_class


def test_a_feed_without_entries_is_a_feed() -> None:
    found = read(rss(""))
    assert (found.entries, found.dead, found.title) == ((), (), "Example Wire")


def test_an_entry_without_a_word_is_a_dead_letter_with_its_place() -> None:
    found = read(rss(item("One") + "<item><link>https://x.example/</link></item>" + item("Three")))
    assert [one.where for one in found.entries] == [f"{URL}#1", f"{URL}#3"]
    assert [(one.reason, one.where) for one in found.dead] == [("empty", f"{URL}#2")]


def test_more_entries_than_any_feed_has_are_counted_not_kept() -> None:
    found = read(rss("<item><title>x</title></item>" * (MAX_ENTRIES + 1)))
    assert len(found.entries) == MAX_ENTRIES
    assert [one.reason for one in found.dead] == ["oversized"]
