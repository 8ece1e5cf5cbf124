"""The text of a feed document, of whatever kind its content says, to `Content`. Pure."""

from connectors.feeds import json_text, jsonfeed, sitemap, xmlfeed
from connectors.feeds.content import Channel, Content, Refusal
from connectors.feeds.prepare import holds_feed, prepared, root
from schemas.errors import NotAFeed

SHOWN = 1_000  # characters of a cut document that its dead letter shows
_KINDS = {
    "html": "a web page: give the address of its feed (`vedette feeds discover` finds it)",
    "opml": "a list of feeds: read it with `vedette feeds import`",
    "sitemapindex": "an index of sitemaps: give the address of the news sitemap in it",
}


def read(text: str, base: str = "") -> Content:
    """What the document holds. `base` is where it was fetched from, for relative links. Raises NotAFeed."""
    text = text.strip("\ufeff \t\r\n\0")
    if not text:
        raise NotAFeed("not_a_feed", "an empty document")
    if text.startswith(("{", "[")):
        return _json(text, base)
    text = prepared(text)
    match root(text):
        case "urlset":
            return sitemap.read(text, base)
        case "opml" | "sitemapindex" as kind:
            raise NotAFeed("not_a_feed", _KINDS[kind])
        case "html":
            return _page(text, base)
    return xmlfeed.read(text, base)


def _page(text: str, base: str) -> Content:
    """Some programs put a whole feed into a page."""
    found = xmlfeed.read(text, base) if holds_feed(text) else Content(Channel())
    if not found.items:
        raise NotAFeed("not_a_feed", _KINDS["html"])
    return found


def _json(text: str, base: str) -> Content:
    found = json_text.read(text)
    content = jsonfeed.read(found.value, base)
    if not found.is_cut:
        return content
    return content._replace(
        ending=Refusal("truncated", "the feed has no end: its last item was not read", text[-SHOWN:])
    )
