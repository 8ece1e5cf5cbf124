"""JSON Feed (1 and 1.1) to `Content`. Pure; a field of the wrong type costs its entry, never the feed."""

from typing import Any

import msgspec

from connectors.feeds import transports
from connectors.feeds.content import Channel, Content, Refusal, not_empty
from connectors.feeds.dates import when
from connectors.feeds.links import joined, web_link
from schemas import Entry
from schemas.errors import NotAFeed, RejectedEntry

VERSION = "jsonfeed.org/version/"


def says_so(raw: Any) -> bool:
    """Whether a JSON value says that it is a JSON Feed."""
    return isinstance(raw, dict) and VERSION in _text(raw.get("version"))


def read(raw: Any, base: str = "") -> Content:
    """The feed's entries; one that forgot its version still has a title and items. Raises NotAFeed."""
    if not says_so(raw) and not (isinstance(raw, dict) and isinstance(raw.get("title"), str) and "items" in raw):
        raise NotAFeed("not_a_feed", f"JSON, but no JSON Feed: its `version` should be https://{VERSION}1.1")
    listed = raw.get("items")
    if not isinstance(listed, list):
        raise NotAFeed("broken_feed", "a JSON Feed whose `items` are no list")
    url, link = (web_link(_text(raw.get(name))) for name in ("feed_url", "home_page_url"))
    channel = Channel(
        url=url,
        link=joined(base, link),
        title=_text(raw.get("title")),
        language=_text(raw.get("language")).strip().replace("_", "-"),
    )
    return Content(channel, tuple(_item(item, channel, base or url or link) for item in listed))


def _item(item: Any, channel: Channel, base: str) -> Entry | Refusal:
    try:
        if not isinstance(item, dict):
            raise RejectedEntry("not-an-object", "an item of a JSON Feed is an object")
        return _entry(item, channel, base)
    except RejectedEntry as error:
        return Refusal(error.reason, error.detail, msgspec.json.encode(item).decode())


def _entry(item: dict[str, Any], channel: Channel, base: str) -> Entry:
    guid = _identifier(item.get("id"))
    html, text = (_demanded(item, name) for name in ("content_html", "content_text"))
    title = _demanded(item, "title")
    return not_empty(
        Entry(
            guid=guid,
            id=guid,
            link=_link(item, base, guid),
            title=title,
            plain_title="<" in title,  # "plain text" says the format
            summary=_demanded(item, "summary"),
            content=html or text,
            published=when(item.get("date_published")) or when(item.get("date_modified")),
            language=_text(item.get("language")).strip().replace("_", "-") or channel.language,
        )
    )


def _link(item: dict[str, Any], base: str, guid: str) -> str:
    """The item's own page; a link list's `external_url` where it has none; else an id that is an address."""
    named = (joined(base, _demanded(item, name)) for name in ("url", "external_url"))
    link = next(filter(None, named), "")
    return transports.page(link, "", guid) or (web_link(guid) if "://" in guid else "")


def _identifier(value: object) -> str:
    """The specification asks for strings and tells readers to take numbers."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value).strip()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _demanded(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    raise RejectedEntry("wrong-type", f"`{name}` is {type(value).__name__}, not a text")
