"""An outbox in memory: for tests, for trying things out, and as the plain statement of what the stored one does."""

import dataclasses
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from connectors.notify.outbox import MOST_EVENTS, Pending, Planned, message_id
from schemas import AlertEvent, Subscription


@dataclasses.dataclass
class _Row:
    planned: Planned
    event: AlertEvent
    subscription: Subscription
    not_before: datetime
    slot: str
    message: str = ""
    attempt: int = 0
    state: str = "waiting"  # done, held, dead
    leased_until: datetime | None = None
    owner: str = ""
    ended: datetime | None = None
    error: str = ""

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        return (self.not_before, self.event.at, self.planned.id)

    def may_be_taken(self, now: datetime) -> bool:
        free = self.leased_until is None or self.leased_until <= now
        return self.state == "waiting" and free and self.not_before <= now


class MemoryOutbox:
    """`Outbox` over a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[str, _Row] = {}
        self._taking = threading.Lock()

    def add(self, rows: Iterable[Planned], event: AlertEvent, subscription: Subscription) -> None:
        """What `planned` gave; a row that is there stays as it is."""
        for each in rows:
            self.rows.setdefault(each.id, _Row(each, event, subscription, each.not_before, each.slot))

    def waiting(self, now: datetime) -> list[str]:
        return sorted({row.planned.destination for row in self.rows.values() if row.may_be_taken(now)})

    def due(self, destination: str, now: datetime, limit: int, owner: str, lease: timedelta) -> list[Pending]:
        with self._taking:
            return self._take(destination, now, limit, owner, now + lease)

    def delivered(self, id: str, now: datetime) -> None:
        for row in self._of(id):
            if row.state != "held":
                row.state, row.ended, row.error = "done", now, ""

    def retry(self, id: str, at: datetime, error: str) -> None:
        for row in self._waiting_of(id):
            row.not_before, row.leased_until, row.error = at, None, error

    def later(self, id: str, at: datetime) -> None:
        for row in self._waiting_of(id):
            row.not_before, row.leased_until, row.attempt = at, None, row.attempt - 1

    def fold(self, messages: Sequence[str], slot: str, at: datetime) -> None:
        for id in messages:
            for row in self._waiting_of(id):
                row.not_before, row.leased_until, row.attempt, row.slot, row.message = at, None, 0, slot, ""

    def held(self, id: str, events: Sequence[str], now: datetime, reason: str) -> None:
        for row in self._waiting_of(id):
            if row.event.id in events:
                row.state, row.ended, row.error, row.leased_until = "held", now, reason, None

    def dead(self, id: str, now: datetime, error: str) -> None:
        for row in self._waiting_of(id):
            row.state, row.ended, row.error, row.leased_until = "dead", now, error, None

    def requeue(self, now: datetime, *, messages: Sequence[str] = (), destination: str = "") -> int:
        found = [
            row
            for row in self.rows.values()
            if row.state == "dead"
            and (not messages or row.message in messages)
            and (not destination or row.planned.destination == destination)
        ]
        for row in found:
            row.state, row.attempt, row.not_before = "waiting", 0, now
        return len({row.message for row in found})

    def sent(self, destination: str, limit: int, subscription: str = "", *, since: datetime) -> list[datetime]:
        times = {
            row.message: row.ended
            for row in self.rows.values()
            if row.state == "done"
            and row.planned.destination == destination
            and subscription in ("", row.subscription.name)
        }
        return sorted((time for time in times.values() if time is not None and time > since), reverse=True)[:limit]

    def _take(self, destination: str, now: datetime, limit: int, owner: str, until: datetime) -> list[Pending]:
        taken: list[Pending] = []
        rows = [row for row in self.rows.values() if row.planned.destination == destination and row.may_be_taken(now)]
        for row in sorted(rows, key=lambda row: row.order):
            if len(taken) == limit:
                break
            if row.may_be_taken(now):  # not with an earlier one of this call
                taken.append(_take(_company(row, rows, now), until, owner))
        return taken

    def _of(self, id: str) -> list[_Row]:
        return [row for row in self.rows.values() if row.message == id]

    def _waiting_of(self, id: str) -> list[_Row]:
        return [row for row in self._of(id) if row.state == "waiting"]


def _company(row: _Row, rows: Sequence[_Row], now: datetime) -> list[_Row]:
    """The rows that travel with this one."""
    if row.message:
        return [each for each in rows if each.message == row.message]
    if not row.slot:
        return [row]
    fellows = [
        each
        for each in rows
        if (each.slot, each.subscription.name, each.message) == (row.slot, row.subscription.name, "")
        and each.may_be_taken(now)
    ]
    return sorted(fellows, key=lambda each: each.order)[:MOST_EVENTS]


def _take(rows: Sequence[_Row], until: datetime, owner: str) -> Pending:
    first = rows[0]
    id = first.message or (message_id([row.planned.id for row in rows]) if first.slot else first.planned.id)
    for row in rows:
        row.message, row.leased_until, row.owner, row.attempt = id, until, owner, row.attempt + 1
    events = tuple(row.event for row in sorted(rows, key=lambda row: (row.event.at, row.event.id)))
    return Pending(id, events, first.subscription, first.planned.destination, first.attempt, first.slot)
