"""When a feed is asked again, and what is remembered of it. Pure: the outcome, the state and the clock decide.

    next due = the interval that the feed's changes teach, or the user set one; not before what the server wishes
               (Retry-After, max-age, ttl); while it fails, a back-off; always within ten minutes and a day, jittered

Failures are of three kinds. Soft ones (429, 503 with a time) wait as asked. Temporary ones (a timeout, a server error,
a page that is no feed) double the wait each time. Hard ones (403, 404, too large, a refused address) quadruple it. A
feed that is gone (410) is asked once a day, then once a week: servers say it by mistake too.
"""

import hashlib
from datetime import datetime, timedelta

import msgspec

from connectors.feeds.news import with_page
from connectors.feeds.outcome import Failed, Hints, Outcome, Read, Unchanged
from connectors.feeds.pace import Pace, bounded, learned
from connectors.feeds.state import HARD, SOFT, Counters, ErrorClass, FeedState
from schemas import Feed

__all__ = ["FeedState", "Outcome", "Pace", "address", "after", "is_conditional", "paged", "with_pages_waiting"]

ENOUGH_GONE = 3  # times a feed says that it is gone until it is believed
ENOUGH_LOST = 3  # failures in a row until a permanent redirect is forgotten
_GREATEST_POWER = 12


def address(feed: Feed, state: FeedState) -> str:
    """Where the feed is asked: at its own address, or where that has moved for good."""
    return state.moved_to or feed.url


def is_conditional(state: FeedState, now: datetime, pace: Pace) -> bool:
    """Whether "only if it changed" is asked. Now and then not: some servers say "not modified" for ever."""
    return state.body_at is not None and now - state.body_at < pace.whole


def after(state: FeedState, outcome: Outcome, now: datetime, feed: Feed, pace: Pace) -> FeedState:
    """The feed's state after a poll that ended at `now`."""
    match outcome:
        case Read():
            return _after_read(state, outcome, now, feed, pace)
        case Unchanged():
            return _after_unchanged(state, outcome, now, feed, pace)
        case Failed():
            return _after_failure(state, outcome, now, feed, pace)


def paged(state: FeedState, *, is_fetched: bool) -> FeedState:
    """The state once the page that waited longest was dealt with."""
    first, *rest = state.pending
    known = with_page(state.known, first.key) if is_fetched else state.known
    counters = _counted(state.counters, pages=int(is_fetched))
    return msgspec.structs.replace(state, pending=tuple(rest), known=known, counters=counters)


def with_pages_waiting(state: FeedState, now: datetime, pace: Pace) -> FeedState:
    """The state of a feed whose pages could not be had now: it comes round again for them before it would have."""
    soon = now + pace.unknown
    return msgspec.structs.replace(state, next_due=min(state.next_due or soon, soon))


def _after_read(state: FeedState, read: Read, now: datetime, feed: Feed, pace: Pace) -> FeedState:
    state = _well(state, read, now, feed, pace)
    counters = _counted(state.counters, entries=read.entries, new=read.new, revised=read.revised, dead=read.dead)
    return msgspec.structs.replace(
        state,
        body_at=now,
        etag=read.etag,
        last_modified=read.last_modified,
        body_hash=read.body_hash,
        known=read.known,
        new_at=now if read.new else state.new_at,
        newest=max(filter(None, (state.newest, read.newest)), default=None),
        gap=read.gap or state.gap,
        pending=(*state.pending, *read.wanted),
        title=read.title or state.title,
        language=read.language or state.language,
        counters=counters,
    )


def _after_unchanged(state: FeedState, same: Unchanged, now: datetime, feed: Feed, pace: Pace) -> FeedState:
    state = _well(state, same, now, feed, pace)
    return msgspec.structs.replace(
        state,
        body_at=now if same.whole else state.body_at,
        etag=state.etag if same.etag is None else same.etag,
        last_modified=state.last_modified if same.last_modified is None else same.last_modified,
        counters=_counted(state.counters, unchanged=1),
    )


def _well(state: FeedState, outcome: Read | Unchanged, now: datetime, feed: Feed, pace: Pace) -> FeedState:
    """What every poll that ended well changes."""
    moved = outcome.moved_to or state.moved_to
    lesson = learned(state, outcome, now, pace)
    wait = _wait(feed, lesson.interval, outcome.hints, pace, _chance(feed, state))
    return msgspec.structs.replace(
        state,
        next_due=now + wait,
        polled_at=now,
        well_at=now,
        moved_to="" if moved == feed.url else moved,
        interval=lesson.interval,
        seen_hours=lesson.hours,
        seen_new=lesson.new,
        failures=0,
        error=ErrorClass.NONE,
        error_detail="",
        failing_since=None,
        counters=_counted(state.counters, polls=1, octets=outcome.octets),
    )


def _after_failure(state: FeedState, failed: Failed, now: datetime, feed: Feed, pace: Pace) -> FeedState:
    failures = state.failures + 1
    wait = _back_off(state, failed, failures, feed, pace)
    state = msgspec.structs.replace(
        state,
        next_due=now + wait,
        polled_at=now,
        failures=failures,
        error=failed.error,
        error_detail=failed.detail,
        failing_since=state.failing_since or now,
        counters=_counted(state.counters, polls=1, failed=1),
    )
    is_lost = failed.error in HARD or (failures >= ENOUGH_LOST and failed.error not in SOFT)
    return _back_home(state) if state.moved_to and is_lost else state


def _back_home(state: FeedState) -> FeedState:
    """A new home that fails is left for the old address; what the new one gave to ask with does not fit there."""
    return msgspec.structs.replace(state, moved_to="", etag="", last_modified="")


# --- waits


def _wait(feed: Feed, interval: timedelta | None, hints: Hints, pace: Pace, chance: float) -> timedelta:
    """After a poll that ended well. Whoever sets an interval knows better than a cache or a `ttl`, but not more."""
    wishes = (hints.retry_after,) if feed.interval else (hints.retry_after, hints.max_age, hints.ttl)
    wish = max(filter(None, wishes), default=timedelta())
    wait = (feed.interval or interval or pace.unknown) * (1 + pace.jitter * (2 * chance - 1))
    return bounded(max(wait, wish), pace)


def _back_off(state: FeedState, failed: Failed, failures: int, feed: Feed, pace: Pace) -> timedelta:
    chance = _chance(feed, state)
    if failed.error is ErrorClass.GONE:
        wait = pace.gone if failures >= ENOUGH_GONE else pace.longest
        return wait * (1 - pace.jitter * chance)
    asked = failed.retry_after
    if failed.error in SOFT and asked:
        return min(asked * (1 + pace.jitter * chance), pace.longest)
    power = min(2 * failures if failed.error in HARD else failures - 1, _GREATEST_POWER)
    wait = bounded(feed.interval or state.interval or pace.unknown, pace) * 2**power
    wait = min(wait, pace.longest) * (1 - pace.jitter * chance)
    return bounded(max(wait, asked or timedelta()), pace)


def _chance(feed: Feed, state: FeedState) -> float:
    """A number from 0 up to 1, another for each feed and poll, but the same whenever it is asked for."""
    text = f"{feed.url} {state.counters.polls}"
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).digest()) / 2**32


def _counted(counters: Counters, **more: int) -> Counters:
    return msgspec.structs.replace(counters, **{name: getattr(counters, name) + count for name, count in more.items()})
