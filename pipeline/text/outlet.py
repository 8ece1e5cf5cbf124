"""Whose words these are: `outlet`, the publisher's registrable domain, and `family`, the house it belongs to.

Ten outlets of one house that print one story are one origin; so are a wire service and its own site. Aggregators
(Google News, MSN, feed proxies) are nobody's outlet: the publisher that they name is.
"""

import re
from functools import cache, lru_cache

from tld import get_tld

from pipeline.text.data import rows
from pipeline.text.urls import canonical, host

_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_WORDS = re.compile(r"[^\W_]+")
_CHANNEL = re.compile(r"[?&](?:channel_id|user|playlist_id)=([\w.-]{1,64})")


def outlet(url: str, feed: str, source: str) -> str:
    """The publisher's registrable domain ("bbc.co.uk"); on a platform, with its account ("t.me/somechannel").

    `source` is the publisher that an aggregator names, as a name, a domain or an address. "" where nothing tells.
    """
    site = _site(url, feed) or _site(feed, feed)
    if site and site not in _aggregators():
        return _aliases().get(site, site)
    return _named(source) or _aliases().get(site, site)


def family(outlet: str) -> str:
    """The publisher family of an outlet; the outlet itself where it is not known to have one."""
    return _families().get(outlet, outlet)


def _site(url: str, feed: str) -> str:
    name = host(url)
    site = registrable(name)
    if pattern := _platforms().get(site):
        if match := pattern.match(canonical(url)):
            return f"{site}/{match[1].lower()}"
        if channel := _CHANNEL.search(feed):
            return f"{site}/{channel[1]}"
    return name if name in _aggregators() else site


@lru_cache(maxsize=65536)
def registrable(name: str) -> str:
    """The part of a host that its owner registered: "feeds.bbci.co.uk" gives "bbci.co.uk"."""
    if not name:
        return ""
    found = get_tld(f"https://{name}", as_object=True, fail_silently=True, search_private=True)
    known = getattr(found, "fld", None)
    return str(known) if known else name.removeprefix("www.")


def _named(source: str) -> str:
    """The outlet that an aggregator's `<source>` names; an unknown name stands for itself."""
    source = source.strip()
    if "://" in source:
        return _outlet_of_host(host(source))
    if _DOMAIN.fullmatch(source):
        return _outlet_of_host(source.lower())
    name = " ".join(_WORDS.findall(source.casefold()))
    return _names().get(name, name)


def _outlet_of_host(name: str) -> str:
    site = registrable(name)
    return _aliases().get(site, site)


@cache
def _families() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("families.tsv")}


@cache
def _names() -> dict[str, str]:
    """Publishers' names to outlets."""
    named = ((name, row[0]) for row in rows("families.tsv") if len(row) > 2 for name in row[2].split("|"))
    return {" ".join(_WORDS.findall(name.casefold())): outlet for name, outlet in named if name}


@cache
def _aliases() -> dict[str, str]:
    """Domains of feeds and mirrors to the outlet's own domain."""
    return {row[1]: row[2] for row in rows("outlets.tsv") if row[0] == "alias"}


@cache
def _aggregators() -> frozenset[str]:
    return frozenset(row[1] for row in rows("outlets.tsv") if row[0] == "aggregator")


@cache
def _platforms() -> dict[str, re.Pattern[str]]:
    return {row[1]: re.compile(row[2]) for row in rows("outlets.tsv") if row[0] == "platform"}
