"""From the fields of one object or table row, whatever its dump calls them, to an `Entry`. Pure functions.

`source` means two things in the dumps people have: a URL is the feed, anything else the publisher's name. A short body
(description, summary) and a full one (content, text) are both kept; which one to read is decided downstream.
"""

import functools
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from connectors.feeds.content import not_empty
from connectors.feeds.dates import when
from connectors.feeds.links import web_link
from schemas import Entry
from schemas.errors import RejectedEntry

TITLE = ("title", "headline")
SUMMARY = ("description", "summary", "abstract")
CONTENT = ("content", "content_html", "content_text", "text", "body", "maintext", "content:encoded")
LINK = ("link", "url", "external_url")
GUID = ("guid", "id")
FEED = ("feed", "feed_url")
PUBLISHER = ("publisher", "outlet", "source_name", "source_domain", "domain")
LANGUAGE = ("language", "lang")
PUBLISHED = (
    "published",
    "date_published",
    "published_at",
    "publishedat",
    "pubdate",
    "pub_date",
    "published_date",
    "publication_date",
    "publish_date",
    "date_publish",
    "date",
    "updated",
    "date_modified",
    "updated_at",
)
SEEN_AT = ("seen_at", "first_seen", "captured_at", "fetched_at", "crawled_at", "date_download")
FIELDS = frozenset(
    ("source", *TITLE, *SUMMARY, *CONTENT, *LINK, *GUID, *FEED, *PUBLISHER, *LANGUAGE, *PUBLISHED, *SEEN_AT)
)

_POSITION = re.compile(r"[:#]\d+$")


def is_field(name: str) -> bool:
    """Whether a dump's name for a field is one we know."""
    return _plain_name(name) in FIELDS


def entry_of(raw: Mapping[str, Any], where: str, *, feed: str = "", language: str = "") -> Entry:
    """The entry. `feed` and `language` stand in where it names none. Raises RejectedEntry `wrong-type` or `empty`."""
    named = {_plain_name(name): value for name, value in raw.items()}
    own_feed, publisher = _origin(named)
    guid, link = _first(named, GUID, identifier), web_link(_first(named, LINK, text))
    # Row numbers are unique in their file only, so without a link it is the file that tells two entries `1` apart.
    entry = Entry(
        feed=own_feed or feed or (file_name(where) if guid and not link else ""),
        guid=guid,
        link=link,
        title=_first(named, TITLE, text),
        summary=_first(named, SUMMARY, text),
        content=_first(named, CONTENT, text),
        published=_date(named, PUBLISHED),
        seen_at=_date(named, SEEN_AT),
        language=_first(named, LANGUAGE, hint) or language,
        source=publisher,
        id=identifier("id", named.get("id")),
        where=where,
    )
    return not_empty(entry)


def file_name(where: str) -> str:
    """The name of the file, without its folder or zip, that `where` points into."""
    return re.split(r"[/\\!]", _POSITION.sub("", where))[-1]


def text(name: str, value: object) -> str:
    """A text; also a list of `{"value": text}`, as feedparser's own dumps have it."""
    match value:
        case str():
            return value
        case None:
            return ""
        case list() if all(isinstance(part, Mapping) and isinstance(part.get("value"), str) for part in value):
            return "\n".join(part["value"] for part in value)
    raise RejectedEntry("wrong-type", f"`{name}` is {_type(value)}, not a text")


def identifier(name: str, value: object) -> str:
    """A text or number as text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return text(name, value)


def hint(_: str, value: object) -> str:
    """A text, or "" for anything else: a hint is not worth an entry."""
    return value if isinstance(value, str) else ""


def _origin(named: Mapping[str, Any]) -> tuple[str, str]:
    """The feed's URL and the publisher's name."""
    feed, publisher = _first(named, FEED, text), _first(named, PUBLISHER, text)
    source = named.get("source")
    if isinstance(source, Mapping):  # {"title": …, "href": …} or {"id": …, "name": …}
        source = source.get("title") or source.get("name") or source.get("href") or source.get("url")
    name = text("source", source)
    if "://" in name:
        return feed or name, publisher
    return feed, name or publisher


def _first(named: Mapping[str, Any], names: tuple[str, ...], read: Callable[[str, Any], str]) -> str:
    """The first of these fields that says anything."""
    for name in names:
        if name in named and (found := read(name, named[name])):
            return found
    return ""


def _date(named: Mapping[str, Any], names: tuple[str, ...]) -> datetime | None:
    for name in names:
        if name in named and (found := when(named[name])):
            return found
    return None


def _type(value: object) -> str:
    return {dict: "an object", list: "a list", bool: "true or false"}.get(type(value), "a number")


@functools.lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    """`pubDate`, `Pub Date` and `pub-date` are one name: `pubdate` or `pub_date`."""
    return re.sub(r"[\s-]+", "_", name.strip().lower())
