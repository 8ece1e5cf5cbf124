"""Feeds over HTTP: what a reader asks for, what it need not load again, and what nobody gets."""

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from connectors.notify import serving
from connectors.notify.address import Address, read_address
from connectors.notify.serving import served, takes_gzip
from connectors.notify.shelf import FRESH, Shelf
from schemas.errors import ConfigError
from tests.connectors.notify.making import NAMES, Clock, event
from tests.connectors.notify.test_shelf import Said

LOCAL = Address("127.0.0.1", 0)


@contextlib.asynccontextmanager
async def reader(said: Said | None = None, clock: Clock | None = None) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of a server; paths are its URLs, and nothing is unpacked."""
    shelf = Shelf(said or Said(event(1)), NAMES, clock or Clock())
    async with served(shelf, LOCAL) as at, aiohttp.ClientSession(f"http://{at}", auto_decompress=False) as session:
        yield session


Headers = CIMultiDictProxy[str]


def ask(path: str = "/france.json", method: str = "GET", **headers: str) -> tuple[int, Headers, bytes]:
    async def work() -> tuple[int, Headers, bytes]:
        named = CIMultiDict({key.replace("_", "-"): value for key, value in headers.items()})
        async with reader() as session, session.request(method, path, headers=named) as answer:
            return answer.status, answer.headers, await answer.read()

    return asyncio.run(work())


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("/france.json", "application/feed+json"),
        ("/france.atom", "application/atom+xml; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
    ],
)
def test_a_page_says_what_it_is_and_how_long_it_is_good(path: str, type: str) -> None:
    status, headers, body = ask(path)
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, type, "private, max-age=60")
    assert (headers["X-Content-Type-Options"], headers["Server"]) == ("nosniff", "Vedette")
    assert headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize(
    "path",
    [
        *("/nobody.json", "/../../etc/passwd", "/%2e%2e%2ffrance.json", "/.lock", "/france.json%00"),
        *("/france.json/", "/france", "/a/france.json", "/" + "x" * 3000),
    ],
)
def test_what_is_no_feed_is_not_found(path: str) -> None:
    assert ask(path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_changed(method: str) -> None:
    assert ask(method=method)[0] == 405


def test_head_tells_the_same_without_the_page() -> None:
    (status, told, nothing), (_, headers, body) = ask(method="HEAD"), ask()
    assert (status, nothing, told["ETag"], told["Content-Length"]) == (200, b"", headers["ETag"], str(len(body)))


def test_a_reader_that_takes_gzip_gets_it() -> None:
    _, headers, packed = ask(Accept_Encoding="br, gzip;q=0.5")
    assert (headers["Content-Encoding"], headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed) == ask(Accept_Encoding="identity")[2]


@pytest.mark.parametrize(
    ("accepts", "takes"),
    [("", False), ("gzip", True), ("GZIP", True), ("x-gzip", True), ("deflate, gzip;q=1.0", True), ("gzip;q=0", False),
     ("gzip; q=0.000", False), ("br", False), ("notgzip", False), ("gzipped", False), (",,gzip,", True)],
)  # fmt: skip
def test_gzip_is_taken_where_it_is_named_and_not_refused(accepts: str, takes: bool) -> None:
    assert takes_gzip(accepts) is takes


def again(first: Headers, **other: str) -> int:
    """The status of a second question with what the first answer gave."""
    known = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}
    return ask(**{key.replace("-", "_"): value for key, value in {**known, **other}.items() if value})[0]


def test_a_reader_that_has_the_page_gets_no_page() -> None:
    _, headers, _ = ask()
    assert again(headers) == 304
    assert again(headers, **{"If-Modified-Since": ""}) == 304
    assert again(headers, **{"If-None-Match": ""}) == 304
    assert again(headers, **{"If-None-Match": f'"other", {headers["ETag"].removeprefix("W/")}'}) == 304
    assert again(headers, **{"If-None-Match": "*"}) == 304


def test_a_tag_counts_before_a_date_and_nonsense_is_no_match() -> None:
    _, headers, _ = ask()
    assert again(headers, **{"If-None-Match": '"other"'}) == 200
    assert again(headers, **{"If-None-Match": "nonsense"}) == 200
    assert again(headers, **{"If-None-Match": "", "If-Modified-Since": "yesterday"}) == 200
    assert again(headers, **{"If-None-Match": "", "If-Modified-Since": "Mon, 02 Mar 2020 08:00:00 GMT"}) == 200


def test_a_new_event_is_there_as_soon_as_the_page_is_old() -> None:
    async def work() -> list[tuple[int, int]]:
        said, clock = Said(event(1)), Clock()
        async with reader(said, clock) as session:
            tag, found = "", []
            for _ in range(3):
                async with session.get("/france.json", headers={"If-None-Match": tag}) as answer:
                    tag = answer.headers["ETag"]
                    body = await answer.read()
                    items = json.loads(gzip.decompress(body))["items"] if body else []
                    found.append((answer.status, len(items)))
                if len(said.told) == 1 and len(found) == 2:
                    said.told.insert(0, event(2))
                    clock.now += FRESH
            return found

    assert asyncio.run(work()) == [(200, 1), (304, 0), (200, 2)]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_a_name_led_here_by_somebody_else_reads_nothing(host: str) -> None:
    assert ask(Host=host)[0] in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8085", "127.0.0.9", "[::1]:80"])
def test_this_machine_may_be_called_by_its_names(host: str) -> None:
    assert ask(Host=host)[0] == 200


async def _raw(port: int, sent: bytes) -> bytes:
    stream, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        return await asyncio.wait_for(stream.read(), 20)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def served_to(*sent: bytes) -> list[bytes]:
    """What each of these bytes is answered, on connections of their own, all open at once."""

    async def work() -> list[bytes]:
        async with served(Shelf(Said(event(1)), NAMES, Clock()), LOCAL) as at:
            return list(await asyncio.gather(*(_raw(at.port, each) for each in sent)))

    return asyncio.run(work())


@pytest.mark.parametrize(
    "line", [b"\x16\x03\x01\x02\x00garbage", b"GET / HTTP/1.1", b"GET /%b HTTP/1.1" % (b"x" * 9000)]
)
def test_what_is_no_request_is_answered_as_such(line: bytes) -> None:
    (answer,) = served_to(line + b"\r\n\r\n")
    assert b" 4" in answer.split(b"\r\n")[0]


def test_who_asks_for_ever_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "LIFE", 0.2)
    assert served_to(b"GET /france.json HTTP/1.1\r\nHost: local") == [b""]


def test_no_more_connections_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "CONNECTIONS", 3)

    async def work() -> tuple[list[bytes], bytes]:
        async with served(Shelf(Said(event(1)), NAMES, Clock()), LOCAL) as at, contextlib.AsyncExitStack() as stack:
            first = []
            for _ in range(3):  # each stays open after its answer
                stream, writer = await asyncio.open_connection(*at)
                stack.callback(writer.close)
                writer.write(b"HEAD /france.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
                first.append(await stream.readline())
            return first, await _raw(at.port, b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert asyncio.run(work()) == ([b"HTTP/1.1 200 OK\r\n"] * 3, b"")


@pytest.mark.parametrize(
    "text", ["", "8085", ":80", "127.0.0.1", "127.0.0.1:99999", "a b:80", "http://a:80", "::1:80", "a:80/x", "a:\u0668"]
)
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="HOST:PORT"):
        read_address(text)


@pytest.mark.parametrize(
    ("text", "address", "local"),
    [
        ("127.0.0.1:8085", ("127.0.0.1", 8085), True),
        ("[::1]:1", ("::1", 1), True),
        ("localhost:0", ("localhost", 0), True),
        ("0.0.0.0:80", ("0.0.0.0", 80), False),
        ("news.example:80", ("news.example", 80), False),
    ],
)
def test_an_address_says_where_and_who_can_reach_it(text: str, address: Any, local: bool) -> None:
    found = read_address(text)
    assert (found, found.is_local, str(found)) == (address, local, text)


def test_a_port_that_is_taken_is_told() -> None:
    async def work() -> None:
        shelf = Shelf(Said(), NAMES, Clock())
        async with served(shelf, LOCAL) as at, served(shelf, at):
            pass

    with pytest.raises(ConfigError, match="cannot be served at 127"):
        asyncio.run(work())
