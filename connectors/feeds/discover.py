"""Feeds that a page names in its head, or at least links to. Pure: the page is fetched by who asks."""

import re

from connectors.feeds.encoding import charset, decoded
from connectors.feeds.links import LONGEST, feed_link, joined
from connectors.feeds.markup import Tag, tags, without_code
from schemas import Feed
from schemas.errors import RejectedEntry

LARGEST = 2_000_000  # bytes or characters of a page that are looked at
MOST = 100  # feeds of one page
_NAMES = frozenset({"link", "a", "area", "base", "html", "body"})
_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"),
    *("application/rss", "application/atom", "text/rss", "text/atom", "text/rss+xml", "text/atom+xml"),
    *("application/x.atom+xml", "application/x-atom+xml", "application/x-rss+xml", "application/x-netcdf"),
)
_LOOSE_TYPES = ("application/xml", "text/xml", "application/json")  # of feeds, and of other things
_OTHER_THINGS = re.compile(r"oembed|wp-json|opensearch|manifest|sitemap|wlwmanifest|xmlrpc", re.IGNORECASE)
_FEEDISH = re.compile(r"\b(?:feeds?|rss\d?|atom|rdf)\b", re.IGNORECASE)
# Where sites keep feeds that their head does not name.
_PLACE = re.compile(
    r"[^?#]*(?:/(?:feed|rss|atom)(?:/(?:rss2?|atom|rdf))?/?|\.(?:rss|atom|rdf)|/(?:rss|atom|feed|index)[\w.-]*\.(?:xml|rdf|json))"
    r"(?:\?[^#]*)?|[^#]*\?(?:[^#]*&)?(?:feed=(?:rss2?|atom|rdf)|format=(?:rss|atom|feed)|type=rss)(?:&[^#]*)?"
    r"|https?://feeds\d?\.feedburner\.com/.+",
    re.IGNORECASE,
)


def discover(html: str | bytes, base: str, content_type: str = "") -> list[Feed]:
    """The feeds of the page at `base`, in its order; links in the text count only where the head names none."""
    text = without_code(_text(html, content_type))
    found = list(tags(text, _NAMES))
    place = next((joined(base, tag.attributes["href"]) for tag in found if tag.name == "base" and _href(tag)), base)
    language = next((tag.attributes.get("lang", "") for tag in found if tag.name == "html"), "")
    named = [tag for tag in found if tag.name == "link" and _names_a_feed(tag)]
    linked = [tag for tag in found if tag.name in ("a", "area") and _PLACE.fullmatch(_href(tag)[:LONGEST])]
    feeds: dict[str, Feed] = {}
    for tag in named or linked:
        if url := feed_link(place, _href(tag)):
            feeds.setdefault(url, Feed(url=url, title=_title(tag), language=tag.attributes.get("hreflang", language)))
    return list(feeds.values())[:MOST]


def _text(html: str | bytes, content_type: str) -> str:
    if isinstance(html, str):
        return html[:LARGEST]
    try:
        return decoded(html[:LARGEST], charset(content_type))
    except RejectedEntry:  # addresses are ASCII in any encoding that a page is in
        return html[:LARGEST].decode("latin-1")


def _href(tag: Tag) -> str:
    return tag.attributes.get("href", "")


def _names_a_feed(tag: Tag) -> bool:
    rel = tag.attributes.get("rel", "").lower().split()
    kind = tag.attributes.get("type", "").lower().partition(";")[0].strip()
    if not _href(tag) or not {"alternate", "feed"} & set(rel) or "stylesheet" in rel:
        return False
    if kind in _TYPES:
        return True
    words = f"{_href(tag)} {tag.attributes.get('title', '')}"
    is_loose = kind in _LOOSE_TYPES and _FEEDISH.search(words) and not _OTHER_THINGS.search(words)
    return bool(is_loose) or ("feed" in rel and kind in ("", *_LOOSE_TYPES))


def _title(tag: Tag) -> str:
    if tag.name == "link":
        return " ".join(tag.attributes.get("title", "").split())
    shown = re.sub(r"<[^>]*>", " ", tag.rest.partition(">")[2][:500])
    return " ".join((tag.attributes.get("title") or shown).split())[:200]
