"""How feeds are: which fail, which answer for ever with old news, which never had any. Pure: states and the clock.

A feed is judged by the age of its *content*, not of its answer: 200 with last year's news is no sign of life. How old
is too old depends on the feed: a ministry that writes once a month is well after three weeks of silence.
"""

import enum
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from connectors.feeds.intake import FeedIntake
from connectors.feeds.state import HARD, SOFT, ErrorClass, FeedState
from schemas import Feed
from schemas.record import Record


class Trouble(enum.StrEnum):
    """What can be wrong with a feed."""

    FAILING = "failing"
    GONE = "gone"
    MOVED = "moved"  # it works, but the feeds file should name its new address
    STALE = "stale"  # it answers, with old news
    EMPTY = "empty"  # it answers, and never had an entry
    UNPOLLED = "unpolled"  # it is long due, and nobody asks
    NOTHING_PASSES = "nothing_passes"  # many entries, of which the prefilter lets none through


class HealthPolicy(Record, frozen=True, kw_only=True):
    """When a feed is in trouble."""

    failures: int = 3  # in a row; hard failures are told at once
    stale_least: timedelta = timedelta(days=7)
    stale_most: timedelta = timedelta(days=90)
    stale_gaps: float = 10.0  # times the usual gap between two entries
    overdue: timedelta = timedelta(hours=2)
    entries: int = 500  # without one that passes


class Finding(NamedTuple):
    """One trouble of one feed."""

    url: str
    trouble: Trouble
    error: ErrorClass
    since: datetime | None
    detail: str


class FeedHealth(NamedTuple):
    """One feed, as a health report shows it."""

    feed: Feed
    content_age: timedelta | None  # None: it has had no entry
    error: ErrorClass
    languages: tuple[str, ...]  # seen in its entries, the most frequent first
    passed: float | None  # share of its entries that the prefilter let through
    findings: tuple[Finding, ...]


def report(
    feeds: Iterable[tuple[Feed, FeedState]],
    intakes: Mapping[str, FeedIntake],
    now: datetime,
    policy: HealthPolicy | None = None,
) -> list[FeedHealth]:
    """All feeds by address, each with what is wrong with it. `intakes` are by address."""
    policy = policy or HealthPolicy()
    health = (_health(feed, state, intakes.get(feed.url, FeedIntake()), now, policy) for feed, state in feeds)
    return sorted(health, key=lambda one: one.feed.url)


def content_age(state: FeedState, now: datetime) -> timedelta | None:
    """How old the newest entry is: by its own date; by when it came, where it has none."""
    newest = state.newest or state.new_at
    return now - newest if newest else None


def _health(feed: Feed, state: FeedState, intake: FeedIntake, now: datetime, policy: HealthPolicy) -> FeedHealth:
    found = (
        *_failing(feed, state, policy),
        *_silent(feed, state, now, policy),
        *_overdue(feed, state, now, policy),
        *_useless(feed, intake, policy),
    )
    return FeedHealth(feed, content_age(state, now), state.error, intake.languages_seen(), intake.passed_share(), found)


def _failing(feed: Feed, state: FeedState, policy: HealthPolicy) -> Iterable[Finding]:
    if state.error is ErrorClass.GONE:
        yield Finding(feed.url, Trouble.GONE, state.error, state.failing_since, "it says that it is gone for good")
    elif state.error and (state.error in HARD or state.failures >= policy.failures) and state.error not in SOFT:
        yield Finding(feed.url, Trouble.FAILING, state.error, state.failing_since, state.error_detail)
    if state.moved_to:
        yield Finding(feed.url, Trouble.MOVED, ErrorClass.NONE, state.well_at, f"it has moved to {state.moved_to}")


def _silent(feed: Feed, state: FeedState, now: datetime, policy: HealthPolicy) -> Iterable[Finding]:
    if state.well_at is None or state.error:
        return
    age = content_age(state, now)
    if age is None:
        yield Finding(feed.url, Trouble.EMPTY, ErrorClass.NONE, state.well_at, "it answers, but has no entries")
    elif age > _patience(state, policy):
        detail = f"it answers, but its newest entry is {age.days} days old"
        yield Finding(feed.url, Trouble.STALE, ErrorClass.NONE, now - age, detail)


def _patience(state: FeedState, policy: HealthPolicy) -> timedelta:
    """How old the content of this feed may be, by how far apart its entries used to be."""
    usual = policy.stale_gaps * state.gap if state.gap else policy.stale_least
    return min(max(usual, policy.stale_least), policy.stale_most)


def _overdue(feed: Feed, state: FeedState, now: datetime, policy: HealthPolicy) -> Iterable[Finding]:
    if state.next_due and now - state.next_due > policy.overdue:
        yield Finding(feed.url, Trouble.UNPOLLED, state.error, state.next_due, "it is due, and was not polled")


def _useless(feed: Feed, intake: FeedIntake, policy: HealthPolicy) -> Iterable[Finding]:
    if intake.entries >= policy.entries and intake.passed == 0:
        detail = f"of {intake.entries:,} entries none could hold a claim: is it a feed of news?"
        yield Finding(feed.url, Trouble.NOTHING_PASSES, ErrorClass.NONE, None, detail)
