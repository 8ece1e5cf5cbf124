"""An Atom feed and a JSON Feed for each subscription, in a folder that any web server can serve.

The JSON Feed is also the memory: a message adds its events to it, by their ids, and the Atom feed is written from it.
Both are replaced whole, so that a reader never sees half a file, and hold the newest ITEMS events.
"""

import asyncio
import fcntl
import json
import os
import re
import xml.etree.ElementTree as xml
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connectors.notify import formats, wording
from connectors.notify.letter import NAME, SENTENCE, Card, card
from connectors.notify.outbox import Pending
from connectors.notify.plain import line
from connectors.notify.wording import Names
from schemas import Subscription, ids
from schemas.delivery_times import RateCap
from schemas.errors import DeliveryFailed

ITEMS = 200
VERSION = "https://jsonfeed.org/version/1.1"
ATOM_TYPE, JSON_TYPE = "application/atom+xml", "application/feed+json"
NEVER = "1970-01-01T00:00:00Z"  # when a feed without an item was last written
_NEEDED = {"id", "title", "summary", "content_html", "date_published", "tags"}
_ATOM = "http://www.w3.org/2005/Atom"


class FeedFiles:
    """`Destination` that is a folder."""

    rate: RateCap | None = None

    def __init__(self, folder: Path, names: Names, *, items: int = ITEMS) -> None:
        self._folder, self._names, self._items = folder, names, items

    async def send(self, message: Pending) -> None:
        try:
            await asyncio.to_thread(self._add, message)
        except OSError as error:
            raise DeliveryFailed(f"{self._folder}: {error.strerror or error}") from error

    def _add(self, message: Pending) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{file_name(message.subscription.name)}.json"
        cards = [card(event, self._names) for event in message.events]
        with _locked(self._folder / ".lock"):
            feed = json_feed(message.subscription, self._names, [*map(item, cards), *_items(path)], self._items)
            _replace(path, json.dumps(feed, ensure_ascii=False, indent=1).encode())
            _replace(path.with_suffix(".atom"), atom(feed))


def file_name(subscription: str) -> str:
    """The name itself where it is a plain one; two subscriptions never share a file."""
    slug = re.sub(r"[^a-z0-9]+", "-", subscription.casefold()).strip("-")[:60]
    return slug if slug == subscription else f"{slug}-{ids.digest('feed', subscription)[:8]}".lstrip("-")


def item(card: Card) -> dict[str, Any]:
    """A JSON Feed item of one event."""
    links = [said.link for said in card.said if said.link]
    return {
        "id": f"urn:vedette:event:{card.event}",
        "title": card.headline,
        "summary": card.standing,
        "content_html": formats.card_html(card),
        "date_published": f"{card.at:%Y-%m-%dT%H:%M:%SZ}",
        "tags": [card.kind.value],
        **({"external_url": links[0]} if links else {}),
    }


def json_feed(subscription: Subscription, names: Names, items: list[dict[str, Any]], most: int) -> dict[str, Any]:
    """The feed with each item once, newest first. Where an id comes twice the first counts."""
    by_id = {each["id"]: each for each in reversed(items)}
    newest = sorted(by_id.values(), key=lambda each: (each["date_published"], each["id"]), reverse=True)
    return {
        "version": VERSION,
        "title": line(wording.title(subscription), NAME),
        "description": line(f"Vedette: {wording.asked_for(subscription, names)}", SENTENCE),
        "authors": [{"name": "Vedette"}],
        "items": newest[:most],
        "_vedette": {"subscription": subscription.name},
    }


def atom(feed: dict[str, Any]) -> bytes:
    """The same feed as Atom."""
    root = xml.Element("feed", xmlns=_ATOM)
    items, name = feed["items"], feed["_vedette"]["subscription"]
    key, updated = ids.digest("feed", name), items[0]["date_published"] if items else NEVER
    _texts(root, id=f"urn:vedette:feed:{key}", title=feed["title"], updated=updated)
    _texts(root, subtitle=feed["description"])
    xml.SubElement(root, "link", rel="self", type=ATOM_TYPE, href=f"{file_name(name)}.atom")
    _texts(xml.SubElement(root, "author"), name="Vedette")
    for each in items:
        entry = xml.SubElement(root, "entry")
        _texts(entry, id=each["id"], title=each["title"], updated=each["date_published"])
        _texts(entry, published=each["date_published"], summary=each["summary"])
        xml.SubElement(entry, "content", type="html").text = each["content_html"]
        xml.SubElement(entry, "category", term=each["tags"][0])
        if "external_url" in each:
            xml.SubElement(entry, "link", rel="alternate", href=each["external_url"])
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _texts(parent: xml.Element, **texts: str) -> None:
    for name, text in texts.items():
        xml.SubElement(parent, name).text = text


def _items(path: Path) -> list[dict[str, Any]]:
    """What the file holds. A damaged one is put aside, not overwritten."""
    try:
        feed = json.loads(path.read_bytes())
        return [each for each in feed["items"] if each.keys() >= _NEEDED]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError, AttributeError):
        path.replace(path.with_suffix(".damaged"))
        return []


def _replace(path: Path, data: bytes) -> None:
    part = path.with_suffix(f"{path.suffix}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Two monitors may write into one folder."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
