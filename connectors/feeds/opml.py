"""OPML, the format in which readers exchange lists of feeds: read whatever its state, written well. Pure.

Most lists in the world are not well-formed XML. Only two things matter in them: outlines that have an `xmlUrl`, and
the outlines around these, which are folders.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from connectors.feeds.links import feed_link
from connectors.feeds.markup import Tag, tags, without_comments
from schemas import Feed

DEEPEST = 16  # folders in each other
_NAMES = frozenset({"outline"})
_URLS = ("xmlurl", "rssurl", "feedurl", "xmluri")
_FEED_TYPES = ("rss", "atom", "rdf", "feed")
_STEP = re.compile(r"(?<!\s)/(?!\s)")  # a folder may be called `UI / UX`
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?].*)?")
# What OPML has no word for travels in a namespace of its own, as the specification asks.
_NAMESPACE = "https://vedette.invalid/opml"
_OWN = ("outlet", "country", "family", "affiliation")


class Listed(NamedTuple):
    """A list of feeds, each address once, and the addresses in it that are none."""

    feeds: list[Feed]
    refused: list[str]


def read_opml(text: str) -> Listed:
    """The feeds of a list. What is above a feed is its folder: `News/Regional`."""
    feeds: dict[str, Feed] = {}
    refused: list[str] = []
    folders: list[str] = []  # "" for an outline that is a feed and holds others
    for tag in tags(without_comments(text), _NAMES):
        if tag.is_end:
            del folders[-1:]
            continue
        address = _address(tag)
        if address:
            _keep(address, _feed(tag, "/".join(filter(None, folders[:DEEPEST]))), feeds, refused)
        if not tag.is_whole:
            folders.append("" if address else _name(tag))
    return Listed(list(feeds.values()), refused)


def write_opml(feeds: Iterable[Feed], title: str = "Feeds") -> str:
    """The list as OPML 2.0. Reading it gives the same feeds, folders first, in the same order within each."""
    own = f' xmlns:vedette="{_NAMESPACE}"'
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"{own}>\n  <head>\n    <title>{_text(title)}'
    folder = _Folder()
    for feed in feeds:
        folder.add(list(filter(None, _STEP.split(feed.folder))), feed)
    body = "".join(f"{line}\n" for line in folder.lines("    "))
    return f"{head}</title>\n  </head>\n  <body>\n{body}  </body>\n</opml>\n"


def _address(tag: Tag) -> str:
    written = next((tag.attributes[name] for name in _URLS if name in tag.attributes), "")
    if not written and tag.attributes.get("type", "").lower() in _FEED_TYPES:
        written = tag.attributes.get("url", "")
    return written


def _keep(address: str, feed: Feed, feeds: dict[str, Feed], refused: list[str]) -> None:
    if not feed.url:
        refused.append(address)
    elif feed.url not in feeds:
        feeds[feed.url] = feed


def _feed(tag: Tag, folder: str) -> Feed:
    written = re.sub(r"\s+", "", _address(tag)).replace("&amp;", "&")
    return Feed(
        url=feed_link("", f"http://{written}" if _HOST.fullmatch(written) else written),
        title="" if _name(tag) == _address(tag) else _name(tag),
        language=tag.attributes.get("language", ""),
        folder=folder or tag.attributes.get("category", "").partition(",")[0].strip("/ "),
        full_text=_own(tag, "fulltext") == "true",
        outlet=_own(tag, "outlet"),
        country=_own(tag, "country"),
        family=_own(tag, "family"),
        affiliation=_own(tag, "affiliation"),
    )


def _own(tag: Tag, name: str) -> str:
    return tag.attributes.get(f"vedette:{name}", "")


def _name(tag: Tag) -> str:
    """What the outline is called, on one line."""
    named = (tag.attributes.get(name, "") for name in ("text", "title"))
    return " ".join(next(filter(None, named), "").split())


class _Folder:
    """What is written inside one outline."""

    def __init__(self) -> None:
        self._folders: dict[str, _Folder] = {}
        self._feeds: list[Feed] = []

    def add(self, path: list[str], feed: Feed) -> None:
        if path:
            self._folders.setdefault(path[0], _Folder()).add(path[1:], feed)
        else:
            self._feeds.append(feed)

    def lines(self, margin: str) -> Iterator[str]:
        for name, folder in self._folders.items():
            yield f"{margin}<outline text={_quoted(name)} title={_quoted(name)}>"
            yield from folder.lines(margin + "  ")
            yield f"{margin}</outline>"
        for feed in self._feeds:
            yield f"{margin}<outline{''.join(_written(feed))}/>"


def _written(feed: Feed) -> Iterator[str]:
    fields = {"type": "rss", "text": feed.title or feed.url, "title": feed.title, "xmlUrl": feed.url}
    fields |= {"language": feed.language} | {f"vedette:{name}": getattr(feed, name) for name in _OWN}
    fields["vedette:fullText"] = "true" if feed.full_text else ""
    for name, value in fields.items():
        if value:
            yield f" {name}={_quoted(value)}"


def _quoted(value: str) -> str:
    return quoteattr(_legal(value), {"\n": " ", "\r": " ", "\t": " "})


def _text(value: str) -> str:
    return _legal(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _legal(value: str) -> str:
    """Without characters that XML forbids."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", value)
