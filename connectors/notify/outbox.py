"""The outbox: which event goes to which destination, not before when, and under which key.

Deciding writes a row for each event and destination, in the transaction that decides the event (`planned`). Delivering
takes rows under a lease, sends them, and writes the outcome. Rows of one subscription, destination and slot travel as
one message. A message's id is its idempotency key: it stays the same over every retry, crash and re-queue, so that a
receiver can drop what it has seen.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from connectors.notify import timing
from schemas import AlertEvent, Subscription, delivery_times, ids
from schemas.delivery_times import RateCap

_WITH_HOST = ("http", "https", "mailto", "mailtos")
MOST_EVENTS = 100  # in one message; the rest of a slot travels in further ones


class Planned(NamedTuple):
    """A row of the outbox as it is first written."""

    id: str
    destination: str
    not_before: datetime
    slot: str  # "" travels alone; rows with the same slot travel together


class Pending(NamedTuple):
    """A message to send: one event, or those of a slot."""

    id: str  # the idempotency key
    events: tuple[AlertEvent, ...]  # in the order in which they happened
    subscription: Subscription
    destination: str
    attempt: int  # 1 for the first
    slot: str = ""


class Outbox(Protocol):
    """Rows and what became of them. Every call is a transaction of its own, and may be repeated.

    A row is waiting, done, held or dead. It has: id, event, subscription, destination, slot, not_before, attempt (0),
    and once taken `message`, the id of the `Pending` it travels in.
    """

    def waiting(self, now: datetime) -> list[str]:
        """Destinations with rows that may be taken: waiting, not before `now`, not leased."""

    def due(self, destination: str, now: datetime, limit: int, owner: str, lease: timedelta) -> list[Pending]:
        """Take up to `limit` messages, oldest first, until `now + lease`.

        A row that has a `message` is taken with all rows of that message. Rows without a slot have their own id as
        message. Others are grouped by subscription and slot, at most MOST_EVENTS, and get `message_id` of their ids.
        Taking counts the attempt: a process that dies in sending has tried.
        """

    def delivered(self, id: str, now: datetime) -> None:
        """The message was taken by its destination: its rows are done."""

    def retry(self, id: str, at: datetime, error: str) -> None:
        """Give the message back, not before `at`."""

    def later(self, id: str, at: datetime) -> None:
        """Give back a message that was not tried: its attempt is not counted."""

    def fold(self, messages: Sequence[str], slot: str, at: datetime) -> None:
        """Give back messages that were never tried, to travel together in `slot`: attempt 0, no message."""

    def held(self, id: str, events: Sequence[str], now: datetime, reason: str) -> None:
        """The rows of these events end unsent, because something silences them; others of the message go on."""

    def dead(self, id: str, now: datetime, error: str) -> None:
        """No further attempt, until it is re-queued."""

    def requeue(self, now: datetime, *, messages: Sequence[str] = (), destination: str = "") -> int:
        """Dead messages, all or only these, wait again with their old ids and no attempts. How many."""

    def sent(self, destination: str, limit: int, subscription: str = "", *, since: datetime) -> list[datetime]:
        """When the latest `limit` messages were delivered there (of one subscription) after `since`, newest first."""


def planned(event: AlertEvent, subscription: Subscription, now: datetime) -> list[Planned]:
    """The rows of an event decided at `now`: none where it is not sent."""
    if not event.sent:
        return []
    slot, not_before = _slot(subscription, now)
    names = dict.fromkeys(destination_key(text) for text in subscription.destinations)
    return [Planned(row_id(event.id, name), name, not_before, slot) for name in names]


def planned_summary(
    summary: str, events: Sequence[AlertEvent], subscription: Subscription, now: datetime
) -> list[tuple[AlertEvent, Planned]]:
    """The rows of what a new subscription is told first: one message of what is open."""
    awake = timing.awake(now, timing.calm_of(subscription))
    names = dict.fromkeys(destination_key(text) for text in subscription.destinations)
    slot = f"summary {summary}"
    return [(each, Planned(row_id(each.id, name), name, awake, slot)) for name in names for each in events]


def row_id(event: str, destination: str) -> str:
    return ids.digest("delivery", event, destination)


def message_id(rows: Sequence[str]) -> str:
    """The id of a message of several rows."""
    return ids.digest("message", *sorted(rows))


def destination_key(text: str) -> str:
    """What the outbox calls a destination: its name. A URL keeps its secrets to itself: scheme, host and a hash."""
    if "://" not in text:
        return text
    return f"{text.partition('://')[0].casefold()}://{_host(text)}#{ids.digest('destination', text)[:8]}"


def over_cap(
    subscription: Subscription, sent: Callable[[RateCap], Sequence[datetime]], now: datetime
) -> tuple[str, datetime] | None:
    """The slot and time for what is over the subscription's rate cap; None where it may be sent.

    `sent(cap)`: when its latest messages to the destination were delivered, as many as the cap counts, newest first.
    """
    cap = delivery_times.rate_cap(subscription.rate_cap)
    free = timing.free_at(cap, sent(cap), now) if cap else None
    if free is None:
        return None
    return f"cap {free:%Y-%m-%dT%H:%M:%SZ}", timing.awake(free, timing.calm_of(subscription))


def _slot(subscription: Subscription, now: datetime) -> tuple[str, datetime]:
    calm = timing.calm_of(subscription)
    due = timing.digest_at(delivery_times.digest(subscription.digest), now, calm.zone)
    awake = timing.awake(due or now, calm)
    if due is not None:
        return f"digest {due:%Y-%m-%dT%H:%MZ}", awake
    return ("" if awake == now else f"quiet {awake:%Y-%m-%dT%H:%MZ}"), awake


def _host(text: str) -> str:
    """Only where it is one for sure: in most Apprise URLs a token stands in its place."""
    try:
        parts = urlsplit(text)
        return (parts.hostname or "") if parts.scheme in _WITH_HOST else ""
    except ValueError:
        return ""
