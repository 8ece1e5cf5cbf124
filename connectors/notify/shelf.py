"""What is served of a store: an Atom feed and a JSON Feed for each subscription, and a page that lists them. No HTTP.

A page is written when it is asked for, from the events that were decided to be sent, and kept packed for a few seconds,
so that many readers cost no more than one. Only what is here can be asked for: no name is ever a path.
"""

import gzip
import hashlib
import html
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from connectors.notify import wording
from connectors.notify.feedfiles import ATOM_TYPE, ITEMS, JSON_TYPE, atom, file_name, item, json_feed
from connectors.notify.letter import NAME, SENTENCE, card
from connectors.notify.plain import line
from connectors.notify.wording import Names
from schemas import AlertEvent, Subscription

FRESH = timedelta(seconds=10)  # a page is not written anew before
KEPT = 200  # pages, packed: some 40 kB each at most
INDEX = ""
_HTML = "text/html"


class Told(Protocol):
    """What there is to serve."""

    def subscriptions(self) -> list[Subscription]: ...
    def events(self, subscription: str, limit: int) -> list[AlertEvent]:
        """The newest that are told, newest first."""
        ...


class Page(NamedTuple):
    """`changed`: since when it says what it says; `looked`: when that was last found out."""

    type: str
    packed: bytes  # gzip
    tag: str
    changed: datetime
    looked: datetime

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.packed)


class Shelf:
    """`page` by name; to be called on any thread."""

    def __init__(self, told: Told, names: Names, clock: Callable[[], datetime]) -> None:
        self._told, self._names, self._clock = told, names, clock
        self._pages: dict[str, Page] = {}  # the least recently asked for first
        self._known: dict[str, Subscription] = {}
        self._looked = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()

    def page(self, name: str) -> Page | None:
        """`NAME.atom`, `NAME.json` or INDEX; None where nothing is called so."""
        with self._lock:
            now = self._clock()
            kept = self._pages.get(name)
            if kept is None or now - kept.looked >= FRESH:
                kept = self._write(name, now)
            if kept is not None:
                self._pages[name] = kept
            return kept

    def _write(self, name: str, now: datetime) -> Page | None:
        if now - self._looked >= FRESH:
            self._known = {file_name(each.name): each for each in self._told.subscriptions()}
            self._looked = now
        before = self._pages.pop(name, None)
        made = self._made(name)
        if made is None:
            return None
        while len(self._pages) >= KEPT:
            del self._pages[next(iter(self._pages))]
        type, body = made
        tag = hashlib.blake2b(body, digest_size=12).hexdigest()
        changed = before.changed if before and before.tag == tag else now.replace(microsecond=0)
        return Page(type, gzip.compress(body, 6, mtime=0), tag, changed, now)

    def _made(self, name: str) -> tuple[str, bytes] | None:
        """Type and body of a page."""
        if name == INDEX:
            return _HTML, index(self._known, self._names)
        stem, _, kind = name.rpartition(".")
        subscription = self._known.get(stem)
        if subscription is None or kind not in ("atom", "json"):
            return None
        events = self._told.events(subscription.name, ITEMS)
        items = [item(card(event, self._names)) for event in events]
        feed = json_feed(subscription, self._names, items, ITEMS)
        if kind == "atom":
            return ATOM_TYPE, atom(feed)
        return JSON_TYPE, json.dumps(feed, ensure_ascii=False, indent=1).encode()


def index(known: dict[str, Subscription], names: Names) -> bytes:
    """The page that lists the feeds, for people and for readers that look for feeds on a page."""
    head = "".join(
        f'<link rel="alternate" type="{type}" title="{_title(each)}" href="{stem}.{kind}">\n'
        for stem, each in known.items()
        for kind, type in (("atom", ATOM_TYPE), ("json", JSON_TYPE))
    )
    rows = "".join(
        f'<dt>{_title(each)} · <a href="{stem}.atom">Atom</a> · <a href="{stem}.json">JSON Feed</a></dt>\n'
        f"<dd>{_escaped(wording.asked_for(each, names), SENTENCE)}</dd>\n"
        for stem, each in known.items()
    )
    said = f"<dl>\n{rows}</dl>" if rows else "<p>There are no subscriptions.</p>"
    page = f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Vedette: feeds</title>\n{head}'
    return f"{page}<h1>Feeds</h1>\n{said}\n</html>\n".encode()


def _title(subscription: Subscription) -> str:
    return _escaped(wording.title(subscription), NAME)


def _escaped(text: str, limit: int) -> str:
    return html.escape(line(text, limit))
