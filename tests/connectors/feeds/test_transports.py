"""The publisher is not who carried the article."""

import base64

import pytest

from connectors.feeds.transports import is_carrier, unwrapped
from pipeline.text.normalise import normalise
from tests.connectors.feeds.documents import SEEN_AT, read, rss

FEEDBURNER = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
PROXIED = "http://feedproxy.google.com/~r/x/~3/abc/"


def google(address: str) -> str:
    size = len(address)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    record = b"\x08\x13\x22" + length + address.encode() + b"\xd2\x01\x00"
    return f"https://news.google.com/rss/articles/{base64.urlsafe_b64encode(record).decode().rstrip('=')}?oc=5"


@pytest.mark.parametrize("address", ["https://ex.org/a-b/", f"https://ex.org/{'x' * 200}?a=1&b=2", "http://ex.org/1"])
def test_the_older_ids_of_google_news_hold_the_address(address: str) -> None:
    assert unwrapped(google(address)) == address


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/url?rct=j&sa=t&url=https://ex.org/a%3Fb%3D1&ct=ga",
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fex.org%2fa%3fb%3d1&c=1",
        "https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RU=https%3a%2f%2fex.org%2fa%3fb%3d1/RK=2/RS=x-",
        "https://www.google.com/amp/s/ex.org/a?b=1",
        "https://ex-org.cdn.ampproject.org/c/s/ex.org/a?b=1",
        "https://www.google.com/url?q=https%3A%2F%2Fwww.google.com%2Famp%2Fs%2Fex.org%2Fa%3Fb%3D1",
    ],
)
def test_redirectors_and_caches_are_unwrapped(link: str) -> None:
    assert unwrapped(link) == "https://ex.org/a?b=1"


def test_a_chain_longer_than_any_honest_one_leads_nowhere() -> None:
    link = "https://ex.org/"
    for _ in range(6):
        link = f"https://www.google.com/url?q={link.replace('&', '%26')}"
    assert unwrapped(link) == ""


@pytest.mark.parametrize(
    "link", ["https://news.google.com/rss/articles/CBMiswFBVV95cUxOVzdX", "https://www.google.com/url?q=http<x"]
)
def test_what_cannot_be_read_from_the_address_stays_as_it_is(link: str) -> None:
    assert unwrapped(link) == link


def test_google_news_gives_the_publisher_and_the_publishers_own_headline() -> None:
    source = '<source url="https://www.reuters.com">Reuters</source>'
    link = "https://news.google.com/rss/articles/CBMiswFBVV95cUxOVzdX?oc=5"
    (found,) = read(rss(f"<item><title>Troops - in X - Reuters</title><link>{link}</link>{source}</item>")).entries
    assert (found.title, found.source) == ("Troops - in X", "Reuters")


def test_feedburner_gives_the_original_link_or_the_permalink_or_at_least_the_site() -> None:
    original = f"<feedburner:origLink {FEEDBURNER}>https://ex.org/real</feedburner:origLink>"
    guids = "<guid>https://ex.org/b</guid>", '<guid isPermaLink="false">1 at ex</guid>'
    items = "".join(f"<item><title>x</title><link>{PROXIED}</link>{more}</item>" for more in (original, *guids))
    relative = "<item><title>x</title><link>/rel</link></item>"
    channel = "<title>x</title><link>https://ex.org/</link>"
    found = read(rss(items + relative, channel=channel), url="https://feeds.feedburner.com/x").entries
    assert [one.link for one in found] == ["https://ex.org/real", "https://ex.org/b", PROXIED, "https://ex.org/rel"]
    assert [one.source for one in found] == ["", "", "https://ex.org/", ""]


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ('<source url="https://p.example/rss">Paris &amp; Co</source>', "Paris & Co"),
        ('<source url="https://p.example/rss"/>', "https://p.example/rss"),
        ('<News:Source xmlns:News="https://www.bing.com/news/search">Le Monde</News:Source>', "Le Monde"),
    ],
)
def test_the_publisher_that_an_aggregator_names_is_kept(element: str, expected: str) -> None:
    (found,) = read(rss(f"<item><title>x</title>{element}</item>")).entries
    assert found.source == expected


def test_a_publishers_own_feed_is_no_carrier() -> None:
    assert [is_carrier(url) for url in ("https://feeds.bbci.co.uk/x", "https://feeds.feedburner.com/x", "")] == [
        False,
        True,
        False,
    ]


def test_the_article_belongs_to_its_publisher_whoever_carried_it() -> None:
    google_news = (
        "<item><title>A - Reuters</title><link>https://news.google.com/rss/articles/CBMiswFBVV95cUxOVzdX</link>"
        '<source url="https://www.reuters.com">Reuters</source></item>'
    )
    proxied = f"<item><title>B</title><link>{PROXIED}</link></item>"
    channel = "<title>x</title><link>https://www.lemonde.fr/</link>"
    found = read(rss(google_news + proxied, channel=channel), url="https://feeds.feedburner.com/x").entries
    articles = [normalise(one, undated_at=SEEN_AT) for one in found]
    assert [(one.outlet, one.family) for one in articles] == [("reuters.com", "reuters"), ("lemonde.fr", "le-monde")]
