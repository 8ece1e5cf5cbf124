"""A captured RSS, Atom or RDF document to entries, through feedparser. Pure: reads no network, clock or file.

feedparser gets text in UTF-8 with what it cannot bear taken out (control characters, references beyond Unicode); dates
are read by `dates.py` from its raw strings. HTML is kept as sent: cleaning it is the normaliser's work.
"""

import html
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]

from connectors.archive.dates import when
from connectors.archive.dead import attempt, dead
from connectors.archive.fields import not_empty, web_link
from schemas import DeadLetter, Entry
from schemas.errors import RejectedEntry

_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_ITEM = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_HTML_TYPES = (None, "text/html", "application/xhtml+xml")
SHOWN = 1_000  # characters of a cut document's end that its dead letter shows


def feed_entries(text: str, where: str) -> Iterator[Entry | DeadLetter]:
    """The document's entries. Where it was cut, those before the cut, and a dead letter."""
    text = prepared(text)
    try:
        document = feedparser.parse(io.BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser raises whatever its parts raise on broken input; none of it is ours to stop for
        yield dead(where, "broken-feed", f"feedparser: {error!r}", text[:SHOWN].encode())
        return
    if not document.version and not document.entries:
        yield dead(where, "not-a-feed", "no RSS, Atom or RDF feed", text[:SHOWN].encode())
        return
    is_cut, inside_entry = cut(text)
    found = document.entries[:-1] if inside_entry else document.entries
    feed, language = _feed_url(document.feed) or where, str(document.feed.get("language") or "")
    for number, item in enumerate(found, 1):
        place = f"{where}#{number}"
        yield attempt(lambda i=item, p=place: _entry(i, p, feed, language), place, b"")  # type: ignore[misc]
    if is_cut:
        detail = "the document has no end" + (": its last entry was not read" if inside_entry else "")
        yield dead(where, "truncated", detail, text[-SHOWN:].encode())


def prepared(text: str) -> str:
    """The document as feedparser can bear it: no declaration of an encoding, no character that XML forbids."""
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    return _REFERENCE.sub(_referred, _CONTROL.sub("", text)).lstrip()


def cut(text: str) -> tuple[bool, bool]:
    """Whether the document ends before its root element does, and whether it ends inside an entry."""
    root = _ROOT.search(text)
    if root is None or re.search(rf"</(?:[\w.-]+:)?{root[1]}\s*>", text, re.IGNORECASE):
        return False, False
    last = None
    for last in _ITEM.finditer(text):
        pass
    return True, last is not None and not last[1]


def _entry(item: Any, where: str, feed: str, language: str) -> Entry:
    summary, content = _text(item, "summary"), _content(item)
    entry = Entry(
        feed=feed,
        guid=_sound(item.get("id")),
        link=_link(item, feed),
        title=_text(item, "title"),
        summary="" if summary == content else summary,
        content=content,
        published=next(filter(None, (when(dict.get(item, name)) for name in ("published", "updated", "created"))), None),
        language=_language(item) or language,
        source=_source(item),
        where=where,
    )
    return not_empty(entry)


def _text(item: Any, name: str) -> str:
    """The text as HTML or plain: where the feed says that it is plain, its `<` and `&` are written as HTML."""
    return _marked_up(item.get(name), (item.get(f"{name}_detail") or {}).get("type"), item)
