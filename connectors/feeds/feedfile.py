"""Feeds files: TOML, described in docs/feeds.md, or OPML from any reader; which of them, the content says.

A wrong TOML file stops the program at its start, with the file, the feed, the key, and what to write instead. OPML
comes from other programs and is taken as it is.
"""

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from connectors.feeds.encoding import decoded
from connectors.feeds.links import is_web
from connectors.feeds.opml import Listed, read_opml
from schemas import Feed
from schemas.errors import ConfigError, RejectedEntry

LARGEST = 32 << 20  # bytes: a list of a hundred thousand feeds
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=30)
_TABLE, _DEFAULTS = "feed", "defaults"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_INTERVAL = re.compile(r"(\d{1,4})([mhd])")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def read_feeds(path: Path) -> list[Feed]:
    """The feeds of a TOML or OPML file, each address once, in its order. Raises ConfigError."""
    return read_list(path).feeds


def read_list(path: Path) -> Listed:
    """The same with the addresses of an OPML list that are none."""
    return listed(_text(path), str(path))


def listed(text: str, where: str) -> Listed:
    """The feeds of a text; `where` is its name in errors."""
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return Listed(parse_feeds(text, where), [])
    found = read_opml(text)
    if not found.feeds:
        raise ConfigError(f"{where}: no feeds in it: an OPML list has <outline xmlUrl=…> elements")
    return found


def parse_feeds(text: str, where: str) -> list[Feed]:
    """The feeds in a TOML text: `[[feed]]` tables, and a `[defaults]` table for what they do not say."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{where}: neither OPML nor TOML: {error}") from error
    tables, defaults = document.pop(_TABLE, []), document.pop(_DEFAULTS, {})
    if document:
        raise ConfigError(f"{where}: {next(iter(document))!r} is not known here: write [[{_TABLE}]] tables")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{where}: write [[{_TABLE}]] with two brackets, once for each")
    if not isinstance(defaults, dict) or "url" in defaults:
        raise ConfigError(f"{where}: [{_DEFAULTS}] is one table, without a url: what all feeds of the file have")
    if not tables:
        raise ConfigError(f"{where}: no [[{_TABLE}]] in it: write at least one, with a url")
    shared = {key: _read(key, value, f"{where}: [{_DEFAULTS}]") for key, value in defaults.items()}
    feeds = [_feed(table, shared, f"{where}: feed {_label(table, n)}") for n, table in enumerate(tables, 1)]
    _refuse_repeated(feeds, where)
    return feeds


def write_feeds(feeds: Iterable[Feed]) -> str:
    """The feeds as a TOML file that `read_feeds` gives back."""
    return "\n".join(_table(feed) for feed in feeds)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ConfigError(f"{path}: more than {LARGEST >> 20} MiB: that is no list of feeds")
        return decoded(data)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror or error}): give a TOML or OPML file") from error
    except RejectedEntry as error:
        raise ConfigError(f"{path}: {error.detail}") from error


def _feed(table: Mapping[str, Any], shared: Mapping[str, Any], where: str) -> Feed:
    if "url" not in table:
        raise ConfigError(f"{where}: url is missing: write the address of the feed")
    return Feed(**{**shared, **{key: _read(key, value, where) for key, value in table.items()}})


def _read(key: str, value: Any, where: str) -> Any:
    reader = _READERS.get(key)
    if reader is None:
        near = difflib.get_close_matches(key, _READERS, 1)
        raise ConfigError(f"{where}: {key!r} is no field of a feed{f': did you mean {near[0]!r}?' if near else ''}")
    try:
        return reader(value)
    except ValueError as error:
        raise ConfigError(f"{where}: {key}: {error}") from error


def _url(value: Any) -> str:
    if not isinstance(value, str) or not is_web(value.strip()) or re.search(r"\s", value.strip()):
        raise ValueError(f'write a whole address such as "https://example.org/rss.xml", not {value!r}')
    return value.strip()


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError(f"write a text in quotes, on one line, not {value!r}")
    return " ".join(value.split())


def _language(value: Any) -> str:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise ValueError(f'write a language code such as "fr" or "pt-BR", not {value!r}')
    return value


def _code(length: int, example: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(rf"[A-Z]{{{length}}}", value):
            raise ValueError(f'write the code of a country in {length} capitals, such as "{example}", not {value!r}')
        return value

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"write true or false, not {value!r}")
    return value


def _interval(value: Any) -> timedelta:
    match = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    found = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if not SHORTEST <= found <= LONGEST:
        raise ValueError(f'write "30m", "6h" or "1d", from a minute to thirty days, not {value!r}')
    return found


_READERS: dict[str, Callable[[Any], Any]] = {
    "url": _url,
    "title": _words,
    "outlet": _words,
    "language": _language,
    "country": _code(2, "UA"),
    "family": _words,
    "affiliation": _code(3, "RUS"),
    "folder": _words,
    "full_text": _flag,
    "interval": _interval,
}


def _label(table: Mapping[str, Any], number: int) -> str:
    return repr(table["url"]) if isinstance(table.get("url"), str) else f"number {number}"


def _refuse_repeated(feeds: Iterable[Feed], where: str) -> None:
    seen: set[str] = set()
    for feed in feeds:
        if feed.url in seen:
            raise ConfigError(f"{where}: two feeds have the address {feed.url}: leave one out")
        seen.add(feed.url)


def _table(feed: Feed) -> str:
    """One `[[feed]]`; fields that say nothing are left out."""
    fields = {name: value for name, value in msgspec.structs.asdict(feed).items() if value}
    return "".join((f"[[{_TABLE}]]\n", *(f"{name} = {_value(value)}\n" for name, value in fields.items())))


def _value(value: Any) -> str:
    """A JSON text is a TOML text, but for the character that only TOML counts among the controls."""
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f'"{minutes // 60}h"' if minutes % 60 == 0 else f'"{minutes}m"'
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
