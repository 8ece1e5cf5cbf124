"""One GET over hostile ground: redirects followed by hand, every hop checked, everything bounded, nothing guessed.

aiohttp's own redirects are not used: it rewrites percent escapes, remembers nothing of permanent moves, and asks the
next host without waiting for its turn.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import NamedTuple

import aiohttp
from yarl import URL

from connectors.feeds.failures import of_exception, of_status
from connectors.feeds.headers import hints
from connectors.feeds.inflate import ACCEPTED, inflated, too_large
from connectors.feeds.outcome import Hints
from connectors.feeds.state import ErrorClass
from connectors.feeds.target import host_key, redirected, shown, target
from connectors.network import check_address
from schemas.errors import AddressRefused, FetchFailed
from schemas.record import Record

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_GIVEN = (200, 203)
NOT_MODIFIED = 304


class Limits(Record, frozen=True, kw_only=True):
    """What one fetch may cost."""

    total: timedelta = timedelta(seconds=45)  # on the wire, all hops together
    body: int = 6_000_000  # bytes, packed or not; real feeds are below two million
    large: int = 1_000_000  # bytes from which on few are read at once
    redirects: int = 8


class Answer(NamedTuple):
    """What came in the end: a whole document, or "not modified" with no body."""

    url: str  # where the last hop was asked
    moved_to: str  # where the permanent redirects at the beginning of the chain led; "" for none
    status: int
    headers: Mapping[str, str]
    body: bytes
    hints: Hints
    octets: int
    at: datetime  # when it had come


Turn = Callable[[str], AbstractAsyncContextManager[None]]  # lets a request through when its host may be asked again
Require = Callable[[URL], Awaitable[None]]


class Fetcher:
    """Fetches documents. Every request, redirects included, is made within `turn(host)`.

    Where `session` may reach private addresses, `strangers` is one that may not: then only the host that the user
    named is asked with the first, and wherever its answers lead with the second.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        turn: Turn,
        clock: Callable[[], datetime],
        *,
        allow_private: bool,
        limits: Limits | None = None,
        strangers: aiohttp.ClientSession | None = None,
    ) -> None:
        self._session = session
        self._strangers = strangers
        self._turn = turn
        self._clock = clock
        self._allow_private = allow_private
        self._limits = limits or Limits()
        self._large = asyncio.Semaphore(8)  # memory is bounded even when every feed is hostile at once

    async def get(
        self,
        url: str,
        headers: Mapping[str, str],
        limits: Limits | None = None,
        *,
        require: Require | None = None,
        named: str = "",
    ) -> Answer:
        """The answer at the end of the redirects. Raises FetchFailed, with the class and what the server asks for.

        `require` is awaited before every request, and may raise; `named` is the address that the user named.
        """
        limits = limits or self._limits
        chain, left = _Chain(target(url)), limits.total.total_seconds()
        home = target(named).raw_host if named else chain.at.raw_host
        while True:
            is_named = chain.at.raw_host == home
            self._check(chain.at, is_named=is_named)
            if require:
                await require(chain.at)
            async with self._turn(host_key(chain.at)):
                reply, left = await self._ask(self._session_for(is_named), chain.at, headers, limits, left)
            if isinstance(reply, Answer):
                return reply._replace(moved_to=chain.moved_to)
            chain.follow(reply, limits.redirects)

    def _session_for(self, is_named: bool) -> aiohttp.ClientSession:
        return self._session if is_named or self._strangers is None else self._strangers

    def _check(self, at: URL, *, is_named: bool) -> None:
        is_stranger = self._strangers is not None and not is_named
        try:
            check_address(str(at), allow_private=self._allow_private and not is_stranger)
        except AddressRefused as error:
            hint = f"; {_ONLY_NAMED}" if self._allow_private and is_stranger else ""
            raise FetchFailed(ErrorClass.ADDRESS_REFUSED, f"{error}{hint}") from error

    async def _ask(
        self, session: aiohttp.ClientSession, at: URL, headers: Mapping[str, str], limits: Limits, left: float
    ) -> tuple["Answer | _Hop", float]:
        """One request, and the seconds that are left of the time for all."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(left):
                reply = await self._request(session, at, {"Accept-Encoding": ACCEPTED, **headers}, limits)
        except FetchFailed:
            raise
        except Exception as error:  # aiohttp, ssl and the resolver raise what they like; it is told apart in one place
            raise of_exception(error, shown(at)) from error
        return reply, left - (loop.time() - began)

    async def _request(
        self, session: aiohttp.ClientSession, at: URL, headers: Mapping[str, str], limits: Limits
    ) -> "Answer | _Hop":
        async with session.get(at, headers=headers, allow_redirects=False) as response:
            return await self._understood(response, at, limits)

    async def _understood(self, response: aiohttp.ClientResponse, at: URL, limits: Limits) -> "Answer | _Hop":
        found = hints(response.headers, self._clock())
        if response.status in _REDIRECTS:
            return _Hop(redirected(at, response.headers.get("Location", "")), response.status in _PERMANENT)
        if response.status == NOT_MODIFIED:
            return Answer(shown(at), "", NOT_MODIFIED, response.headers, b"", found, 0, self._clock())
        if response.status not in _GIVEN:
            raise of_status(response.status, shown(at), found.retry_after)
        packed = await self._body(response, limits)
        document = inflated(packed, response.headers.get("Content-Encoding", ""), limits.body)
        came = self._clock()
        return Answer(shown(at), "", response.status, response.headers, document, found, len(packed), came)

    async def _body(self, response: aiohttp.ClientResponse, limits: Limits) -> bytes:
        if (response.content_length or 0) > limits.body:
            raise too_large(limits.body)
        body, is_large = bytearray(), False
        try:
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > limits.body:
                    raise too_large(limits.body)
                if len(body) > limits.large and not is_large:
                    await self._large.acquire()
                    is_large = True
            return bytes(body)
        finally:
            if is_large:
                self._large.release()


_ONLY_NAMED = "it is set, but counts for the hosts that the feeds file names, not for where these lead"


class _Hop(NamedTuple):
    at: URL
    is_permanent: bool


class _Chain:
    """Where redirects have led so far; and where the permanent ones at its beginning did."""

    def __init__(self, start: URL) -> None:
        self.at = start
        self.moved_to = ""
        self._seen = {start}
        self._is_permanent = True

    def follow(self, hop: _Hop, most: int) -> None:
        if hop.at in self._seen or len(self._seen) > most:
            raise FetchFailed(ErrorClass.BAD_REDIRECT, f"{shown(self.at)} redirects in a circle, or too often")
        is_downgrade = self.at.scheme == "https" and hop.at.scheme == "http"
        self._is_permanent = self._is_permanent and hop.is_permanent and not is_downgrade
        self.moved_to = str(hop.at) if self._is_permanent else self.moved_to
        self.at = hop.at
        self._seen.add(hop.at)
