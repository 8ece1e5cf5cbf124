"""What `vedette db check` looks for: a damaged file, rows that point at nothing, records that cannot be read, leases
that nobody will end. A healthy store gives no finding, even while it is being written."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, exists, func, select, text
from sqlalchemy.exc import DatabaseError

from connectors.feeds.state import FeedState
from connectors.store import schema
from connectors.store import tables as t
from connectors.store.engine import Database
from connectors.store.inbox import ALONE_AFTER
from schemas import (
    AlertEvent,
    Article,
    DeadLetter,
    Entry,
    Feed,
    Ledger,
    Report,
    Silence,
    Subscription,
    Verdict,
    wire,
)
from schemas.errors import WireError

LONGEST_LEASE = timedelta(hours=6)  # no part of Vedette takes a longer one
_RECORDS: tuple[tuple[Table, str, Any], ...] = (
    (t.feeds, "data", Feed),
    (t.feeds, "state", FeedState),
    (t.entries, "data", Entry),
    (t.articles, "data", Article),
    (t.reports, "data", Report),
    (t.ledgers, "data", Ledger),
    (t.subscriptions, "data", Subscription),
    (t.events, "data", AlertEvent),
    (t.silences, "data", Silence),
    (t.verdicts, "data", Verdict),
    (t.dead_letters, "data", DeadLetter),
)


class Finding(NamedTuple):
    """Something that is wrong, and what to do."""

    kind: str  # version, integrity, orphan, record, lease, inbox
    detail: str


def check(database: Database, now: datetime) -> list[Finding]:
    """Everything that is wrong with a store, in one reading. A damaged file is not read any further."""
    try:
        with database.read() as connection:
            return _check(connection, now)
    except DatabaseError as error:
        if "malformed" in str(error.orig):
            return [Finding("integrity", f"{error.orig}: restore a backup")]
        raise


def _check(connection: Connection, now: datetime) -> list[Finding]:
    found = schema.version(connection)
    if found != schema.ours():
        return [Finding("version", f"the store is of version {found or 'none'}, this Vedette reads {schema.ours()}")]
    damage = list(_integrity(connection))
    return damage or [*_orphans(connection), *_records(connection), *_leases(connection, now)]


def _integrity(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name == "sqlite":
        for (line,) in connection.execute(text("pragma integrity_check(20)")):
            if line != "ok":
                yield Finding("integrity", f"{line}: restore a backup")
        return
    broken = text("select indexrelid::regclass::text from pg_index where not indisvalid")
    for (index,) in connection.execute(broken):
        yield Finding("integrity", f"index {index} is not valid: reindex it")


def _orphans(connection: Connection) -> Iterator[Finding]:
    for what, table, column, other in (
        ("deliveries of an unknown event", t.outbox, t.outbox.c.event, t.events.c.id),
        ("deliveries of an unknown subscription", t.outbox, t.outbox.c.subscription, t.subscriptions.c.name),
        ("events of an unknown subscription", t.events, t.events.c.subscription, t.subscriptions.c.name),
        ("events whose cause is no report of this store", t.events, t.events.c.report, t.reports.c.id),
        ("ledgers of a root that was never decided", t.ledgers, t.ledgers.c.root, t.roots.c.root),
        ("reports of a root that was never decided", t.reports, t.reports.c.root, t.roots.c.root),
        ("reports whose entry was never seen", t.reports, t.reports.c.entry_key, t.sightings.c.entry_key),
        ("alerts without an event", t.alerts, t.alerts.c.thread, t.events.c.thread),
        ("feeds without a host", t.feeds, t.feeds.c.host, t.hosts.c.host),
        ("verdicts on an unknown event", t.verdicts, t.verdicts.c.event, t.events.c.id),
    ):
        lost = (column != "") & ~exists().where(other == column)
        count = connection.execute(select(func.count()).select_from(table).where(lost)).scalar_one()
        if count:
            yield Finding("orphan", f"{count} {what}")


def _records(connection: Connection) -> Iterator[Finding]:
    for table, column, kind in _RECORDS:
        key = table.primary_key.columns[0]
        rows = connection.execution_options(yield_per=500).execute(select(key, table.c[column]))
        for id, data in rows:
            try:
                wire.decode(data, kind)
            except WireError as error:
                yield Finding("record", f"{table.name}.{column} of {id}: {error}")


def _leases(connection: Connection, now: datetime) -> Iterator[Finding]:
    for table in (t.feeds, t.entries, t.outbox):
        stuck = table.c.lease_until > now + LONGEST_LEASE
        count = connection.execute(select(func.count()).select_from(table).where(stuck)).scalar_one()
        if count:
            yield Finding(
                "lease", f"{count} rows of {table.name} are leased for more than {LONGEST_LEASE}: was the clock wrong?"
            )
    dying = t.entries.c.done_at.is_(None) & (t.entries.c.attempts > ALONE_AFTER)
    count = connection.execute(select(func.count()).select_from(t.entries).where(dying)).scalar_one()
    if count:
        yield Finding("inbox", f"{count} entries ended their reader again and again: they become dead letters `poison`")
