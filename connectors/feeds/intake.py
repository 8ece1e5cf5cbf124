"""What comes in, counted by language and country, and whether some of it has stopped. Pure functions over counters.

One feed that falls silent is a finding; all feeds of a language at once is a blocked network, a changed aggregator or
a fault of ours, and nobody would miss what does not come. News has a day and a week: a window is compared with the
same hours of the days before, and has collapsed when it is far below the usual and below the least of them.
"""

import statistics
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Self

import msgspec

from schemas import ids
from schemas.record import Record

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


class Seen(NamedTuple):
    """One entry that came in, once it is an article: its feed, and what is known of both."""

    feed: str
    language: str
    country: str  # of the feed, "" where it names none
    at: datetime
    passed: bool  # whether the prefilter found a window in it


class FeedIntake(Record, frozen=True, kw_only=True):
    """All entries of a feed so far."""

    entries: int = 0
    passed: int = 0
    languages: tuple[tuple[str, int], ...] = ()  # by language

    def with_(self, seen: Iterable[Seen]) -> Self:
        """With these entries counted too."""
        entries, passed, languages = self.entries, self.passed, defaultdict(int, self.languages)
        for one in seen:
            entries, passed = entries + 1, passed + one.passed
            languages[one.language] += 1
        return msgspec.structs.replace(self, entries=entries, passed=passed, languages=tuple(sorted(languages.items())))

    def languages_seen(self) -> tuple[str, ...]:
        """The most frequent first."""
        return tuple(name for name, _ in sorted(self.languages, key=lambda item: (-item[1], item[0])))

    def passed_share(self) -> float | None:
        return self.passed / self.entries if self.entries else None


class HourlyIntake(Record, frozen=True, kw_only=True):
    """The entries of one hour in one language from feeds of one country. Its key is the first three fields."""

    hour: datetime
    language: str
    country: str
    entries: int = 0
    passed: int = 0


class IntakePolicy(Record, frozen=True, kw_only=True):
    """When an intake has collapsed."""

    window: timedelta = timedelta(hours=6)
    days: int = 7  # to compare with
    least_days: int = 3  # of them that must have been watched
    least: int = 20  # entries that a window usually has: fewer come and go by chance
    share: float = 0.2  # of the usual, below which it has collapsed


class Collapse(NamedTuple):
    """An operator's alert: what used to come does not come any more."""

    id: str  # the same for as long as one day's collapse lasts: it is told once
    kind: str  # "language" or "country"
    name: str
    entries: int
    usual: float
    since: datetime

    @property
    def message(self) -> str:
        return (
            f"intake of {self.kind} {self.name} has collapsed: {self.entries} entries since {self.since:%d %B %H:%M}, "
            f"usually {self.usual:g} in these hours. Look at its feeds (vedette feeds health) and at the network."
        )


def hourly(seen: Iterable[Seen], before: Iterable[HourlyIntake] = ()) -> list[HourlyIntake]:
    """The counters with these entries in them, sorted. Adding the same counters twice counts twice."""
    sums: dict[tuple[datetime, str, str], tuple[int, int]] = {}
    for row in before:
        _add(sums, (row.hour, row.language, row.country), row.entries, row.passed)
    for one in seen:
        hour = one.at.replace(minute=0, second=0, microsecond=0)
        _add(sums, (hour, one.language, one.country), 1, int(one.passed))
    return [
        HourlyIntake(hour=hour, language=language, country=country, entries=entries, passed=passed)
        for (hour, language, country), (entries, passed) in sorted(sums.items())
    ]


def recent(rows: Iterable[HourlyIntake], now: datetime, policy: IntakePolicy | None = None) -> list[HourlyIntake]:
    """The counters that are still needed: what is older than all windows can be forgotten."""
    policy = policy or IntakePolicy()
    oldest = now - policy.days * _DAY - policy.window - 2 * _HOUR
    return [row for row in rows if row.hour >= oldest]


def collapses(rows: Iterable[HourlyIntake], now: datetime, policy: IntakePolicy | None = None) -> list[Collapse]:
    """The languages and countries whose intake has collapsed in the last window of whole hours before `now`."""
    policy = policy or IntakePolicy()
    until = now.replace(minute=0, second=0, microsecond=0)
    windows: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (policy.days + 1))
    watched = 0
    for row in rows:
        day, rest = divmod(until - _HOUR - row.hour, _DAY)
        if day < 0 or day > policy.days:
            continue
        watched = max(watched, day)
        if rest < policy.window:
            windows["language", row.language][day] += row.entries
            if row.country:
                windows["country", row.country][day] += row.entries
    found = (_collapse(key, counts[: watched + 1], until, policy) for key, counts in sorted(windows.items()))
    return [collapse for collapse in found if collapse]


def _collapse(key: tuple[str, str], counts: list[int], until: datetime, policy: IntakePolicy) -> Collapse | None:
    now, *days = counts
    if len(days) < policy.least_days:
        return None
    usual = statistics.median(days)
    if usual < policy.least or now > policy.share * usual or now >= min(days):
        return None
    since = until - policy.window
    return Collapse(ids.digest("collapse", *key, until.date().isoformat()), *key, now, usual, since)


def _add(
    sums: dict[tuple[datetime, str, str], tuple[int, int]], key: tuple[datetime, str, str], entries: int, passed: int
) -> None:
    had = sums.get(key, (0, 0))
    sums[key] = (had[0] + entries, had[1] + passed)
