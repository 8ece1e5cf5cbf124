"""What carries an article is not who wrote it: feed proxies, aggregators, redirectors and caches, unwrapped.

Only what can be read from the address itself; nothing is fetched. What stays wrapped keeps its link, and its publisher
is the one that the carrier names (`<source>`). Pure functions.
"""

import base64
import binascii
import re
from urllib.parse import parse_qsl, urlsplit

from connectors.feeds.links import host, is_web

MAX_WRAPPERS = 4  # a longer chain than any honest link has

# Redirectors and caches that carry the real address, in their path or in a parameter.
_IN_PATH = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/amp/|[\w-]+\.cdn\.ampproject\.org/[cv]/)(?:s/)?(.+)"
    r"|https?://(?:us\.)?rd\.yahoo\.com/[^*]*\*(https?(?::|%3[Aa])//.+)"
    r"|https?://r\.search\.yahoo\.com/.*/RU=(https?%3[aA]%2[fF]%2[fF][^/]+)/.*",
    re.IGNORECASE,
)
_IN_QUERY = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/url|news\.google\.com/news/url|l\.facebook\.com/l\.php"
    r"|(?:www\.)?bing\.com/news/apiclick\.aspx|out\.reddit\.com/[^?]*)\?",
    re.IGNORECASE,
)
_TARGETS = ("url", "q", "u")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)")
_GOOGLE_ARTICLE = re.compile(
    r"https?://news\.google\.com/(?:__i/)?(?:rss/)?(?:articles|read)/([\w-]{20,2000})=*(?:[?#].*)?"
)
_ADDRESS = re.compile(rb"https?://[\x21-\x7e]{4,2000}")
# Hosts whose addresses lead elsewhere without saying where.
_CARRIERS = frozenset(
    {
        *("feedproxy.google.com", "feeds.feedburner.com", "feedburner.google.com", "feeds2.feedburner.com"),
        *("feedproxy.feedburner.com", "news.google.com", "feeds.feedblitz.com", "rss.feedsportal.com", "rss.app"),
        *("fetchrss.com", "www.bing.com", "politepol.com", "feed43.com", "createfeed.fivefilters.org", "rss.com"),
    }
)


def unwrapped(link: str) -> str:
    """The address inside redirectors' and caches' addresses; "" for a longer chain than any honest link has."""
    for _ in range(MAX_WRAPPERS):
        inside = _inside(link)
        if not inside:
            return link
        link = inside
    return ""


def is_carrier(url: str) -> bool:
    """Whether the address is a proxy's or an aggregator's: it says nothing about the publisher."""
    name = host(url)
    return name in _CARRIERS or name.endswith((".feedburner.com", ".feedsportal.com"))


def page(link: str, original: str, guid: str) -> str:
    """The page of an article: what the carrier says was the link, else the link without its wrapping, else the guid."""
    link = unwrapped(original or link)
    return guid if is_carrier(link) and is_web(guid) and not is_carrier(guid) else link


def headline(title: str, publisher: str, link: str) -> str:
    """The publisher's own headline: Google News writes the publisher behind it."""
    if publisher and host(link) == "news.google.com":
        return (
            title.removesuffix(publisher).rstrip().removesuffix("-").rstrip() if _is_signed(title, publisher) else title
        )
    return title


def _is_signed(title: str, publisher: str) -> bool:
    return title.endswith(f" - {publisher}") and len(title) > len(publisher) + 3


def _inside(link: str) -> str:
    """The address that is wrapped directly in this one; "" if none is."""
    if match := _IN_PATH.fullmatch(link):
        found = next(filter(None, match.groups()))
        found = _unescaped(found) if "%3" in found[:8] else found
        found = found if _SCHEME.match(found) else f"https://{found}"
        return found if is_web(found) else ""
    if _IN_QUERY.match(link):
        query = dict(parse_qsl(urlsplit(link).query))
        return next((query[name] for name in _TARGETS if is_web(query.get(name, ""))), "")
    match = _GOOGLE_ARTICLE.fullmatch(link)
    return _google(match[1]) if match else ""


def _unescaped(address: str) -> str:
    return dict(parse_qsl(f"u={address.replace('&', '%26').replace('+', '%2B')}")).get("u", "")


def _google(token: str) -> str:
    """Older ids of Google News are a small record with the address in it; newer ones mean something only there."""
    try:
        record = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return ""
    match = _ADDRESS.search(record)
    if not match:
        return ""
    # The byte before a text is its length; what follows it may be readable too.
    length = _length(record, match.start())
    return match[0][:length].decode("ascii") if length else match[0].decode("ascii")


def _length(record: bytes, start: int) -> int:
    """The length that a protocol buffer writes before a text: seven bits a byte, the lowest first."""
    if start >= 2 and record[start - 2] & 0x80 and not record[start - 1] & 0x80:
        return (record[start - 2] & 0x7F) | record[start - 1] << 7
    return record[start - 1] if start and record[start - 1] < 0x80 else 0
