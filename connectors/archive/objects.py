"""JSON to entries: an object of any known dump, an entry that Vedette wrote, or a JSON Feed. Pure functions."""

import codecs
import functools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.archive.dead import attempt
from connectors.archive.encoding import not_utf8
from connectors.archive.fields import entry_of, hint
from connectors.feeds.content import not_empty
from connectors.feeds.links import web_link
from schemas import DeadLetter, Entry
from schemas.errors import RejectedEntry

OWN = "vedette.entry/1"
LISTS = ("items", "entries", "articles")  # where a document keeps its entries

_decoder = msgspec.json.Decoder()


def parsed(data: bytes) -> Any:
    """The JSON value. Raises RejectedEntry `encoding` or `broken-json`; that includes NaN, and half an emoji."""
    try:
        return _decoder.decode(data.removeprefix(codecs.BOM_UTF8))
    except UnicodeDecodeError as error:
        raise not_utf8(error) from error
    except msgspec.DecodeError as error:
        raise RejectedEntry("broken-json", f"not JSON: {error}") from error
    except RecursionError as error:
        raise RejectedEntry("broken-json", "nested too deeply") from error


def object_entry(raw: Any, where: str, *, feed: str = "", language: str = "") -> Entry:
    """The entry that a JSON value holds. Raises RejectedEntry."""
    if not isinstance(raw, dict):
        raise RejectedEntry("not-an-object", 'an entry is a JSON object: {"title": …}')
    schema = raw.get("schema")
    if isinstance(schema, str) and schema.startswith("vedette."):
        return _own_entry(raw, schema, where)
    return entry_of(raw, where, feed=feed, language=language)


def document_entries(raw: Any, where: str) -> Iterator[Entry | DeadLetter]:
    """The entries of a whole JSON document: a JSON Feed or another object with a list of entries, or a single entry."""
    listed = _listed(raw)
    if listed is None:
        yield attempt(functools.partial(object_entry, raw, f"{where}:1"), f"{where}:1", msgspec.json.encode(raw))
        return
    about = raw if isinstance(raw, dict) else {}
    feed = web_link(hint("", about.get("feed_url"))) or web_link(hint("", about.get("home_page_url")))
    language = hint("", about.get("language"))
    for number, item in enumerate(listed, 1):
        place = f"{where}#{number}"
        make = functools.partial(object_entry, item, place, feed=feed, language=language)
        yield attempt(make, place, msgspec.json.encode(item))


def _listed(raw: Any) -> list[Any] | None:
    if isinstance(raw, Mapping):
        return next((raw[name] for name in LISTS if isinstance(raw.get(name), list)), None)
    return raw if isinstance(raw, list) else None


def _own_entry(raw: dict[str, Any], schema: str, where: str) -> Entry:
    if schema != OWN:
        raise RejectedEntry("wrong-schema", f"{schema} is not {OWN}, which this version of Vedette reads")
    try:
        entry = msgspec.convert(raw, Entry)
        dates = {"published": _utc(entry.published), "seen_at": _utc(entry.seen_at)}
    except (msgspec.ValidationError, OverflowError) as error:  # the latter: the year 1 in a zone east of Greenwich
        raise RejectedEntry("wrong-type", str(error)) from error
    return not_empty(msgspec.structs.replace(entry, where=where, **dates))


def _utc(date: datetime | None) -> datetime | None:
    if date is None or date.tzinfo is None:
        return date and date.replace(tzinfo=UTC)
    return date.astimezone(UTC)
