"""Subscriptions from a TOML file: `[[subscription]]` tables with the fields of `schemas.Subscription`.

A wrong file stops the program at its start, with the file, the subscription, the key, and what to write instead.
"""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.subscriptions import values
from pipeline.subscriptions.values import Names
from schemas import Activity, GroupBy, Repeat, Side, Stance, Subscription
from schemas.errors import ConfigError

_TABLE = "subscription"


def load_subscriptions(path: Path, names: Names) -> list[Subscription]:
    """The subscriptions of a file, in its order. `names` is the catalogue."""
    return parse_subscriptions(_text(path), str(path), names)


def parse_subscriptions(data: str, where: str, names: Names) -> list[Subscription]:
    """The subscriptions in a TOML text; `where` is its name in errors."""
    found = [read_subscription(table, f"{where}: {label}", names) for label, table in _tables(data, where)]
    _refuse_repeated(found, where)
    return found


def load_readable(path: Path, names: Names) -> tuple[list[Subscription], list[tuple[str, str]]]:
    """Those of a file that can be read, and of the others the name and why not: for `lint`, which tells all faults."""
    found: list[Subscription] = []
    wrong: list[tuple[str, str]] = []
    for label, table in _tables(_text(path), str(path)):
        try:
            found.append(read_subscription(table, label, names))
        except ConfigError as error:
            wrong.append((label.removeprefix("subscription "), str(error).removeprefix(f"{label}: ")))
    return found, wrong


def read_subscription(table: Mapping[str, Any], where: str, names: Names) -> Subscription:
    """One subscription from its fields as a person writes them; `where` is its name in errors."""
    readers = _readers(names)
    if "name" not in table:
        raise ConfigError(f"{where}: name is missing: give each subscription its own, it is part of every event's id")
    found = Subscription(**{key: _read(key, value, readers, where) for key, value in table.items()})
    if found.min_origins > 1 and found.stances and Stance.AFFIRMED not in found.stances:
        raise ConfigError(
            f'{where}: min_origins: only affirmations are counted: add "affirmed" to stances, or leave min_origins out'
        )
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}): give a TOML file in UTF-8") from error


def _tables(data: str, where: str) -> list[tuple[str, dict[str, Any]]]:
    """The tables of a TOML text, each with what it is called in errors."""
    try:
        document = tomllib.loads(data)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: not TOML: {error}") from error
    tables = document.pop(_TABLE, [])
    if document:
        raise ConfigError(f"{where}: {next(iter(document))!r} is not known here: write [[{_TABLE}]] tables")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{where}: write [[{_TABLE}]] with two brackets, once for each")
    if not tables:
        raise ConfigError(f"{where}: no [[{_TABLE}]] in it: write at least one, with a name")
    return [(f"subscription {_label(table, number)}", table) for number, table in enumerate(tables, 1)]


def _read(key: str, value: Any, readers: Mapping[str, Callable[[Any], Any]], where: str) -> Any:
    reader = readers.get(key)
    if reader is None:
        raise ConfigError(f"{where}: {key!r} is no field of a subscription{values.nearest(key, readers)}")
    try:
        return reader(value)
    except ValueError as error:
        raise ConfigError(f"{where}: {key}: {error}") from error


def _readers(names: Names) -> dict[str, Callable[[Any], Any]]:
    """How each field is read: the whole format in one place."""

    def many(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
        return lambda value: values.many(value, read)

    return {
        "name": values.text,
        "title": values.text,
        "militaries": many(values.military(names)),
        "regions": many(values.region(names)),
        "activities": many(values.one_of(Activity)),
        "stances": many(values.one_of(Stance)),
        "min_origins": values.count,
        "languages": many(values.language),
        "outlets": many(values.outlet),
        "sides": many(values.one_of(Side)),
        "background": values.flag,
        "min_confidence": values.share,
        "max_age": values.age,
        "repeat": values.one_of(Repeat),
        "group_by": values.one_of(GroupBy),
        "destinations": many(values.text),
        "quiet": many(values.quiet),
        "timezone": values.timezone,
        "digest": values.digest,
        "rate_cap": values.rate_cap,
        "inhibit_corroborated_after_denied": values.flag,
    }


def _label(table: Mapping[str, Any], number: int) -> str:
    return repr(table["name"]) if isinstance(table.get("name"), str) else f"number {number}"


def _refuse_repeated(found: list[Subscription], where: str) -> None:
    names = [subscription.name for subscription in found]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{where}: two subscriptions are called {name!r}: each needs its own name")
