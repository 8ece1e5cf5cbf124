"""Threads and episodes: where a report belongs in a subscription.

A thread is subscription x military root x region rolled up x activity group; the calendar cuts it into episodes, so
that the order of arrival cannot move them.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from pipeline.ledger.activities import group
from pipeline.ledger.bearing import Node
from pipeline.ledger.containment import Containment, rolled_up
from schemas import ActivityGroup, Subscription, Thread, ids

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Episode(NamedTuple):
    """A UTC day for fighting and other, an ISO week for presence. `end` is the first moment after it."""

    id: str
    start: datetime
    end: datetime

    def before(self, group: ActivityGroup) -> "Episode":
        return episode_of(self.start - timedelta(seconds=1), group)

    def after(self, group: ActivityGroup) -> "Episode":
        return episode_of(self.end, group)


class Threads:
    """The threads of one subscription."""

    def __init__(self, subscription: Subscription, catalogue: Containment) -> None:
        self._subscription = subscription
        self._catalogue = catalogue
        self._regions: dict[str, str] = {}

    def of(self, node: Node) -> Thread:
        """The thread that a claim's military and region roll up to. A denial appears also where it counters."""
        root = node.military.partition("/")[0]
        return _thread(self._subscription.name, root, self._rolled_up(node.region), group(node.activity))

    def _rolled_up(self, region: str) -> str:
        known = self._regions.get(region)
        if known is None:
            asked = self._subscription
            known = self._regions[region] = rolled_up(region, asked.group_by, asked.regions, self._catalogue)
        return known


def episode_of(at: datetime, group: ActivityGroup) -> Episode:
    """The episode that a moment lies in."""
    day = at.astimezone(UTC).date()
    return _week(day) if group is ActivityGroup.PRESENCE else _day(day)


@lru_cache(maxsize=65536)
def _thread(subscription: str, root: str, region: str, group: ActivityGroup) -> Thread:
    id = ids.thread_id(subscription, root, region, group)
    return Thread(id=id, subscription=subscription, root=root, region=region, group=group)


@lru_cache(maxsize=4096)
def _day(day: date) -> Episode:
    start = _midnight(day)
    return Episode(day.isoformat(), start, start + DAY)


@lru_cache(maxsize=4096)
def _week(day: date) -> Episode:
    year, week, weekday = day.isocalendar()
    start = _midnight(day) - (weekday - 1) * DAY
    return Episode(f"{year}-W{week:02}", start, start + WEEK)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
