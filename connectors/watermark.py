"""How far event time has come on a topic: a lower bound on the times still to come. Pure; the clock is given.

A partition stands where its newest record stands, less `slack` for producers that disagree. One that has been read to
its end for `idle` holds nobody back: it counts as `idle` before now. A partition not heard of yet holds everything.
"""

from collections.abc import Iterable
from typing import NamedTuple

UNKNOWN = -(1 << 63)  # milliseconds; before every time there is


class Progress(NamedTuple):
    """One partition, all in milliseconds."""

    newest: int | None = None  # the greatest record time given out
    ended_at: int | None = None  # when it was found read to its end; None: there is more


def watermark(partitions: Iterable[Progress], now: int, *, idle: int, slack: int) -> int:
    """The least of the partitions, never in the future. Without any partition: `idle` before now."""
    return min((_reached(partition, now, idle, slack) for partition in partitions), default=now - idle)


def read_to_end(before: Progress, ended: bool, now: int) -> Progress:
    """The partition after it was asked for more."""
    if not ended:
        return before._replace(ended_at=None)
    return before if before.ended_at is not None else before._replace(ended_at=now)


def given(before: Progress, time: int) -> Progress:
    """The partition after a record of that time; -1 is Kafka's word for a record without one."""
    if time < 0 or (before.newest is not None and time <= before.newest):
        return before
    return before._replace(newest=time)


def event_time(time: int, now: int) -> int:
    """The time of a record as we use it: none is of the future, and one without a time is of now."""
    return now if time < 0 else min(time, now)


def _reached(partition: Progress, now: int, idle: int, slack: int) -> int:
    newest = UNKNOWN if partition.newest is None else min(partition.newest, now) - slack
    if partition.ended_at is None or now - partition.ended_at < idle:
        return newest
    return max(newest, now - idle)
