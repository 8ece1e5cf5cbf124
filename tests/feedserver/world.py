"""A world of feeds that do not exist: what each publishes by the clock, and how its server behaves, or does not.

Feed number `n` lives on a host of its own. Its manner is `MANNERS[n % len(MANNERS)]`, its pace is its number's; what
it has published at a moment follows from the clock alone, so that a test can tell what must have been stored.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]
import zstandard

from schemas import Feed
from tests.feedserver.clock import BEGINNING
from tests.feedserver.server import FeedServer, Reply, Request

WINDOW = 20  # items in a document
TOWNS = ("Kharkiv", "Kherson", "Bakhmut", "Sumy", "Odesa", "Kupiansk", "Mykolaiv", "Lviv", "Poltava", "Chernihiv")
BOMB = gzip.compress(b"<rss>" + b"\0" * 30_000_000)
CHALLENGE = b"<!doctype html><html><title>Just a moment...</title></html>"


class Item(NamedTuple):
    number: int
    title: str
    at: datetime


def rss(items: Iterable[tuple[int, str]], *, base: str = "https://news.example", at: datetime = BEGINNING) -> bytes:
    """An RSS document whose items are (number, title)."""
    return document([Item(number, title, at) for number, title in items], base)


def document(items: Iterable[Item], base: str) -> bytes:
    body = "".join(
        f"<item><guid>{item.number}</guid><link>{base}/{item.number}</link><title>{escape(item.title)}</title>"
        f"<description>{escape(item.title)}, as it was told.</description>"
        f"<pubDate>{format_datetime(item.at, usegmt=True)}</pubDate></item>\n"
        for item in items
    )
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>News</title>\n{body}</channel></rss>'.encode()


def json_feed(items: Iterable[Item], base: str) -> bytes:
    found = [
        {
            "id": str(item.number),
            "url": f"{base}/{item.number}",
            "title": item.title,
            "content_text": f"{item.title}, as it was told.",
            "date_published": item.at.isoformat(),
        }
        for item in items
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": found}).encode()


class Site(NamedTuple):
    """One feed of the world at a moment."""

    number: int
    base: str
    now: datetime
    asked: int  # times it was asked before
    window: int = WINDOW

    @property
    def period(self) -> timedelta:
        """Time between two items: from two minutes to two hours."""
        return timedelta(minutes=2 + 7 * self.number % 118)

    def items(self) -> list[Item]:
        """The newest first; ten of them are older than the world."""
        newest = (self.now - BEGINNING) // self.period
        numbers = range(newest, max(newest - self.window, -11), -1)
        return [Item(one + 100, self.title(one), BEGINNING + one * self.period) for one in numbers]

    def title(self, item: int) -> str:
        """Every fifth puts a military somewhere."""
        if (item + self.number) % 5 == 0:
            return f"Russian forces shelled {TOWNS[item % len(TOWNS)]}, says report {item} of feed {self.number}"
        return f"Report {item} of feed {self.number}: soldiers were seen in town {item % 7}"

    def reply(self, body: bytes | None = None, *headers: tuple[str, str]) -> Reply:
        body = document(self.items(), self.base) if body is None else body
        return Reply(200, (("Content-Type", "application/rss+xml; charset=utf-8"), *headers), body)

    def conditional(self, request: Request) -> Reply:
        etag = f'"{len(self.items())}-{self.items()[0].number}"'
        if request.headers.get("if-none-match") == etag:
            return Reply(304, (("ETag", etag),))
        return self.reply(None, ("ETag", etag))


def _packed(name: str, pack: Callable[[bytes], bytes]) -> Callable[[Site, Request], Reply]:
    return lambda site, request: site.reply(pack(site.reply().body), ("Content-Encoding", name))


def _edited(site: Site, request: Request) -> Reply:
    """Every ten minutes the newest item has other words."""
    first, *rest = site.items()
    edition = (site.now - BEGINNING) // timedelta(minutes=10)
    return site.reply(document([first._replace(title=f"{first.title}, edition {edition}"), *rest], site.base))


def _twice(site: Site, request: Request) -> Reply:
    return site.reply(document([item for item in site.items() for _ in (0, 1)], site.base))


def _wire(site: Site, request: Request) -> Reply:
    """The same agency's text as all others of this manner."""
    items = [item._replace(title=f"KYIV (Reuters) - Report {item.at:%d %H:%M} of the agency") for item in site.items()]
    return site.reply(document(items, site.base))


def _every_other(bad: Reply) -> Callable[[Site, Request], Reply]:
    return lambda site, request: site.reply() if site.asked % 2 else bad


def _moved(site: Site, request: Request) -> Reply:
    return site.reply() if request.path == "/new" else Reply(301, (("Location", "/new"),))


def _guests(site: Site, request: Request) -> Reply:
    return site.reply() if request.path == "/guest" else Reply(302, (("Location", "/guest"),))


def _cut(site: Site, request: Request) -> Reply:
    whole = site.reply()
    if site.asked % 2:
        return whole
    headers = (("Content-Length", str(len(whole.body))), ("Connection", "close"))
    return Reply(200, headers, whole.body[: len(whole.body) // 2])


def _stale(site: Site, request: Request) -> Reply:
    return site.reply(rss([(1, "Old news")], base=site.base, at=BEGINNING - timedelta(days=400)))


def _bad(reply: Reply) -> Callable[[Site, Request], Reply]:
    return lambda site, request: reply


class Manner(NamedTuple):
    """How a server behaves, and whether everything that it publishes can be had."""

    name: str
    answer: Callable[[Site, Request], Reply]
    gives: bool = True


MANNERS = (
    Manner("conditional", lambda site, request: site.conditional(request)),
    Manner("plain", lambda site, request: site.reply()),
    Manner("slow", lambda site, request: site.reply()._replace(delay=0.05)),
    Manner("edited", _edited),
    Manner("twice", _twice),
    Manner("wire", _wire),
    Manner("json", lambda site, request: site.reply(json_feed(site.items(), site.base))),
    Manner("gzip", _packed("gzip", gzip.compress)),
    Manner("deflate", _packed("deflate", zlib.compress)),
    Manner("br", _packed("br", brotli.compress)),
    Manner("zstd", _packed("zstd", zstandard.ZstdCompressor().compress)),
    Manner("says gzip, is not", lambda site, request: site.reply(None, ("Content-Encoding", "gzip"))),
    Manner("is gzip, says not", lambda site, request: site.reply(gzip.compress(site.reply().body))),
    Manner("moved", _moved),
    Manner("guests", _guests),
    Manner("challenge", _every_other(Reply(body=CHALLENGE))),
    Manner("too many requests", _every_other(Reply(429, (("Retry-After", "120"),)))),
    Manner("unavailable", _every_other(Reply(503, (("Retry-After", "120"),)))),
    Manner("cut", _cut),
    Manner("stale", _stale, gives=False),
    Manner("gone", _bad(Reply(410)), gives=False),
    Manner("forbidden", _bad(Reply(403)), gives=False),
    Manner("metadata", _bad(Reply(302, (("Location", "http://169.254.169.254/latest/"),))), gives=False),
    Manner("private", _bad(Reply(302, (("Location", "http://192.168.0.1/feed"),))), gives=False),
    Manner("circle", lambda site, request: Reply(302, (("Location", request.target),)), gives=False),
    Manner("bomb", _bad(Reply(200, (("Content-Encoding", "gzip"),), BOMB)), gives=False),
)


class World:
    """The server of all these feeds. `silent` of them, the last ones, accept the question and never answer."""

    def __init__(self, number: int, clock: Callable[[], datetime], *, silent: int = 0, window: int = WINDOW) -> None:
        self._number, self._clock, self._silent, self._window = number, clock, silent, window
        self._by_host: dict[str, int] = {}
        self._asked: dict[int, int] = {}
        self._bases: dict[int, str] = {}
        self.moments: dict[int, datetime] = {}  # when each was asked last
        self.least_gap = timedelta.max  # between two questions to one host

    def feeds(self, server: FeedServer) -> list[Feed]:
        for number in range(self._number):
            self._bases[number] = base = server.host(number)
            self._by_host[base.split("/")[2].partition(":")[0]] = number
        return [Feed(url=f"{base}/feed") for base in self._bases.values()]

    def manner(self, number: int) -> Manner:
        return Manner("silent", _bad(Reply(delay=3600)), False) if self._is_silent(number) else _manner(number)

    def site(self, number: int, now: datetime) -> Site:
        return Site(number, self._bases[number], now, self._asked.get(number, 0), self._window)

    def answer(self, request: Request) -> Reply:
        number, now = self._by_host[request.host], self._clock()
        if number in self.moments:
            self.least_gap = min(self.least_gap, now - self.moments[number])
        self.moments[number] = now
        reply = self.manner(number).answer(self.site(number, now), request)
        self._asked[number] = self._asked.get(number, 0) + 1
        return reply

    def _is_silent(self, number: int) -> bool:
        return number >= self._number - self._silent


def _manner(number: int) -> Manner:
    return MANNERS[number % len(MANNERS)]
