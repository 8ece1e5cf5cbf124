"""The address to request, byte for byte as it was written: signed addresses break where a client "normalises" them.

Only what HTTP cannot carry is changed: a host in another alphabet becomes Punycode, characters outside of printable
ASCII become percent escapes, the fragment stays at home. Pure.
"""

import re
from urllib.parse import urljoin, urlsplit

from yarl import URL

from connectors.feeds.state import ErrorClass
from schemas.errors import FetchFailed

LONGEST = 8_000  # characters
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_WEB = re.compile(r"https?:(?=//)", re.IGNORECASE)
_UNSENDABLE = re.compile(rb"[^\x21-\x7e]|[\"<>\\^`{}]")
_LOGIN = re.compile(r"//[^/@]*@")
_BLANKS = re.compile(r"[\t\r\n]+")


def target(url: str) -> URL:
    """What is asked for `url`. Raises FetchFailed `bad_address`."""
    url = _BLANKS.sub("", url).strip()
    if len(url) > LONGEST or not _WEB.match(url):
        raise FetchFailed(ErrorClass.BAD_ADDRESS, f"{_cut(url)} is no web address: write https://host/path")
    try:
        return URL(_sendable(url), encoded=True)
    except (ValueError, UnicodeError) as error:
        raise FetchFailed(ErrorClass.BAD_ADDRESS, f"{_cut(url)} is no web address: {error}") from error


def redirected(base: URL, location: str) -> URL:
    """Where `location` leads from `base`; where it names no fragment, query or path of its own, RFC 3986 says which."""
    location = _BLANKS.sub("", location).strip()
    if not location:
        raise FetchFailed(ErrorClass.BAD_REDIRECT, f"{shown(base)} redirects without saying where to")
    if _SCHEME.match(location):
        absolute = location
    else:
        location = location.replace("\\", "/")  # as browsers read it: what follows "\\" would be a host
        absolute = urljoin(str(base), location)
    if not _WEB.match(absolute):
        raise FetchFailed(
            ErrorClass.BAD_REDIRECT, f"{shown(base)} redirects to {location[:100]!r}, which is no web address"
        )
    try:
        return target(absolute)
    except FetchFailed as error:
        raise FetchFailed(ErrorClass.BAD_REDIRECT, f"{shown(base)} redirects to {error.detail}") from error


def shown(url: URL) -> str:
    """The address without a login, as it may stand in messages, entries and archives."""
    return str(url.with_user(None) if url.raw_user else url)


def host_key(url: URL) -> str:
    """As `polls.host_of`, for an address that is asked."""
    host = (url.raw_host or "").lower().rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if url.port in (None, {"http": 80, "https": 443}.get(url.scheme)) else f"{host}:{url.port}"


def _cut(url: str) -> str:
    return repr(_LOGIN.sub("//", url)[:100])


def _sendable(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("it names no host")
    host = URL.build(scheme="http", host=parts.hostname).raw_host or ""
    login = f"{_escaped(parts.netloc.rpartition('@')[0])}@" if "@" in parts.netloc else ""
    port = f":{parts.port}" if parts.port is not None else ""
    rest = url.split("//", 1)[1].partition("#")[0]
    tail = rest[len(parts.netloc) :]
    tail = tail if tail.startswith("/") else f"/{tail}"
    return f"{parts.scheme}://{login}{f'[{host}]' if ':' in host else host}{port}{_escaped(tail)}"


def _escaped(text: str) -> str:
    data = text.encode("utf-8", "surrogateescape")
    return _UNSENDABLE.sub(lambda match: b"%%%02X" % match[0][0], data).decode("ascii")
