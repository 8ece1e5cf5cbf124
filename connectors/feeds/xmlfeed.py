"""RSS 0.9x to 2.0, RDF and Atom to `Content`, through feedparser. Pure: reads no network, clock or file.

Dates are read by `dates.py` from feedparser's raw strings, links are joined here. HTML of bodies is kept as sent:
cleaning it is the normaliser's work. Headlines become text, because only the feed says whether theirs is markup.
"""

import io
import re
from datetime import timedelta
from typing import Any

import feedparser

from connectors.feeds import transports
from connectors.feeds.content import Channel, Content, Refusal, not_empty
from connectors.feeds.dates import when
from connectors.feeds.links import is_web, joined, web_link
from connectors.feeds.prepare import cut
from connectors.feeds.titles import text_of
from schemas import Entry
from schemas.errors import NotAFeed, RejectedEntry

_CDATA = re.compile(r"(?:<|&(?:amp;)*lt;)!\[CDATA\[|\]\](?:>|&(?:amp;)*gt;)")
_LINES = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_ALONE = re.compile(r"<(?:br|img|hr|p|wbr)\b", re.IGNORECASE)  # tags that need no end
_DATES = ("published", "updated", "created")
_HTML_TYPES = (None, "", "html", "xhtml", "text/html", "application/xhtml+xml")
_ORIGINALS = ("feedburner_origlink", "feedblitz_origlink", "pheedo_origlink", "origlink", "original_link")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}  # hours
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
SHOWN = 1_000  # characters of a cut document's end that its dead letter shows
LONGEST_TTL = timedelta(days=365)


def _no_author(*_: Any) -> None:
    """feedparser takes cubic time to find the address in a hostile author."""


def _one_tag(parser: Any, term: str | None, *_: Any) -> None:
    """feedparser compares each tag with all before it; it needs to find one."""
    parser._get_context()["tags"] = [{"term": term}]


for _parser in (feedparser.api.StrictFeedParser, feedparser.api.LooseFeedParser):  # neither is used here
    _parser._sync_author_detail, _parser._add_tag = _no_author, _one_tag


def read(text: str, base: str = "") -> Content:
    """The document's entries; where it was cut, those before the cut. `text` is prepared. Raises NotAFeed."""
    try:
        document = feedparser.parse(
            io.BytesIO(DECLARATION + text.encode()), sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:  # the worker's bound
        raise
    except Exception as error:  # on hostile input feedparser raises whatever its parts raise
        raise NotAFeed("broken_feed", f"feedparser: {error!r}") from error
    channel = _channel(document.feed, base)
    if not document.version and not document.entries and not channel.moved_to:
        raise NotAFeed("not_a_feed", "no RSS, Atom or RDF feed")
    is_cut, inside_entry = cut(text)
    found = document.entries[:-1] if inside_entry else document.entries
    items = tuple(_item(item, channel, _base(base, channel)) for item in found)
    detail = "the document has no end" + (": its last entry was not read" if inside_entry else "")
    return Content(channel, items, Refusal("truncated", detail, text[-SHOWN:]) if is_cut else None)


def _channel(about: Any, base: str) -> Channel:
    itself = next((link.get("href") for link in about.get("links") or () if link.get("rel") == "self"), None)
    site = next((link.get("href") for link in about.get("links") or () if _is_page(link)), None) or about.get("link")
    moved = joined(base, _unwrapped(about.get("itunes_new-feed-url") or about.get("newlocation")))
    return Channel(
        url=web_link(_unwrapped(itself)),
        link=joined(base, _unwrapped(site)),
        title=text_of(_unwrapped(about.get("title"))),
        language=_code(about.get("language")),
        ttl=_ttl(about),
        moved_to=moved if is_web(moved) else "",
    )


def _ttl(about: Any) -> timedelta | None:
    """`ttl` in minutes, else a period and how often in it."""
    minutes = _number(about.get("ttl"))
    hours = _PERIODS.get(_unwrapped(about.get("sy_updateperiod")).strip().lower(), 0)
    ttl = timedelta(minutes=minutes) or timedelta(hours=hours) / (_number(about.get("sy_updatefrequency")) or 1)
    return min(ttl, LONGEST_TTL) or None


def _number(value: object) -> int:
    digits = _unwrapped(value).strip()
    return min(int(digits), 10**6) if re.fullmatch(r"\d{1,9}", digits, re.ASCII) else 0


def _base(base: str, channel: Channel) -> str:
    """What links are relative to. A carrier's address says nothing about them: the site's does."""
    own = base or channel.url or channel.link
    return channel.link if channel.link and transports.is_carrier(own) else own


def _item(item: Any, channel: Channel, base: str) -> Entry | Refusal:
    try:
        return _entry(item, channel, base)
    except RejectedEntry as error:
        return Refusal(error.reason, error.detail)


def _entry(item: Any, channel: Channel, base: str) -> Entry:
    summary, content, guid = _text(item, "summary"), _content(item), _text(item, "id")
    link = _link(item, base, guid)
    source = _source(item) or (channel.link if transports.is_carrier(link) else "")
    title, is_plain = _title(item)
    return not_empty(
        Entry(
            guid=guid,
            link=link,
            title=transports.headline(title, source, _raw_link(item)),
            plain_title=is_plain,
            summary="" if summary == content else summary,
            content=content,
            published=next(filter(None, (when(dict.get(item, name)) for name in _DATES)), None),
            language=_language(item) or channel.language,
            source=source,
        )
    )


def _title(item: Any) -> tuple[str, bool]:
    """The headline as text on one line, and whether angle brackets in it are known to be characters, not tags.

    Atom says whether a headline is markup; RSS does not, and feedparser takes it for markup where a tag is closed.
    """
    title, kind = _text(item, "title"), (item.get("title_detail") or {}).get("type")
    title = title if kind == "text/plain" else text_of(title)
    return _LINES.sub(" ", title), "<" in title and not _ALONE.search(title)


def _text(item: Any, name: str) -> str:
    return _unwrapped(item.get(name))


def _content(item: Any) -> str:
    """The entry's content; of several versions the longest."""
    return max((_unwrapped(part.get("value")) for part in item.get("content") or ()), key=len, default="")


def _unwrapped(value: object) -> str:
    """The text itself where a feed sends `<![CDATA[…]]>` as text; half a character, which has no UTF-8, as U+FFFD."""
    text = value if isinstance(value, str) else ""
    if "![CDATA[" in text:
        text = _CDATA.sub("", text).strip()
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _link(item: Any, base: str, guid: str) -> str:
    """The page of the article, in full: behind a carrier's address the original, never an enclosure."""
    original = next(filter(None, (_text(item, name) for name in _ORIGINALS)), "")
    link = _raw_link(item)
    if link == guid and not is_web(link):  # feedparser takes any guid for a link
        link = ""
    return transports.page(joined(base, link), joined(base, original), guid)


def _raw_link(item: Any) -> str:
    links = item.get("links") or ()
    others = {link.get("href") for link in links if not _is_alternate(link)}
    pages = [link.get("href") for link in links if _is_page(link)]
    pages += [link.get("href") for link in links if _is_alternate(link)]
    pages += [link for link in (item.get("link"),) if link not in others]
    return next(filter(web_link, map(_unwrapped, pages)), "")


def _is_alternate(link: Any) -> bool:
    return (link.get("rel") or "alternate").rpartition("/")[2].lower() == "alternate"


def _is_page(link: Any) -> bool:
    return _is_alternate(link) and (link.get("type") or "").split(";")[0].strip().lower() in _HTML_TYPES


def _language(item: Any) -> str:
    """The entry's own language, or the one in force where its title stands."""
    details = (item.get(name) or {} for name in ("title_detail", "summary_detail"))
    languages = (item.get("language"), *(detail.get("language") for detail in details))
    return next(filter(None, map(_code, languages)), "")


def _code(language: object) -> str:
    return _unwrapped(language).strip().replace("_", "-")


def _source(item: Any) -> str:
    """The publisher that an aggregator names."""
    source = item.get("source")
    if isinstance(source, dict):
        return text_of(_unwrapped(source.get("title") or source.get("href")))
    return text_of(_unwrapped(source) or _text(item, "news_source") or _text(item, "dc_publisher"))
