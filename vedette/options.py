"""Options that several commands have, and how times and durations are written on the command line."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.subscriptions import values
from schemas.errors import ConfigError


class Format(StrEnum):
    """How a command prints what it has found."""

    TABLE = "table"  # for people
    JSONL = "jsonl"  # one line of JSON each, and nothing else


Shape = Annotated[Format, typer.Option("--format", help="For people, or one line of JSON each.")]
Config = Annotated[
    Path | None, typer.Option(help="vedette.toml with names of your own; else ./vedette.toml or $VEDETTE_CONFIG.")
]
Model = Annotated[
    str,
    typer.Option(envvar="VEDETTE_MODEL", help="The claim model: bundled, cues, or hf:<path or name>; docs/models.md."),
]

FIRST_YEAR, LAST_YEAR = 1800, 2200


def instant(text: str) -> datetime:
    """A time in ISO 8601; without a zone it is UTC, without a time of day it is midnight."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is not a time: write 2026-03-02 or 2026-03-02T14:00:00Z") from error
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        raise ConfigError(f"{text!r} is no time of news: give one from {FIRST_YEAR} to {LAST_YEAR}")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def age(text: str) -> timedelta | None:
    """`3d`, `12h`, `90m`, `2w`, or `none` for no limit."""
    try:
        return values.age(text)
    except ValueError as error:
        raise ConfigError(f"--max-age: {error}") from error
