"""What a subscription would have done on reports of the past: how many alerts a week, examples, and near misses.

Examples are those with the least ids: ids are hashes, so this is a fair sample, and the same one every time.
"""

import bisect
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

from pipeline.ledger.bearing import bearings
from pipeline.ledger.containment import Containment
from pipeline.ledger.policy import Policy
from pipeline.subscriptions.match import failures
from pipeline.subscriptions.threads import Threads
from schemas import AlertEvent, Report, Subscription

SAMPLES = 5
NEAR_SAMPLES = 3
ORIGINS = "too few origins"
WEEK = timedelta(days=7)
T = TypeVar("T")


class NearMiss(NamedTuple):
    """Reports that only one thing kept from matching, or matching ones whose thread never opened."""

    reason: str
    times: int
    samples: tuple[Report, ...]


class Backtest(NamedTuple):
    """What one subscription would have done."""

    name: str
    since: datetime | None  # of the reports; None: there were none
    until: datetime | None
    reports: int
    matched: int
    sent: int
    by_week: tuple[tuple[str, int], ...]  # every ISO week from the first to the last report, and the alerts sent in it
    by_kind: tuple[tuple[str, int], ...]  # of what was sent
    kept: tuple[tuple[str, int], ...]  # why the other events were not sent
    samples: tuple[AlertEvent, ...]
    near: tuple[NearMiss, ...]

    @property
    def a_week(self) -> float:
        """Alerts a week; of less than a week all there were."""
        if self.since is None or self.until is None:
            return 0.0
        return self.sent / max((self.until - self.since) / WEEK, 1.0)


class Measure:
    """Takes reports and events as they come, in any order, in memory that does not grow with them."""

    def __init__(self, subscription: Subscription, catalogue: Containment, policy: Policy) -> None:
        self._asked, self._catalogue, self._policy = subscription, catalogue, policy
        self._threads = Threads(subscription, catalogue)
        self._seen: list[datetime] = []  # first and last
        self._reports = self._matched = 0
        self._weeks: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._samples: _Least[AlertEvent] = _Least(SAMPLES)
        self._missed: dict[str, _Least[Report]] = {}
        self._waiting: dict[str, _Least[Report]] = {}  # matching reports by thread
        self._opened: set[str] = set()

    def report(self, report: Report) -> None:
        self._reports += 1
        self._seen = [min([report.seen_at, *self._seen]), max([report.seen_at, *self._seen])]
        failed = list(failures(report, self._asked, self._catalogue, self._policy))
        if not failed:
            self._matched += 1
            thread = self._threads.of(next(bearings(report)).node).id
            self._waiting.setdefault(thread, _Least(NEAR_SAMPLES)).add(report.id, report)
        elif len(failed) == 1:
            self._missed.setdefault(failed[0].value, _Least(NEAR_SAMPLES)).add(report.id, report)

    def event(self, event: AlertEvent) -> None:
        self._opened.add(event.thread.id)
        if not event.sent:
            self._kept[event.sent_reason] += 1
            return
        self._weeks[week(event.at)] += 1
        self._kinds[event.kind.value] += 1
        self._samples.add(event.id, event)

    def result(self) -> Backtest:
        since, until = self._seen or (None, None)
        near = [NearMiss(reason, few.count, few.items) for reason, few in self._missed.items()]
        if (silent := self._never_opened()).count:
            near.append(NearMiss(ORIGINS, silent.count, silent.items))
        return Backtest(
            name=self._asked.name,
            since=since,
            until=until,
            reports=self._reports,
            matched=self._matched,
            sent=self._weeks.total(),
            by_week=tuple((name, self._weeks[name]) for name in _weeks(since, until)),
            by_kind=_most_first(self._kinds),
            kept=_most_first(self._kept),
            samples=self._samples.items,
            near=tuple(sorted(near, key=lambda one: (-one.times, one.reason))),
        )

    def _never_opened(self) -> "_Least[Report]":
        silent: _Least[Report] = _Least(NEAR_SAMPLES)
        for thread, few in self._waiting.items():
            if thread not in self._opened:
                silent.merge(few)
        return silent


class _Least(Generic[T]):
    """The few with the least ids of many, and how many there were."""

    def __init__(self, room: int) -> None:
        self._room, self.count = room, 0
        self._kept: list[tuple[str, T]] = []

    @property
    def items(self) -> tuple[T, ...]:
        return tuple(item for _, item in self._kept)

    def add(self, id: str, item: T) -> None:
        self.count += 1
        self._keep(id, item)

    def merge(self, other: "_Least[T]") -> None:
        self.count += other.count
        for id, item in other._kept:
            self._keep(id, item)

    def _keep(self, id: str, item: T) -> None:
        if len(self._kept) < self._room or id < self._kept[-1][0]:
            bisect.insort(self._kept, (id, item), key=lambda pair: pair[0])
            del self._kept[self._room :]


def week(at: datetime) -> str:
    """The ISO week in which a moment lies: `2026-W10`."""
    year, number, _ = at.astimezone(UTC).isocalendar()
    return f"{year}-W{number:02}"


def _most_first(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))


def _weeks(since: datetime | None, until: datetime | None) -> list[str]:
    if since is None or until is None:
        return []
    days = (until.date() - since.date()).days
    return list(dict.fromkeys(week(min(since + timedelta(days=day), until)) for day in range(0, days + 1)))
