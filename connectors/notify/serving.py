"""The shelf over HTTP, for feed readers. It only reads, and bounds connections, their time and their size.

A request names a page that is there, or gets 404. Where only this machine is listened to, a request must ask for this
machine: a web page elsewhere that has its own name lead here (DNS rebinding) reads nothing.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from aiohttp import ETag, hdrs, web

from connectors.notify.address import Address, is_loopback
from connectors.notify.shelf import Page, Shelf
from schemas.errors import ConfigError

CONNECTIONS = 100  # at once, but for those of one burst; more are closed as they come
LIFE = 120.0  # seconds of a connection, whatever it does: nobody holds one by asking slowly
IDLE = 15.0  # seconds between two requests of a connection
LINE = 4096  # bytes of a request's first line, and of each header
AGE = 60  # seconds for which a reader need not ask again
GRACE = 2.0  # seconds that a stopping server gives to what it is sending
_GZIP = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)
_HEADERS = {
    hdrs.CACHE_CONTROL: f"private, max-age={AGE}",
    hdrs.VARY: hdrs.ACCEPT_ENCODING,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
}


@asynccontextmanager
async def served(shelf: Shelf, at: Address) -> AsyncIterator[Address]:
    """Serve until the block ends. Gives the address with its port, which port 0 leaves open."""
    handler = _Handler(shelf, only_local=at.is_local)
    app = web.Application()
    app.router.add_get("/{name:[^/]*}", handler.answer)
    app.on_response_prepare.append(_say_who)
    runner = web.AppRunner(
        app, access_log=None, keepalive_timeout=IDLE, shutdown_timeout=GRACE, max_line_size=LINE, max_field_size=LINE
    )  # fmt: skip
    await runner.setup()
    try:
        server = await _listen(runner, at)
        try:
            yield at._replace(port=server.sockets[0].getsockname()[1])
        finally:
            server.close()
    finally:
        await runner.cleanup()
        handler.close()


class _Handler:
    def __init__(self, shelf: Shelf, *, only_local: bool) -> None:
        self._shelf, self._only_local = shelf, only_local
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="served")

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if self._only_local and not is_loopback(request.url.host or ""):
            raise web.HTTPMisdirectedRequest(text="Ask for this machine: http://127.0.0.1 or http://localhost.\n")
        loop = asyncio.get_running_loop()
        page = await loop.run_in_executor(self._thread, self._shelf.page, request.match_info["name"])
        if page is None:
            raise web.HTTPNotFound(text="There is no such feed: / lists them.\n")
        return _answer(request, page)

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


def _answer(request: web.Request, page: Page) -> web.Response:
    if is_known(request, page):
        response = web.Response(status=304)
    elif takes_gzip(request.headers.get(hdrs.ACCEPT_ENCODING, "")):
        response = web.Response(body=page.packed, headers={hdrs.CONTENT_ENCODING: "gzip"})
    else:
        response = web.Response(body=page.body)
    if response.status == 200:
        is_json = page.type.endswith("json")
        response.headers[hdrs.CONTENT_TYPE] = page.type if is_json else f"{page.type}; charset=utf-8"
    response.headers.update(_HEADERS)
    response.etag = ETag(page.tag, is_weak=True)  # weak: the same for both encodings
    response.last_modified = page.changed
    return response


def is_known(request: web.Request, page: Page) -> bool:
    """Whether the reader has this page already. A date counts only where no tag is given."""
    if hdrs.IF_NONE_MATCH in request.headers:
        return any(tag.value in (page.tag, "*") for tag in request.if_none_match or ())
    since = request.if_modified_since
    return since is not None and page.changed <= since


def takes_gzip(accepts: str) -> bool:
    """Whether an Accept-Encoding names gzip, and not to refuse it."""
    match = _GZIP.search(accepts[:LINE])
    return match is not None and (match[1] is None or match[1].strip("0.") != "")


async def _listen(runner: web.AppRunner, at: Address) -> asyncio.Server:
    """aiohttp bounds neither how many connections there are nor how long one may take to ask."""
    loop, connect = asyncio.get_running_loop(), runner.server
    assert connect is not None  # it was set up

    def connected() -> asyncio.Protocol:
        if len(connect.connections) >= CONNECTIONS:
            return _Full()
        handler = connect()
        loop.call_later(LIFE, _end, handler)
        return handler

    try:
        return await loop.create_server(connected, at.host, at.port)
    except OSError as error:
        raise ConfigError(f"serve: feeds cannot be served at {at} ({error.strerror or error}): give another") from error


class _Full(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


def _end(handler: asyncio.Protocol) -> None:
    transport = getattr(handler, "transport", None)
    if transport is not None:
        transport.abort()


async def _say_who(request: web.Request, response: web.StreamResponse) -> None:
    response.headers[hdrs.SERVER] = "Vedette"
