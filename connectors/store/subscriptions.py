"""Subscriptions, silences and verdicts: what people asked for, and what they said of what they got.

A subscription that a file defines is changed by that file only. One that is gone stays as a row, inactive, because its
events and deliveries still name it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from connectors.store.engine import Database, put
from connectors.store.tables import silences, subscriptions, verdicts
from schemas import OwnedSubscription, Silence, Subscription, Verdict, wire
from schemas.errors import OwnedByFile

_OVER = {"active": False, "begun": "", "begun_at": None}  # one that comes back begins anew: it missed what was between


class Subscriptions:
    """The subscriptions of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def define(self, wanted: Sequence[Subscription], owner: str) -> None:
        """The file `owner` names exactly these."""
        with self._database.write() as connection:
            connection.execute(update(subscriptions).where(subscriptions.c.owner == owner).values(active=False))
            _put(connection, wanted, owner)
            left_out = (subscriptions.c.owner == owner) & ~subscriptions.c.active
            connection.execute(update(subscriptions).where(left_out).values(_OVER))

    def only_files(self, owners: Collection[str]) -> None:
        """Of all files only these still define subscriptions: those of others have ended."""
        with self._database.write() as connection:
            gone = subscriptions.c.owner.not_in(["", *owners])
            connection.execute(update(subscriptions).where(gone).values(_OVER))

    def put(self, subscription: Subscription) -> None:
        """A subscription of the store's own, new or changed."""
        with self._database.write() as connection:
            _refuse_owned(connection, subscription.name)
            _put(connection, [subscription], "")

    def remove(self, name: str) -> bool:
        """Whether there was one of the store's own with this name."""
        with self._database.write() as connection:
            _refuse_owned(connection, name)
            here = (subscriptions.c.name == name) & subscriptions.c.active
            return bool(connection.execute(update(subscriptions).where(here).values(_OVER)).rowcount)

    def all(self) -> list[OwnedSubscription]:
        """All active ones, those of files first, in the files' order."""
        with self._database.read() as connection:
            return active(connection)

    def begin(self, name: str, predicate: str, at: datetime) -> None:
        """From now on it tells."""
        with self._database.write() as connection:
            begin(connection, name, predicate, at)


class Silences:
    """What is not to be told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, silence: Silence) -> None:
        row = {"id": silence.id, "kind": str(silence.kind), "until": silence.until, "data": wire.encode(silence)}
        with self._database.write() as connection:
            put(connection, silences, [row])

    def remove(self, id: str) -> bool:
        with self._database.write() as connection:
            return bool(connection.execute(delete(silences).where(silences.c.id == id)).rowcount)

    def all(self, now: datetime | None = None) -> list[Silence]:
        """All of them; with `now` those that are not over."""
        query = select(silences.c.data).order_by(silences.c.id)
        if now is not None:
            query = query.where(silences.c.until.is_(None) | (silences.c.until > now))
        with self._database.read() as connection:
            return [wire.decode(data, Silence) for data in connection.execute(query).scalars()]


class Verdicts:
    """Desks' judgements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, verdict: Verdict) -> None:
        row = {
            "id": verdict.id,
            "event": verdict.event,
            "subscription": verdict.subscription,
            "feed": verdict.feed,
            "is_right": verdict.right,
            "because": str(verdict.because or ""),
            "at": verdict.at,
            "data": wire.encode(verdict),
        }
        with self._database.write() as connection:
            put(connection, verdicts, [row])

    def all(self) -> list[Verdict]:
        """In the order in which they were given."""
        query = select(verdicts.c.data).order_by(verdicts.c.at, verdicts.c.id)
        with self._database.read() as connection:
            return [wire.decode(data, Verdict) for data in connection.execute(query).scalars()]

    def counts(self, by: str) -> dict[tuple[str, bool, str], int]:
        """(feed or subscription, right, because) -> how many. `by` is "feed" or "subscription"."""
        columns = (verdicts.c[by], verdicts.c.is_right, verdicts.c.because)
        query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
        with self._database.read() as connection:
            return {(name, right, because): count for name, right, because, count in connection.execute(query)}


def active(connection: Connection) -> list[OwnedSubscription]:
    order = (subscriptions.c.owner == "", subscriptions.c.position, subscriptions.c.name)
    rows = connection.execute(select(subscriptions).where(subscriptions.c.active).order_by(*order))
    return [_read(row) for row in rows]


def begin(connection: Connection, name: str, predicate: str, at: datetime) -> None:
    begun = {"begun": predicate, "begun_at": at}
    connection.execute(update(subscriptions).where(subscriptions.c.name == name).values(begun))


def _put(connection: Connection, wanted: Sequence[Subscription], owner: str) -> None:
    rows = [
        {
            "name": one.name,
            "owner": owner,
            "active": True,
            "position": position,
            "begun": "",
            "begun_at": None,
            "data": wire.encode(one),
        }
        for position, one in enumerate(wanted)
    ]
    put(connection, subscriptions, rows, keep=("begun", "begun_at"))


def _refuse_owned(connection: Connection, name: str) -> None:
    here = (subscriptions.c.name == name) & subscriptions.c.active
    owner = connection.execute(select(subscriptions.c.owner).where(here)).scalar()
    if owner:
        raise OwnedByFile(f"subscription {name!r}: {owner} defines it. Change it there.")


def _read(row: Any) -> OwnedSubscription:
    return OwnedSubscription(
        subscription=wire.decode(row.data, Subscription), owner=row.owner, begun=row.begun, begun_at=row.begun_at
    )
