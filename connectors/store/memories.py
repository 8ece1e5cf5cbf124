"""What makes deciding a root cheap when it has tens of thousands of reports: every statement it ever made, and where
the walk through each of its threads may go on. Functions on a transaction that holds the root."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select

from connectors.store.engine import put
from connectors.store.tables import memories, statements
from schemas import Activity, Claim, Report, Stance

KEPT = 4  # memories of one thread: an edit of something a few episodes old needs an older one

AHEAD = datetime.max.replace(tzinfo=UTC)


class Statement(NamedTuple):
    """A claim that was made, with a stance."""

    claim: Claim
    stance: Stance


class Head(NamedTuple):
    """A memory in the store, without what it says."""

    thread: str
    at: datetime
    subscription: str
    predicate: str
    closes_at: datetime | None


def add_statements(connection: Connection, root: str, made: Iterable[Report]) -> set[Statement]:
    """Remember what reports of a root say. The statements that were never made before."""
    first: dict[Statement, datetime] = {}
    for report in made:
        said = Statement(report.claim, report.stance)
        first[said] = min(first.get(said, report.seen_at), report.seen_at)
    claims = sorted({said.claim.id for said in first})
    query = select(statements).where(statements.c.root == root, statements.c.claim.in_(claims))
    known = {(row.claim, row.stance): row.first_seen for row in connection.execute(query)} if claims else {}
    changed = {said: at for said, at in first.items() if at < known.get((said.claim.id, said.stance), AHEAD)}
    put(connection, statements, [_statement_row(said, at) for said, at in changed.items()])
    return {said for said in first if (said.claim.id, said.stance) not in known}


def statements_of(connection: Connection, root: str, until: datetime) -> list[Statement]:
    """Everything that was said of a root up to a moment."""
    query = select(statements).where(statements.c.root == root, statements.c.first_seen <= until)
    rows = connection.execute(query.order_by(statements.c.claim, statements.c.stance))
    return [
        Statement(
            Claim(
                id=row.claim, military=row.military, activity=Activity(row.activity), region=row.region, root=row.root
            ),
            Stance(row.stance),
        )
        for row in rows
    ]


def heads_of(connection: Connection, root: str) -> dict[str, list[Head]]:
    """Thread -> its memories, the newest first."""
    shown = [memories.c[name] for name in Head._fields]
    query = select(*shown).where(memories.c.root == root).order_by(memories.c.thread, memories.c.at.desc())
    found: dict[str, list[Head]] = {}
    for row in connection.execute(query):
        found.setdefault(row.thread, []).append(Head(*row))
    return found


def memory(connection: Connection, head: Head) -> bytes:
    """What a memory says, in its wire form."""
    here = (memories.c.thread == head.thread, memories.c.at == head.at)
    data: bytes = connection.execute(select(memories.c.data).where(*here)).scalar_one()
    return data


def put_memories(connection: Connection, root: str, new: Sequence[tuple[Head, bytes]], gone: Sequence[Head]) -> None:
    """Keep new memories of threads, and remove others."""
    if gone:
        this = (memories.c.thread == bindparam("of"), memories.c.at == bindparam("then"))
        connection.execute(delete(memories).where(*this), [{"of": head.thread, "then": head.at} for head in gone])
    put(connection, memories, [{**head._asdict(), "root": root, "data": data} for head, data in new])


def forget_memories(connection: Connection, root: str) -> None:
    connection.execute(delete(memories).where(memories.c.root == root))


def _statement_row(said: Statement, at: datetime) -> dict[str, object]:
    claim, stance = said
    return {
        "claim": claim.id,
        "stance": str(stance),
        "root": claim.root,
        "military": claim.military,
        "activity": str(claim.activity),
        "region": claim.region,
        "first_seen": at,
    }
