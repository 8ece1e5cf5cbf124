"""The replay's scratch space on disk: reports, sightings and results of any number of chunks, in no order.

Memory must not grow with the archive, and the answer must not depend on the order in which chunks finish: so every
write is an upsert that keeps the least record, and every read is sorted. One process writes; workers read.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from schemas import AlertEvent, DeadLetter, Ledger, Report, Revision, wire

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TABLES = """
create table report (id text primary key, root text, entry_key text, seen integer, data blob) without rowid;
create table sighting (entry_key text, article_id text, seen integer, times integer,
                       primary key (entry_key, article_id, seen)) without rowid;
create table dead (place text, stage text, reason text, data blob, times integer, primary key (data)) without rowid;
create table ledger (root text, region text, claim text primary key, data blob) without rowid;
create table event (id text primary key, seen integer, data blob) without rowid;
"""


class Spool:
    """Open a spool file; `create=True` makes a new one."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._db = sqlite3.connect(path)
        self._db.execute("pragma synchronous = off")  # scratch: after a crash the replay starts again
        if create:
            self._db.executescript("pragma journal_mode = wal;" + TABLES)

    def close(self) -> None:
        self._db.close()

    def add(self, reports: Iterable[bytes], sightings: Iterable[Revision], dead: Iterable[DeadLetter]) -> None:
        """Take in one chunk. Equal report ids keep the least (`seen_at`, bytes)."""
        with self._db:
            self._db.executemany(
                "insert into report values (?, ?, ?, ?, ?) on conflict (id) do update set"
                " root = excluded.root, entry_key = excluded.entry_key, seen = excluded.seen, data = excluded.data"
                " where (excluded.seen, excluded.data) < (report.seen, report.data)",
                map(_report_row, reports),
            )
            self._db.executemany(
                "insert into sighting values (?, ?, ?, 1) on conflict do update set times = times + 1",
                ((s.entry_key, s.article_id, _micros(s.seen_at)) for s in sightings),
            )
            self._db.executemany(
                "insert into dead values (?, ?, ?, ?, 1) on conflict do update set times = times + 1",
                ((d.where, d.stage, d.reason, wire.encode(d)) for d in dead),
            )

    def index(self) -> None:
        """Call once, between the last `add` and the first read by root."""
        self._db.executescript("create index report_by_root on report (root, entry_key); analyze;")

    def decided(self, ledgers: Iterable[Ledger], events: Iterable[AlertEvent]) -> None:
        """Take in what one root's reports came to."""
        with self._db:
            self._db.executemany(
                "insert into ledger values (?, ?, ?, ?)",
                ((x.claim.root, x.claim.region, x.claim.id, wire.encode(x)) for x in ledgers),
            )
            self._db.executemany(
                "insert into event values (?, ?, ?)", ((x.id, _micros(x.at), wire.encode(x)) for x in events)
            )

    def roots(self) -> list[str]:
        """Military roots, the one with the most reports first, so that parallel work ends together."""
        rows = self._db.execute("select root, count(*) as n from report group by root order by n desc, root")
        return [root for root, _ in rows]

    def reports_of(self, root: str) -> list[Report]:
        rows = self._db.execute("select data from report where root = ? order by seen, id", (root,))
        return [wire.decode(data, Report) for (data,) in rows]

    def revisions_of(self, root: str) -> list[Revision]:
        """Sightings of the entries that this root's reports come from, where an entry had more than one content."""
        rows = self._db.execute(
            "select entry_key, article_id, seen from sighting where entry_key in ("
            "  select entry_key from sighting where entry_key in (select entry_key from report where root = ?)"
            "  group by entry_key having count(distinct article_id) > 1) order by entry_key, seen, article_id",
            (root,),
        )
        return [Revision(entry_key=k, article_id=a, seen_at=_time(seen)) for k, a, seen in rows]

    def newest(self) -> datetime | None:
        """The greatest `seen_at` of any article."""
        (seen,) = self._db.execute("select max(seen) from sighting").fetchone()
        return None if seen is None else _time(seen)

    def lines(self, table: str) -> Iterator[bytes]:
        """All records of a table as wire bytes, in the order in which they are written out."""
        order = {
            "report": "seen, id",
            "ledger": "root, region, claim",
            "event": "seen, id",
            "dead": "place, stage, reason, data",
        }[table]
        for (data,) in self._db.execute(f"select data from {table} order by {order}"):
            yield data

    def counts(self) -> dict[str, int]:
        """Figures for the summary."""
        one = self._one
        contents = one("select count(*) from (select distinct entry_key, article_id from sighting)")
        keys = one("select count(distinct entry_key) from sighting")
        sightings = one("select coalesce(sum(times), 0) from sighting")
        return {
            "duplicates": sightings - contents,
            "revisions": contents - keys,
            "reports": one("select count(*) from report"),
            "claims": one("select count(*) from ledger"),
            "events": one("select count(*) from event"),
            "dead": one("select coalesce(sum(times), 0) from dead"),
        }

    def dead_reasons(self) -> dict[str, int]:
        return dict(self._db.execute("select reason, sum(times) from dead group by reason order by 2 desc, 1"))

    def _one(self, query: str) -> Any:
        return self._db.execute(query).fetchone()[0]


def _report_row(data: bytes) -> tuple[str, str, str, int, bytes]:
    report = wire.decode(data, Report)
    return report.id, report.claim.root, report.entry_key, _micros(report.seen_at), data


def _micros(time: datetime) -> int:
    return (time - EPOCH) // timedelta(microseconds=1)


def _time(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)
