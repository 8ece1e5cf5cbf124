"""A captured RSS, Atom or RDF document to entries, through feedparser. Pure: reads no network, clock or file.

feedparser gets text in UTF-8 with what it cannot bear taken out (control characters, references beyond Unicode); dates
are read by `dates.py` from its raw strings. HTML is kept as sent: cleaning it is the normaliser's work.
"""

import functools
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import feedparser

from connectors.archive.dates import when
from connectors.archive.dead import attempt, dead
from connectors.archive.fields import file_name, not_empty, web_link
from schemas import DeadLetter, Entry

_DECLARATION = re.compile(r"<\?xml[^>]*>")
_SPACES = re.compile(r"\s{64,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_ENDS = {"rss": "rss|channel", "feed": "feed", "rdf": "rdf"}  # in RDF the items follow the channel
_ITEM = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_DATES = ("published", "updated", "created")
_HTML_TYPES = (None, "text/html", "application/xhtml+xml")
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
SHOWN = 1_000  # characters of a cut document's end that its dead letter shows


def _no_author(*_: Any) -> None:
    """feedparser takes cubic time to find the address in a hostile author."""


def _one_tag(parser: Any, term: str | None, *_: Any) -> None:
    """feedparser compares each tag with all before it; it needs to find one."""
    parser._get_context()["tags"] = [{"term": term}]


for _parser in (feedparser.api.StrictFeedParser, feedparser.api.LooseFeedParser):  # neither is used here
    _parser._sync_author_detail, _parser._add_tag = _no_author, _one_tag


def feed_entries(text: str, where: str) -> Iterator[Entry | DeadLetter]:
    """The document's entries. Where it was cut, those before the cut, and a dead letter."""
    text = prepared(text)
    try:
        document = feedparser.parse(
            io.BytesIO(DECLARATION + text.encode()), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # on hostile input feedparser raises whatever its parts raise
        yield dead(where, "broken-feed", f"feedparser: {error!r}", text[:SHOWN].encode())
        return
    if not document.version and not document.entries:
        yield dead(where, "not-a-feed", "no RSS, Atom or RDF feed", text[:SHOWN].encode())
        return
    is_cut, inside_entry = cut(text)
    found = document.entries[:-1] if inside_entry else document.entries
    feed, language = _feed_url(document.feed) or file_name(where), str(document.feed.get("language") or "")
    for number, item in enumerate(found, 1):
        place = f"{where}#{number}"
        yield attempt(functools.partial(_entry, item, place, feed, language), place, b"")
    if is_cut:
        detail = "the document has no end" + (": its last entry was not read" if inside_entry else "")
        yield dead(where, "truncated", detail, text[-SHOWN:].encode())


def prepared(text: str) -> str:
    """The document as feedparser can bear it: no declaration of an encoding, no character that XML forbids.

    Long white space and a CDATA section without an end, which take it quadratic time, are shortened and cut off.
    """
    text = _SPACES.sub("\n", _REFERENCE.sub(_referred, _CONTROL.sub("", text))).strip("\ufeff \t\r\n")
    if declared := _DECLARATION.match(text):
        text = text[declared.end() :]
    unclosed = text.find("<![CDATA[", text.rfind("]]>") + 1)
    return text if unclosed < 0 else text[:unclosed]


def cut(text: str) -> tuple[bool, bool]:
    """Whether the document ends before its root element does, and whether it ends inside an entry."""
    root = _ROOT.search(text)
    if root is None or re.search(rf"</(?:[\w.-]+:)?(?:{_ENDS[root[1].lower()]})\b", text, re.IGNORECASE):
        return False, False
    tags = [match[1] for match in _ITEM.finditer(text)]
    return True, tags[-1:] == [""]


def _entry(item: Any, where: str, feed: str, language: str) -> Entry:
    summary, content = _text(item, "summary"), _content(item)
    entry = Entry(
        feed=feed,
        guid=_text(item, "id"),
        link=_link(item, feed),
        title=_text(item, "title"),
        summary="" if summary == content else summary,
        content=content,
        published=next(filter(None, (when(dict.get(item, name)) for name in _DATES)), None),
        language=_language(item) or language,
        source=_source(item),
        where=where,
    )
    return not_empty(entry)


def _text(item: Any, name: str) -> str:
    return _unwrapped(item.get(name))


def _content(item: Any) -> str:
    """The entry's content; of several versions the longest."""
    return max((_unwrapped(part.get("value")) for part in item.get("content") or ()), key=len, default="")


def _unwrapped(value: object) -> str:
    """The text itself where a feed sends `<![CDATA[…]]>` as text; half a character, which has no UTF-8, as U+FFFD."""
    text = value if isinstance(value, str) else ""
    match = _CDATA.fullmatch(text)
    return (match[1] if match else text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _link(item: Any, feed: str) -> str:
    """The page of the article: behind a proxy's link the original, never an enclosure, in full."""
    pages = (
        link.get("href")
        for link in item.get("links") or ()
        if link.get("rel") == "alternate" and link.get("type") in _HTML_TYPES
    )
    found = item.get("feedburner_origlink") or next(filter(None, pages), None) or item.get("link")
    link = web_link(_unwrapped(found))
    return _joined(feed, link) if link and feed.startswith("http") else link


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:  # such as a bracket in the host
        return link


def _feed_url(about: Any) -> str:
    """Where the feed says that it lives, else the site that it is of."""
    itself = next((link.get("href") for link in about.get("links") or () if link.get("rel") == "self"), None)
    return next(filter(None, (web_link(_unwrapped(found)) for found in (itself, about.get("link")))), "")


def _language(item: Any) -> str:
    """The entry's own language, or the one in force where its title stands."""
    details = (item.get(name) or {} for name in ("title_detail", "summary_detail"))
    languages = (item.get("language"), *(detail.get("language") for detail in details))
    return next((_unwrapped(language) for language in languages if language), "")


def _source(item: Any) -> str:
    """The publisher that an aggregator names."""
    source = item.get("source")
    return _unwrapped(source.get("title") or source.get("href")) if isinstance(source, dict) else _unwrapped(source)


def _referred(match: re.Match[str]) -> str:
    """The reference itself, or U+FFFD for one that points at no character of XML."""
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    code = int(digits, base) if len(digits) < 9 else 0
    is_character = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return match[0] if is_character else "\ufffd"
