"""What is read and written while a military root is decided. Plain functions on a transaction, which the caller holds.

`lock_root` comes first: whoever has a root's row decides it, and everybody else waits. Reports keep the least of equal
ids, as everywhere (`seen_at`, then bytes); events are kept as they were first decided.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from connectors.store.columns import NEVER, shortened
from connectors.store.engine import add, insert, put
from connectors.store.tables import articles, ledgers, reports, roots, sightings
from schemas import Article, Ledger, Report, Revision, wire

MANY = 500  # values in one IN (…)


class Held(NamedTuple):
    """A root's row, which is ours until the transaction ends."""

    decided_at: datetime  # the latest `now` it was decided with
    decisions: int  # how many there were
    version: str  # of what its memories were made with


def lock_root(connection: Connection, root: str) -> Held:
    """Hold a root until the transaction ends."""
    new = {"root": root, "decided_at": NEVER, "decisions": 0, "folded": 0, "folded_at": NEVER, "version": ""}
    connection.execute(insert(connection, roots).values(new).on_conflict_do_nothing())
    row = connection.execute(select(roots).where(roots.c.root == root).with_for_update()).one()
    return Held(row.decided_at, row.decisions, row.version)


def decided(connection: Connection, root: str, now: datetime, version: str) -> None:
    values = {"decided_at": now, "decisions": roots.c.decisions + 1, "version": version}
    connection.execute(update(roots).where(roots.c.root == root).values(values))


def decision(connection: Connection, root: str) -> tuple[int, datetime]:
    """The number of a root's latest decision, and its `now`."""
    row = connection.execute(select(roots.c.decisions, roots.c.decided_at).where(roots.c.root == root)).one()
    return row.decisions, row.decided_at


def folded(connection: Connection, root: str, decision: int, now: datetime) -> None:
    """A root's ledgers show everything up to this decision."""
    values = {"folded": decision, "folded_at": now}
    connection.execute(update(roots).where(roots.c.root == root, roots.c.folded < decision).values(values))


def unfolded(connection: Connection, before: datetime) -> list[str]:
    """Roots whose ledgers lag behind what was decided, and were folded before this moment; the oldest first."""
    lagging = (roots.c.folded < roots.c.decisions) & (roots.c.folded_at <= before)
    query = select(roots.c.root).where(lagging).order_by(roots.c.folded_at, roots.c.root)
    return list(connection.execute(query).scalars())


def roots_before(connection: Connection, midnight: datetime, limit: int) -> list[str]:
    """Roots that were last decided before this moment: an episode may have passed in silence."""
    waiting = select(roots.c.root).where(roots.c.decided_at < midnight).order_by(roots.c.root).limit(limit)
    return list(connection.execute(waiting).scalars())


def all_roots(connection: Connection) -> list[str]:
    return list(connection.execute(select(roots.c.root).order_by(roots.c.root)).scalars())


def put_articles(connection: Connection, made: Iterable[Article], passed: Collection[str] = ()) -> None:
    """An article that is there stays as it was first seen. `passed`: ids of those that the scan let through."""
    rows = {
        one.id: _article_row(one, one.id in passed) for one in sorted(made, key=lambda one: one.seen_at, reverse=True)
    }
    add(connection, articles, list(rows.values()))


def put_sightings(connection: Connection, seen: Iterable[Revision]) -> None:
    rows = {(one.entry_key, one.article_id, one.seen_at): one for one in seen}
    add(
        connection,
        sightings,
        [
            {"entry_key": key, "article": article, "seen_at": at, "long_key": "" if shortened(key) == key else key}
            for key, article, at in rows
        ],
    )


def put_reports(connection: Connection, made: Sequence[Report], feeds: Mapping[str, str]) -> set[str]:
    """Reports of one root, each the least of its id. `feeds`: article id -> the feed it came from. Ids of new ones."""
    known = {row.id: (row.seen_at, row.data) for row in _rows(connection, reports, "id", [one.id for one in made])}
    rows: dict[str, dict[str, Any]] = {}
    for one in made:
        data = wire.encode(one)
        if one.id not in known or (one.seen_at, data) < known[one.id]:
            known[one.id] = (one.seen_at, data)
            rows[one.id] = _report_row(one, data, feeds.get(one.article_id, ""))
    put(connection, reports, list(rows.values()), keep=("entry_seen_at",))
    return set(rows)


def renew(connection: Connection, made: Iterable[Report], last: Mapping[str, datetime]) -> None:
    """When the entries of these reports were seen last. `last`: entry key -> moment."""
    by_moment: dict[datetime, list[str]] = defaultdict(list)
    for report in made:
        by_moment[last[report.entry_key]].append(report.id)
    for at, ids in sorted(by_moment.items()):
        older = reports.c.id.in_(sorted(ids)) & (reports.c.entry_seen_at < at)
        connection.execute(update(reports).where(older).values(entry_seen_at=at))


def newest_sighting(connection: Connection, root: str) -> datetime:
    """The latest moment at which an entry of a root was seen."""
    found = connection.execute(select(func.max(reports.c.entry_seen_at)).where(reports.c.root == root)).scalar()
    return found or NEVER


def count_reports(connection: Connection, root: str, limit: int) -> int:
    """How many reports a root has, counted up to a limit."""
    some = select(reports.c.id).where(reports.c.root == root).limit(limit).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def roots_of(connection: Connection, entries: Iterable[str]) -> set[str]:
    """The roots of all reports of these entries."""
    wanted = sorted(set(entries))
    parts = (wanted[at : at + MANY] for at in range(0, len(wanted), MANY))
    query = select(reports.c.root).distinct()
    return {root for part in parts for root in connection.execute(query.where(reports.c.entry_key.in_(part))).scalars()}


def reports_of(connection: Connection, root: str) -> list[Report]:
    """All reports of a root, sorted."""
    rows = select(reports.c.data).where(reports.c.root == root).order_by(reports.c.seen_at, reports.c.id)
    return [wire.decode(data, Report) for data in connection.execute(rows).scalars()]


def reports_of_claims(connection: Connection, root: str, claims: Iterable[str], since: datetime) -> list[Report]:
    """Reports of these claims whose entries were seen at or after a moment."""
    rows = _rows(connection, reports, "claim", claims, reports.c.entry_seen_at >= since)
    return [wire.decode(row.data, Report) for row in rows if row.root == root]


def reports_of_ids(connection: Connection, ids: Iterable[str]) -> list[Report]:
    return [wire.decode(row.data, Report) for row in _rows(connection, reports, "id", ids)]


def reports_of_entries(connection: Connection, root: str, entries: Iterable[str]) -> list[Report]:
    rows = _rows(connection, reports, "entry_key", entries)
    return [wire.decode(row.data, Report) for row in rows if row.root == root]


def sightings_of(connection: Connection, root: str) -> list[Revision]:
    """Sightings of the entries that a root's reports come from, where an entry had more than one content."""
    of_root = select(reports.c.entry_key).where(reports.c.root == root)
    edited = (
        select(sightings.c.entry_key)
        .where(sightings.c.entry_key.in_(of_root))
        .group_by(sightings.c.entry_key)
        .having(func.count(sightings.c.article.distinct()) > 1)
    )
    query = select(sightings).where(sightings.c.entry_key.in_(edited))
    return _revisions(connection.execute(query))


def sightings_of_entries(connection: Connection, entries: Iterable[str]) -> list[Revision]:
    return _revisions(_rows(connection, sightings, "entry_key", entries))


def put_ledgers(connection: Connection, root: str, made: Sequence[Ledger]) -> None:
    """The ledgers of a root, all of them: one that is missing is no more."""
    kept = {row.claim: row.data for row in connection.execute(select(ledgers).where(ledgers.c.root == root))}
    rows = [row for row in map(_ledger_row, made) if kept.pop(row["claim"], None) != row["data"]]
    put(connection, ledgers, rows)
    for claim in sorted(kept):
        connection.execute(delete(ledgers).where(ledgers.c.claim == claim))


def _rows(connection: Connection, table: Any, column: str, values: Iterable[str], *also: Any) -> list[Any]:
    wanted = sorted(set(values))
    parts = (wanted[at : at + MANY] for at in range(0, len(wanted), MANY))
    return [row for part in parts for row in connection.execute(select(table).where(table.c[column].in_(part), *also))]


def _revisions(rows: Iterable[Any]) -> list[Revision]:
    found = (
        Revision(entry_key=row.long_key or row.entry_key, article_id=row.article, seen_at=row.seen_at) for row in rows
    )
    return sorted(found, key=lambda one: (one.entry_key, one.seen_at, one.article_id))


def _article_row(one: Article, passed: bool) -> dict[str, Any]:
    return {
        "id": one.id,
        "entry_key": one.entry_key,
        "feed": one.feed,
        "outlet": one.outlet,
        "language": one.language,
        "published_at": one.published_at,
        "seen_at": one.seen_at,
        "passed": passed,
        "data": wire.encode(one),
    }


def _report_row(one: Report, data: bytes, feed: str) -> dict[str, Any]:
    claim = one.claim
    return {
        "id": one.id,
        "root": claim.root,
        "claim": claim.id,
        "military": claim.military,
        "activity": str(claim.activity),
        "region": claim.region,
        "stance": str(one.stance),
        "entry_key": one.entry_key,
        "article": one.article_id,
        "feed": feed,
        "outlet": one.outlet,
        "seen_at": one.seen_at,
        "entry_seen_at": one.seen_at,
        "data": data,
    }


def _ledger_row(one: Ledger) -> dict[str, Any]:
    claim = one.claim
    return {
        "claim": claim.id,
        "root": claim.root,
        "military": claim.military,
        "activity": str(claim.activity),
        "region": claim.region,
        "status": str(one.status),
        "first_seen": one.first_seen,
        "last_seen": one.last_seen,
        "data": wire.encode(one),
    }
