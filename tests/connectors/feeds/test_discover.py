"""Feeds that a page names."""

import pytest

from connectors.feeds.discover import MOST, discover

PAGE = "https://ex.org/a/b"
RSS = 'type="application/rss+xml"'


def urls(html: str | bytes, content_type: str = "") -> list[str]:
    return [feed.url for feed in discover(html, PAGE, content_type)]


def test_feeds_are_found_in_order_with_title_and_language() -> None:
    html = f"""<html lang="fr"><link rel="alternate" {RSS} title="A &amp; B" href="/rss?a=1&amp;b=2">
    <link rel="alternate" type="application/atom+xml" hreflang="de" href="atom.xml"></html>"""
    found = [(feed.url, feed.title, feed.language) for feed in discover(html, PAGE)]
    assert found == [("https://ex.org/rss?a=1&b=2", "A & B", "fr"), ("https://ex.org/a/atom.xml", "", "de")]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (f'<link rel="alternate" {RSS} href="/f">', ["https://ex.org/f"]),
        (f"<LINK REL='Alternate Home' {RSS.upper()} HREF='/f'/>", ["https://ex.org/f"]),
        ("<link rel=alternate type=application/atom+xml href=//cdn.example/f>", ["https://cdn.example/f"]),
        ('<link rel="alternate" type="application/rss+xml; charset=utf-8" href=" /f\n">', ["https://ex.org/f"]),
        (
            '<link rel="alternate" type="application/feed+json" href="feed:https://x.example/j">',
            ["https://x.example/j"],
        ),
        ('<link rel="feed" href="/f">', ["https://ex.org/f"]),
        ('<link rel="alternate" type="text/xml" title="RSS" href="/f">', ["https://ex.org/f"]),
        (f'<base href="/sub/"><link rel="alternate" {RSS} href="f">', ["https://ex.org/sub/f"]),
        ('<link rel="alternate" type="application/json+oembed" href="/oembed?feed">', []),
        ('<link rel="alternate" type="application/json" href="/wp-json/feed">', []),
        ('<link rel="alternate" hreflang="de" href="/de/feed-story">', []),
        (f'<link rel="alternate stylesheet" {RSS} href="/f">', []),
        (f'<link rel="alternate" {RSS} href="javascript:alert(1)">', []),
        (f'<link rel="alternate" {RSS}>', []),
        (f'<!-- <link rel="alternate" {RSS} href="/f"> -->', []),
        (f'<script>x = \'<link rel="alternate" {RSS} href="/f">\'</script>', []),
    ],
)
def test_a_link_names_a_feed_or_does_not(link: str, expected: list[str]) -> None:
    assert urls(f"<html><head>{link}</head></html>") == expected


def test_links_in_the_text_count_only_where_the_head_names_none() -> None:
    body = (
        '<a href="/rss"><img src=x>News</a><a href="/feed/">x</a><a href="?feed=rss2">y</a><a href="/rss-story">z</a>'
    )
    assert urls(body) == ["https://ex.org/rss", "https://ex.org/feed/", "https://ex.org/a/b?feed=rss2"]
    assert discover(body, PAGE)[0].title == "News"
    assert urls(f'<link rel="alternate" {RSS} href="/f">{body}') == ["https://ex.org/f"]


def test_a_page_in_any_encoding_is_read() -> None:
    html = f'<link rel="alternate" {RSS} title="Новини" href="/f">'
    for name in ("utf-8", "windows-1251", "utf-16"):
        (feed,) = discover(html.encode(name), PAGE, f"text/html; charset={name}")
        assert (feed.url, feed.title) == ("https://ex.org/f", "Новини")
    assert urls(b"\xcc\xdd\xf0\xee" * 50 + html.encode("ascii", "replace")) == ["https://ex.org/f"]


def test_the_same_feed_counts_once_and_there_are_not_endlessly_many() -> None:
    same = f'<link rel="alternate" {RSS} href="/f">' * 2
    many = "".join(f'<link rel="alternate" {RSS} href="/{n}">' for n in range(MOST * 2))
    assert (len(urls(same)), len(urls(many))) == (1, MOST)
