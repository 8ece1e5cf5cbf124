"""How a subscription begins in a store that has been filled before: with one summary of what is open, and no flood.

Everything that it would have told is decided and kept, so that later events follow from it. One delivery tells what is
open. Replay knows no beginning: there everything is told in its time.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from connectors.notify.outbox import MOST_EVENTS, Planned, planned_summary
from pipeline.subscriptions.threads import episode_of
from schemas import AlertEvent, EventKind, Status, Subscription, ids, wire

KEPT = "it was so before the subscription began: told in its summary, if it is still open"
_PACE = ("title", "destinations", "quiet", "timezone", "digest", "rate_cap")  # say nothing of what is asked for
_OVER = (EventKind.CLOSED, EventKind.ENDED)


class Beginning(NamedTuple):
    """`events` are to be stored as decided; `summary` goes out as one delivery to each destination (`rows`)."""

    events: tuple[AlertEvent, ...]  # none is sent by itself
    summary: tuple[AlertEvent, ...]  # the newest event of each open thread, newest first


class Row(NamedTuple):
    """A row of the outbox that travels in the summary."""

    event: AlertEvent
    planned: Planned
    message: str  # the same for all rows to one destination: they are one delivery


def predicate(subscription: Subscription) -> str:
    """What a subscription asks for, as a digest. Another digest is another question: the subscription begins anew."""
    asked = msgspec.structs.replace(subscription, **{field: _default(field) for field in _PACE})
    return ids.digest("predicate", wire.encode(asked).decode())


def beginning(
    subscription: Subscription, events: Iterable[AlertEvent], now: datetime, told: Collection[str] = ()
) -> Beginning:
    """`events` is all that the subscription decides on what is stored; `told` the threads it has told of already."""
    decided = [msgspec.structs.replace(event, sent=False, sent_reason=KEPT) for event in events]
    summary = [event for event in open_now(decided, now) if event.thread.id not in told]
    return Beginning(tuple(decided), tuple(summary[:MOST_EVENTS]))


def rows(summary: Sequence[AlertEvent], subscription: Subscription, now: datetime) -> list[Row]:
    """The summary for the outbox: for each destination one message, which waits for the end of quiet hours."""
    asked = predicate(subscription)
    return [
        Row(event, planned, ids.summary_id(subscription.name, asked, planned.destination))
        for event, planned in planned_summary(f"{now:%Y-%m-%dT%H:%MZ}", summary, subscription, now)
    ]


def open_now(events: Iterable[AlertEvent], now: datetime) -> list[AlertEvent]:
    """Of each thread that is open at `now` the event that stands, newest thread first."""
    newest: dict[str, AlertEvent] = {}
    for event in events:
        other = newest.get(event.thread.id, event)
        newest[event.thread.id] = max(other, event, key=_stands)
    return sorted((event for event in newest.values() if is_open(event, now)), key=_newest_first)


def is_open(newest: AlertEvent, now: datetime) -> bool:
    """Whether a thread goes on after its newest event: not over, and its episode or the one after it lasts."""
    if newest.kind in _OVER or newest.status is Status.ENDED:
        return False
    group = newest.thread.group
    return now < episode_of(newest.at, group).after(group).end


def _stands(event: AlertEvent) -> tuple[datetime, bool, str]:
    """Of one moment an opening shows most; all show the same status."""
    return (event.at, event.kind in (EventKind.OPENED, EventKind.CONTINUES, EventKind.REALISED), event.id)


def _newest_first(event: AlertEvent) -> tuple[float, str]:
    return (-event.at.timestamp(), event.thread.id)


def _default(field: str) -> object:
    return getattr(Subscription(name=""), field)
