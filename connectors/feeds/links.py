"""Addresses in feeds: what may be a link at all, what it is relative to. Pure functions."""

import re
from urllib.parse import urljoin, urlsplit

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_PORT = re.compile(r"[^/?#:]*\.[^/?#:]*:\d|localhost:\d", re.IGNORECASE)  # a host with a port looks like a scheme
_INVISIBLE = re.compile(r"[\x00-\x20\x7f]+")
_BROKEN = re.compile(r"[\r\n\t]+\s*")
_SLASHES = re.compile(r"(https?):/*(?=[^/])", re.IGNORECASE)
_BRACKETS = re.compile(r"<([^<>\s]+)>")
_FEED_SCHEME = re.compile(r"\A(?:feed|rss|pcast|itpc):(?://(?=https?:))?", re.IGNORECASE)
_NAME = re.compile(r"[^\s%/\\<>\"'`{}|^]+")
_WEB = ("http", "https")
LONGEST = 4_096  # characters; nothing longer is an address


def web_link(link: str) -> str:
    """The link, or "" where its scheme is not the web's: `javascript:` must never reach a reader's browser."""
    seen = _INVISIBLE.sub("", link)
    scheme = None if _PORT.match(seen) else _SCHEME.match(seen)
    if scheme and scheme[1].lower() not in _WEB:
        return ""
    return link.strip()


def joined(base: str, link: str) -> str:
    """The link in full; as it stands where the base is no address, "" where it is none itself."""
    link = _mended(web_link(link))
    if link.startswith("#"):  # a place on a page, but which?
        return ""
    if link.lower().startswith(("http:", "https:")):
        return link if is_web(link) else ""
    if not link or not is_web(base):
        return link
    try:
        found = urljoin(base, link)
    except ValueError:  # such as a bracket in the host
        return ""
    return found if is_web(found) else ""


def _mended(link: str) -> str:
    """As browsers read it: broken over lines, in brackets, with spaces, without a scheme or a slash."""
    link = _BRACKETS.sub(r"\1", _BROKEN.sub("", link)).strip().replace(" ", "%20").replace("&amp;", "&")
    if link.lower().startswith("www.") or _PORT.match(link):
        return f"http://{link}"
    return _SLASHES.sub(r"\1://", link, count=1) if _SLASHES.match(link) else link


def is_web(link: str) -> bool:
    """Whether it is a whole address of the web."""
    try:
        parts = urlsplit(link)
        _ = parts.port  # raises where it is none
        return parts.scheme.lower() in _WEB and bool(_NAME.fullmatch(parts.hostname or "")) and len(link) <= LONGEST
    except ValueError:
        return False


def feed_link(base: str, link: str) -> str:
    """The address of a feed in full, `feed:` and the like taken off; "" where it is none."""
    link = _FEED_SCHEME.sub("", _INVISIBLE.sub("", link), count=1)
    found = joined(base, f"http:{link}" if link.startswith("//") and not base else link)
    return found if is_web(found) else ""


def host(url: str) -> str:
    """The host of an address, lower case; "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
