"""What is forgotten, and when. Reports, ledgers, events and verdicts stay: with the windows they quote they are the
record. Articles and entries are bulk: they go after a while, and so do finished deliveries and old dead letters.

A sighting of an entry that a report came from stays, because it decides what the entry says now.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, delete, exists, select

from connectors.store.engine import Database
from connectors.store.tables import articles, dead_letters, entries, outbox, reports, sightings, silences

AT_ONCE = 2000  # rows in one transaction: others write in between


class Keep(NamedTuple):
    """How long things are kept. None: for good."""

    articles: timedelta | None = timedelta(days=180)
    entries: timedelta | None = timedelta(days=14)  # after they were read; waiting ones stay
    deliveries: timedelta | None = timedelta(days=365)  # after they ended
    dead_letters: timedelta | None = timedelta(days=90)


USUAL = Keep()


def forget(database: Database, now: datetime, keep: Keep = USUAL) -> dict[str, int]:
    """Remove what is older. Table -> rows removed; nothing is removed twice, and it may be stopped at any point."""
    reported = exists().where(reports.c.entry_key == sightings.c.entry_key)
    rules: list[tuple[Table, timedelta | None, ColumnElement[datetime], ColumnElement[bool] | None]] = [
        (articles, keep.articles, articles.c.seen_at, None),
        (sightings, keep.articles, sightings.c.seen_at, ~reported),
        (entries, keep.entries, entries.c.done_at, None),
        (outbox, keep.deliveries, outbox.c.ended_at, outbox.c.state.in_(("done", "held"))),
        (dead_letters, keep.dead_letters, dead_letters.c.last_at, None),
        (silences, timedelta(days=30), silences.c.until, None),
    ]
    removed = {}
    for table, age, column, also in rules:
        if age is not None:
            old = column < now - age
            removed[table.name] = _remove(database, table, old if also is None else old & also)
    return removed


def _remove(database: Database, table: Table, old: ColumnElement[bool]) -> int:
    key = list(table.primary_key)
    count = 0
    while True:
        with database.write() as connection:
            rows = connection.execute(select(*key).where(old).limit(AT_ONCE)).all()
            for row in rows:
                here = [column == value for column, value in zip(key, row, strict=True)]
                connection.execute(delete(table).where(*here))
        count += len(rows)
        if len(rows) < AT_ONCE:
            return count
