"""The starter list: some hundred public feeds to begin with, for `vedette feeds init`. Data: data/starter.tsv.

World news, wire services, defence ministries and press, and outlets near today's conflicts. Nothing says that an
address still answers: that is what feed health is for.
"""

from collections.abc import Collection
from functools import cache
from importlib.resources import files

import msgspec

from schemas import Feed
from schemas.errors import ConfigError


def starter(languages: Collection[str] = (), folders: Collection[str] = ()) -> list[Feed]:
    """The feeds of the list in these languages and folders; all of them where none are named. Raises ConfigError."""
    _require(languages, {feed.language for feed in _feeds()}, "language")
    _require(folders, {feed.folder for feed in _feeds()}, "folder")
    return [
        feed
        for feed in _feeds()
        if (not languages or feed.language in languages) and (not folders or feed.folder in folders)
    ]


def _require(wanted: Collection[str], known: Collection[str], what: str) -> None:
    for name in wanted:
        if name not in known:
            raise ConfigError(f"the starter list has no {what} {name!r}: it has {', '.join(sorted(known))}")


@cache
def _feeds() -> tuple[Feed, ...]:
    text = files("connectors.feeds.data").joinpath("starter.tsv").read_text(encoding="utf-8")
    names, *rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple(msgspec.convert(dict(zip(names, row, strict=True)), Feed) for row in rows)
