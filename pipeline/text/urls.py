"""`canonical`: one form for all spellings of an article's address. It is the identity of an entry, so it never guesses.

Off go the fragment (unless it names a post on a page), the default port, credentials, tracking parameters and AMP
forms; scheme and host are lower case, international hosts in Punycode, the query sorted. Hostile addresses give "".
"""

import re
from functools import cache
from urllib.parse import quote_from_bytes, urljoin, urlsplit

from connectors.feeds.transports import unwrapped
from pipeline.text.data import rows

MAX_LENGTH = 4096
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)")
_DEFAULT_PORTS = (None, 80, 443)

_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")
_UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
_AMP = re.compile(r"(?:/amp(?:\.html)?)+/?$", re.IGNORECASE)
_AMP_HTML = re.compile(r"(?:\.amp)+(?=\.html?$)", re.IGNORECASE)
# A fragment that names one post of a page, not a place in an article: "h_309ee5…", "block-62f1…", "post-1187", "!/x".
_POST = re.compile(
    r"(?:h_|block-|(?:live)?blog-|live-|entry-?|post-?|update-|item-|id|p)?(?=[0-9a-f-]*\d)[0-9a-f-]{4,64}|[!/].+", re.I
)


def canonical(link: str, feed: str = "") -> str:
    """The canonical form of a link, which may be relative to its feed; "" where it is no address of a web page."""
    try:
        return _canonical(unwrapped(_absolute(link, feed)))
    except (ValueError, UnicodeError):  # what urllib and the idna codec raise for malformed hosts, ports and escapes
        return ""


def host(url: str) -> str:
    """The host of an address, lower case, in Punycode; "" where it has none."""
    try:
        return _ascii_host(urlsplit(_CONTROL.sub("", url)).hostname or "")
    except (ValueError, UnicodeError):
        return ""


def _absolute(link: str, feed: str) -> str:
    link = _CONTROL.sub("", link).replace("&amp;", "&")
    if not link or len(link) > MAX_LENGTH:
        return ""
    if link.startswith("//"):
        return f"https:{link}"
    if _SCHEME.match(link):
        return link
    return f"https://{link}" if link.lower().startswith("www.") else urljoin(_CONTROL.sub("", feed), link)


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not (name := _ascii_host(parts.hostname or "")):
        return ""
    port = "" if parts.port in _DEFAULT_PORTS else f":{parts.port}"
    query = _query(parts.query)
    fragment = f"#{_escape(parts.fragment)}" if _POST.fullmatch(parts.fragment) else ""
    return f"https://{_hosts().get(name, name)}{port}{_path(parts.path)}{'?' + query if query else ''}{fragment}"


def _ascii_host(name: str) -> str:
    name = name.lower().rstrip(".")
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    return name if _HOST.fullmatch(name) else ""


def _path(path: str) -> str:
    path = _SLASHES.sub("/", _SESSION.sub("", _escape(path)))
    if "/." in path:
        path = urlsplit(urljoin("https://h/", path)).path
    path = _AMP_HTML.sub("", _AMP.sub("", path))
    return path.rstrip("/") or "/"


def _query(query: str) -> str:
    """The parameters that select content, in one order."""
    if not query:
        return ""
    kept = (_escape(pair) for pair in query.split("&") if pair and not _is_tracker(pair))
    return "&".join(sorted(kept))


def _is_tracker(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return any(_NAME.fullmatch(name) and _VALUE.fullmatch(value) for _NAME, _VALUE in _trackers())


def _escape(part: str) -> str:
    """Percent-encoding in one form: what needs none has none, the rest has upper-case digits of UTF-8."""
    return _ESCAPE.sub(_escaped, part)


def _escaped(match: re.Match[str]) -> str:
    found = match.group()
    if len(found) == 1:
        return quote_from_bytes(found.encode("utf-8"), safe="")
    character = chr(int(found[1:], 16))
    return character if _UNRESERVED.fullmatch(character) else found.upper()


@cache
def _hosts() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("hosts.tsv")}


@cache
def _trackers() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """One pattern of names per pattern of values, so that most parameters cost two failed matches."""
    by_value: dict[str, list[str]] = {}
    for name, value, _ in rows("trackers.tsv"):
        by_value.setdefault(value, []).append(name)
    return tuple(
        (re.compile("|".join(names), re.IGNORECASE), re.compile(value, re.IGNORECASE | re.DOTALL))
        for value, names in by_value.items()
    )
