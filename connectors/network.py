"""Which network addresses Vedette may talk to, and an HTTP session that talks to no other.

Feeds, pages and webhooks are addresses that strangers can choose. The check is made where the socket is opened, on the
address that is really connected to. A name that resolves to a public address first and to 127.0.0.1 a moment later (DNS
rebinding), a redirect, or an address in another notation (`0x7f.1`, `2130706433`, `::ffff:10.0.0.1`) gains nothing.

    refused  always: link-local and metadata services, multicast, reserved, unspecified
    private  unless `allow_private`: loopback, RFC 1918, carrier-grade NAT, unique local
"""

import asyncio
import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from schemas.errors import AddressRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
AddrInfo = tuple[
    int | socket.AddressFamily,
    int | socket.SocketKind,
    int,
    str,
    tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes],
]

SCHEMES = ("http", "https")
TIMEOUT = aiohttp.ClientTimeout(total=60, connect=20, sock_connect=10, sock_read=30)
_LOOKUPS = 32  # names looked up at once: a dead DNS server holds a thread for many seconds

_ALLOWABLE = {  # what `allow_private` opens
    "loopback": ("127.0.0.0/8", "::1/128"),
    "private": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    "carrier-grade NAT": ("100.64.0.0/10",),
}
_NEVER = {  # looked at first: some lie inside of what is allowable
    "a cloud's metadata service": (
        *("169.254.169.254/32", "169.254.170.2/32", "168.63.129.16/32", "100.100.100.200/32", "192.0.0.192/32"),
        *("fd00:ec2::254/128", "fd20:ce::254/128"),
    ),
    "unspecified": ("0.0.0.0/8", "::/128"),
    "link-local": ("169.254.0.0/16", "fe80::/10", "fec0::/10"),
    "multicast": ("224.0.0.0/4", "ff00::/8"),
    "a tunnel (Teredo, 6to4, NAT64 of a local network)": ("192.88.99.0/24", "2001::/32", "2002::/16", "64:ff9b:1::/48"),
    "reserved": (
        *("192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"),
        *("100::/8", "200::/7", "400::/6", "800::/5", "1000::/4", "4000::/2", "8000::/2", "c000::/3", "e000::/4"),
        *("f000::/5", "f800::/6", "fe00::/9", "2001::/23", "2001:db8::/32", "3fff::/20"),
    ),
}
_IPV4_INSIDE = ("::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96")  # IPv6 that is a way to an IPv4 address
_ISATAP = 0x5EFE  # an interface identifier of 0000:5efe or 0200:5efe and an IPv4 address, behind any prefix
_LOCAL_NAMES = ("localhost", "localdomain", "local", "internal", "home.arpa")
_DOTS = dict.fromkeys(map(ord, "。．｡"), ".")  # what browsers read as a dot
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


def check_address(url: str, *, allow_private: bool = False) -> None:
    """Refuse a URL that can be refused without looking its name up. The session looks at the rest."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused(f"{_shown(url)!r} is not a URL ({error}): write https://host/path") from error
    if parts.scheme not in SCHEMES or not host:
        raise AddressRefused(f"{_shown(url)!r} is no web address: write https://host/path")
    check_host(host, allow_private=allow_private)


def check_host(host: str, *, allow_private: bool = False) -> None:
    """Refuse a host that is an address, in whatever notation, or a name, of what may not be reached."""
    found = literal(host)
    if found is not None:
        _require(found, host, allow_private)
    elif not allow_private and _is_local_name(host):
        raise AddressRefused(f"{_shown(host)!r} is a local name: {_ALLOW}")


def check_resolved(address: str, host: str = "", *, allow_private: bool = False) -> None:
    """Refuse an address that a connection is about to be made to; `host` is the name that gave it."""
    found = literal(address)
    if found is None:
        raise AddressRefused(f"{_shown(address)!r} is no network address: only checked addresses are connected to")
    _require(found, host or address, allow_private)


def literal(host: str) -> Address | None:
    """The address that a host is in any notation that some resolver or browser reads as one; None for a name."""
    text = unicodedata.normalize("NFKC", host.translate(_DOTS)).strip().casefold().strip("[]").partition("%")[0]
    if ":" in text:
        try:
            return ipaddress.IPv6Address(text)
        except ValueError:
            return None
    return _ipv4(text.removesuffix("."))


def refusal(address: Address, *, allow_private: bool = False) -> str:
    """Why an address is not connected to, such as `loopback`; "" where it may be."""
    for one in (address, *_within(address)):
        tables = (_NEVER,) if allow_private else (_NEVER, _ALLOWABLE)
        for table in tables:
            for reason, networks in table.items():
                if _lies_in(one, networks):
                    return reason
    return ""


def client_session(
    *,
    allow_private: bool,
    user_agent: str,
    timeout: aiohttp.ClientTimeout = TIMEOUT,
    connections: int = 100,
    per_host: int = 0,
    auto_decompress: bool = True,
    keep_alive: bool = True,
) -> aiohttp.ClientSession:
    """A session that keeps no cookies, uses no proxy, and raises AddressRefused rather than connect where it may not.

    Make it inside the event loop that uses it. Redirects are checked like any address. `per_host` 0: no limit.
    """

    def opened(info: AddrInfo) -> socket.socket:
        check_resolved(str(info[4][0]), allow_private=allow_private)
        return socket.socket(info[0], info[1], info[2])

    connector = aiohttp.TCPConnector(
        resolver=_Resolver(allow_private),
        socket_factory=opened,  # what the resolver is not asked about, addresses, is asked about here
        limit=connections,
        limit_per_host=per_host,
        force_close=not keep_alive,
        ttl_dns_cache=300,
    )
    return aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers={"User-Agent": user_agent},
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=auto_decompress,
        trust_env=False,  # through a proxy the address could not be seen
        max_line_size=16_384,
        max_field_size=16_384,
    )


_ALLOW = "set allow_private_addresses (--allow-private-addresses) if it is meant"


class _Resolver(AbstractResolver):
    """Looks names up and drops the addresses that may not be connected to; refuses a name that has no other."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._pool = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        check_host(host, allow_private=self._allow_private)
        loop = asyncio.get_running_loop()
        infos = await loop.run_in_executor(self._pool, _look_up, host, port, family)
        found = [_result(host, port, info) for info in infos]
        good = [each for each in found if self._may(each["host"])]
        if found and not good:
            check_resolved(found[0]["host"], host, allow_private=self._allow_private)
        return good

    async def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _may(self, address: str) -> bool:
        found = literal(address)
        return found is not None and not refusal(found, allow_private=self._allow_private)


def _look_up(host: str, port: int, family: int) -> Iterable[AddrInfo]:
    try:
        return socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except ValueError as error:  # a label of more than 63 characters, a null character
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from error


def _result(host: str, port: int, info: AddrInfo) -> ResolveResult:
    family, _, proto, _, address = info
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(
        hostname=host, host=str(address[0]), port=port, family=int(family), proto=proto, flags=int(flags)
    )


def _require(address: Address, host: str, allow_private: bool) -> None:
    reason = refusal(address, allow_private=allow_private)
    if not reason:
        return
    what = f"{_shown(host)} is {reason}" if host == str(address) else f"{_shown(host)} is {address}: {reason}"
    allowable = not refusal(address, allow_private=True)
    raise AddressRefused(f"{what}; {_ALLOW if allowable else 'such addresses are never connected to'}")


def _is_local_name(host: str) -> bool:
    labels = host.casefold().removesuffix(".")
    return any(labels == name or labels.endswith(f".{name}") for name in _LOCAL_NAMES)


def _ipv4(text: str) -> ipaddress.IPv4Address | None:
    """As inet_aton and the URL standard read it: 1 to 4 numbers, each decimal, octal or hexadecimal."""
    numbers = [_number(part) for part in text.split(".")]
    if not 1 <= len(numbers) <= 4 or any(number is None for number in numbers):
        return None
    *firsts, last = (number or 0 for number in numbers)
    room = 8 * (4 - len(firsts))
    if last >> room or any(number > 255 for number in firsts):
        return ipaddress.IPv4Address("0.0.0.0")  # out of range: no resolver should be asked to make sense of it
    head = sum(number << (8 * (3 - place)) for place, number in enumerate(firsts))
    return ipaddress.IPv4Address(head + last)


def _number(text: str) -> int | None:
    if not _NUMBER.fullmatch(text):
        return None
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    is_octal = text.startswith("0") and all(digit in "01234567" for digit in text)
    return int(text, 8) if is_octal else int(text)


def _within(address: Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 address that an IPv6 address is a way to, if it is."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    value = int(address)
    is_isatap = value >> 32 & 0xFDFFFFFF == _ISATAP
    if value <= 1 or not (is_isatap or _lies_in(address, _IPV4_INSIDE)):
        return []
    return [ipaddress.IPv4Address(value & 0xFFFFFFFF)]


def _lies_in(address: Address, networks: Iterable[str]) -> bool:
    return any(address.version == _network(each).version and address in _network(each) for each in networks)


@cache
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text)


def _shown(text: str) -> str:
    """Short, on one line, and without what may be a password."""
    return re.sub(r"//[^/@]*@", "//***@", ascii(text)[1:-1])[:200]
