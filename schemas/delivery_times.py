"""The texts in which a subscription says when it may be disturbed: `quiet`, `timezone`, `digest`, `rate_cap`.

Every reader raises ValueError with what to write instead: the subscription file is checked with the same functions that
the deliveries are planned with.
"""

import re
from datetime import time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

IMMEDIATE = "immediate"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_PERIODS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=7)


class Quiet(NamedTuple):
    """From `start` to `end` on the wall clock; over midnight where `end` is the lesser."""

    start: time
    end: time

    def covers(self, at: time) -> bool:
        """Whether a time of the day lies in it. The end does not."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


class Digest(NamedTuple):
    """`every` or `daily`; both None: each event at once."""

    every: timedelta | None = None
    daily: time | None = None


class RateCap(NamedTuple):
    """At most `limit` in any `period`."""

    limit: int
    period: timedelta


def quiet(text: str) -> Quiet:
    """`22:00-06:00`."""
    found = re.fullmatch(rf"{_CLOCK}\s*[-–]\s*{_CLOCK}", text.strip())
    if found is None:
        raise ValueError(f'write hours such as "22:00-06:00", not {text!r}')
    start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if start == end:
        raise ValueError(f"{text!r} is no time at all or the whole day: to be told nothing, leave destinations out")
    return Quiet(start, end)


def digest(text: str) -> Digest:
    """`immediate`, `every 6h` or `daily 07:00`."""
    words = text.strip().casefold()
    if words == IMMEDIATE:
        return Digest()
    if every := re.fullmatch(r"every\s+(\d{1,5})\s*([mhd])", words):
        length = timedelta(**{_UNITS[every[2]]: int(every[1])})
        if not _SHORTEST <= length <= _LONGEST:
            raise ValueError(f'write "every 1m" to "every 7d", not {text!r}')
        return Digest(every=length)
    if daily := re.fullmatch(rf"daily(?:\s+at)?\s+{_CLOCK}", words):
        return Digest(daily=time(int(daily[1]), int(daily[2])))
    raise ValueError(f'write "immediate", "every 6h" or "daily 07:00", not {text!r}')


def rate_cap(text: str) -> RateCap | None:
    """`20/hour` (or `/minute`, `/day`); "" is no cap."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,6})\s*(?:/|per)\s*(minute|hour|day)", text.strip().casefold())
    if found is None or int(found[1]) < 1:
        raise ValueError(f'write "20/hour", "3/minute" or "100/day", not {text!r}')
    return RateCap(int(found[1]), _PERIODS[found[2]])


def timezone(name: str) -> ZoneInfo:
    """An IANA name such as `Europe/Paris`."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # OSError: a folder's name, such as "Europe"
        raise ValueError(f'write a time zone such as "Europe/Paris" or "UTC", not {name!r}') from error


def clock(at: time) -> str:
    """As it is written: `06:00`."""
    return f"{at:%H:%M}"
