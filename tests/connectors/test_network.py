"""What may be connected to: in every notation, behind every name, after every redirect."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import ClientConnectorError, ClientSession, web

from connectors import network
from connectors.network import AddrInfo, check_address, check_host, client_session, literal, refusal
from schemas.errors import AddressRefused

PUBLIC = ("93.184.215.14", "2606:4700:4700::1111", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e")
LOOPBACK = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0X7F.1", "017700000001", "0177.0.0.1", "127.0.0.1."),
    *("１２７。0.0.1", "①②⑦.0.0.1", "::1", "[::1]", "::ffff:127.0.0.1", "::ffff:7f00:1", "::7f00:1"),
    *("64:ff9b::7f00:1", "2606:4700::5efe:7f00:1", "0:0:0:0:0:ffff:7f00:0001"),
)
PRIVATE = ("10.0.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fc00::1", "fdff::1", "::ffff:192.168.0.1")
NEVER = (
    *("169.254.169.254", "2852039166", "::ffff:169.254.169.254", "fd00:ec2::254", "168.63.129.16", "100.100.100.200"),
    *("0.0.0.0", "0", "::", "224.0.0.1", "ff02::1", "fe80::1%eth0", "255.255.255.255", "198.18.0.1", "4000::1"),
    *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "64:ff9b:1::7f00:1", "300.1.1.1", "4294967296"),
)


@pytest.mark.parametrize("host", PUBLIC)
def test_a_public_address_may_be_reached(host: str) -> None:
    check_host(host)


@pytest.mark.parametrize("host", [*LOOPBACK, *PRIVATE])
def test_a_private_address_may_be_reached_only_where_allowed(host: str) -> None:
    with pytest.raises(AddressRefused, match="--allow-private-addresses"):
        check_host(host)
    check_host(host, allow_private=True)


@pytest.mark.parametrize("host", NEVER)
def test_some_addresses_are_never_reached(host: str) -> None:
    with pytest.raises(AddressRefused, match="never connected to"):
        check_host(host, allow_private=True)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "metadata.google.internal", "printer.local"]
)
def test_a_local_name_is_refused_without_looking_it_up(host: str) -> None:
    with pytest.raises(AddressRefused, match="local name"):
        check_host(host)


@pytest.mark.parametrize("host", ["example.com", "1.2.3.4.5", "0x.example", "dead.beef", "a::b::c", ""])
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None or host == ""


@pytest.mark.parametrize(
    "url", ["", "example.com", "file:///etc/passwd", "ftp://example.com/", "http://", "http://[::1", "https://a:b/"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_address(url)


def test_an_error_shows_no_password() -> None:
    with pytest.raises(AddressRefused) as caught:
        check_address("gopher://user:secret@example.com")
    assert "secret" not in str(caught.value)


def test_every_address_of_a_private_network_is_refused() -> None:
    found = literal("10.255.255.255")
    assert found is not None
    assert refusal(found) == "private"


def test_a_session_refuses_a_literal_address() -> None:
    with pytest.raises(AddressRefused, match="loopback"):
        asyncio.run(_get("http://127.0.0.1:1/"))


def test_a_session_refuses_a_name_that_resolves_to_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_look_up", _answers("10.0.0.7"))
    with pytest.raises(AddressRefused, match=r"news\.example is 10\.0\.0\.7: private"):
        asyncio.run(_get("http://news.example/"))


def test_a_private_address_among_public_ones_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_look_up", _answers("127.0.0.1", "93.184.215.14"))
    assert asyncio.run(_resolved("news.example")) == ["93.184.215.14"]


def test_the_address_that_is_connected_to_is_what_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: even where the resolver is fooled, the socket is not opened."""
    monkeypatch.setattr(network, "_look_up", _answers("127.0.0.1"))
    monkeypatch.setattr(network._Resolver, "_may", lambda *_: True)
    with pytest.raises(AddressRefused, match="loopback"):
        asyncio.run(_get("http://news.example/"))


def test_loopback_is_served_where_allowed() -> None:
    async def fetch() -> str:
        async with _server(_hello) as base:
            return await _get(f"{base}/", allow_private=True)

    assert asyncio.run(fetch()) == "hello from vedette-test"


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/", "http://2852039166/", "http://[fe80::1]/"])
def test_a_redirect_is_checked_like_any_address(target: str) -> None:
    async def fetch() -> str:
        async def away(_: web.Request) -> web.Response:
            raise web.HTTPFound(target)

        async with _server(away) as base:
            return await _get(f"{base}/", allow_private=True)

    with pytest.raises((AddressRefused, ValueError)):  # aiohttp itself refuses odd notations as InvalidUrl
        asyncio.run(fetch())


def test_a_name_that_does_not_resolve_is_an_ordinary_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> list[AddrInfo]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(network, "_look_up", nothing)
    with pytest.raises(ClientConnectorError):
        asyncio.run(_get("http://news.example/"))


def test_a_name_that_no_resolver_takes_is_an_ordinary_error() -> None:
    with pytest.raises(OSError, match="label"):
        asyncio.run(_resolved("a" * 80 + ".example"))


def test_a_session_keeps_no_cookies() -> None:
    async def cookies() -> int:
        async with _session() as session:
            session.cookie_jar.update_cookies({"a": "b"})
            return len(session.cookie_jar)

    assert asyncio.run(cookies()) == 0


async def _hello(request: web.Request) -> web.Response:
    return web.Response(text=f"hello from {request.headers['User-Agent']}")


def _session(*, allow_private: bool = False) -> ClientSession:
    return client_session(allow_private=allow_private, user_agent="vedette-test")


async def _get(url: str, *, allow_private: bool = False) -> str:
    async with _session(allow_private=allow_private) as session, session.get(url) as response:
        return await response.text()


async def _resolved(host: str) -> list[str]:
    resolver = network._Resolver(allow_private=False)
    found = await resolver.resolve(host, 80)
    await resolver.close()
    return [each["host"] for each in found]


def _answers(*addresses: str) -> Callable[..., list[AddrInfo]]:
    def look_up(_: str, port: int, __: int) -> list[AddrInfo]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return look_up


@contextlib.asynccontextmanager
async def _server(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
