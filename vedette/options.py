"""How times and durations are written on the command line and in TOML files."""

import re
from datetime import UTC, datetime, timedelta

from schemas.errors import ConfigError

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def instant(text: str) -> datetime:
    """A time in ISO 8601; without a zone it is UTC, without a time of day it is midnight."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is not a time: write 2026-03-02 or 2026-03-02T14:00:00Z") from error
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def duration(text: str) -> timedelta | None:
    """`3d`, `12h`, `90m`, `2w`, or `none` for no limit."""
    if text == "none":
        return None
    match = re.fullmatch(r"(\d+)([mhdw])", text)
    if match is None:
        raise ConfigError(f"{text!r} is not a duration: write 90m, 12h, 3d, 2w or none")
    return timedelta(**{UNITS[match[2]]: int(match[1])})
