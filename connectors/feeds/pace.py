"""How often a feed may be asked, and the interval that a feed's changes teach. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

from connectors.feeds.outcome import Read, Unchanged
from connectors.feeds.state import FeedState
from schemas.record import Record

_HOUR = timedelta(hours=1)


class Pace(Record, frozen=True, kw_only=True):
    """How often feeds may be asked: the settings of a run, the same for all feeds."""

    shortest: timedelta = timedelta(minutes=10)
    longest: timedelta = timedelta(hours=24)
    unknown: timedelta = timedelta(minutes=30)  # the interval of a feed that has taught nothing yet
    gone: timedelta = timedelta(days=7)
    whole: timedelta = timedelta(days=7)  # without a document for so long, one is asked for unconditionally
    memory: timedelta = timedelta(days=3)  # what is so old counts half
    per_poll: float = 0.5  # new entries to expect of a poll: fewer polls than entries would be late, many would be rude
    jitter: float = 0.1  # of a wait: feeds that were asked together drift apart
    spacing: timedelta = timedelta(seconds=5)  # between two requests to one host


class Lesson(NamedTuple):
    """What was learned: hours watched and entries that came in them, older ones weighing less; and the interval."""

    hours: float
    new: float
    interval: timedelta | None


def learned(state: FeedState, outcome: Read | Unchanged, now: datetime, pace: Pace) -> Lesson:
    """The interval at which a poll finds `per_poll` new entries. It shortens at once, and at most doubles."""
    hours, new = _watched(state, outcome, now, pace)
    if hours <= 0:
        return Lesson(hours, new, state.interval)
    target = min(pace.longest, pace.per_poll * hours / new * _HOUR) if new > 0 else pace.longest
    if state.well_at and isinstance(outcome, Read) and outcome.new > 1:
        elapsed = max(now - state.well_at, timedelta())
        # A document in which everything is new means that more came and went unseen.
        target = min(target, elapsed / (outcome.new if outcome.new < outcome.entries else 2 * outcome.new))
    return Lesson(hours, new, bounded(min(target, 2 * (state.interval or pace.unknown)), pace))


def bounded(wait: timedelta, pace: Pace) -> timedelta:
    return min(max(wait, pace.shortest), pace.longest)


def _watched(state: FeedState, outcome: Read | Unchanged, now: datetime, pace: Pace) -> tuple[float, float]:
    """Hours watched and the new entries that came in them. The first document's dates stand for hours not watched."""
    new = outcome.new if isinstance(outcome, Read) else 0
    if state.well_at is None:
        return _from_dates(outcome, now, pace)
    hours = max((now - state.well_at) / _HOUR, 0.0)
    kept = 0.5 ** (hours / (pace.memory / _HOUR))
    return state.seen_hours * kept + hours, state.seen_new * kept + new


def _from_dates(outcome: Read | Unchanged, now: datetime, pace: Pace) -> tuple[float, float]:
    """From the median date: one pinned entry of 2010 must not make a busy feed look idle."""
    if not isinstance(outcome, Read) or outcome.median is None or outcome.entries < 2 or outcome.median >= now:
        return 0.0, 0.0
    hours, new = (now - outcome.median) / _HOUR, outcome.entries / 2
    share = min(1.0, (pace.memory / _HOUR) / hours)
    return hours * share, new * share
