"""Dead letters: bad input, with stage, reason and payload. Equal ones are counted; each can be re-queued."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from connectors.store.columns import NEVER
from connectors.store.engine import Database, insert
from connectors.store.tables import dead_letters, entries
from schemas import DeadLetter, ids, wire


class Kept(NamedTuple):
    """A dead letter in the store."""

    id: str
    letter: DeadLetter
    first_at: datetime
    last_at: datetime
    times: int
    requeued_at: datetime | None


class DeadLetters:
    """The dead letters of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, letters: Iterable[DeadLetter], now: datetime) -> None:
        self._database.writing(lambda connection: write(connection, letters, now))

    def newest(self, limit: int = 100) -> list[Kept]:
        """The latest first; re-queued ones are left out."""
        query = select(dead_letters).where(dead_letters.c.requeued_at.is_(None))
        latest = query.order_by(dead_letters.c.last_at.desc(), dead_letters.c.id).limit(limit)
        with self._database.read() as connection:
            return [
                Kept(row.id, wire.decode(row.data, DeadLetter), row.first_at, row.last_at, row.times, row.requeued_at)
                for row in connection.execute(latest)
            ]

    def reasons(self) -> dict[tuple[str, str], int]:
        """(stage, reason) -> how often."""
        at = (dead_letters.c.stage, dead_letters.c.reason)
        query = select(*at, func.sum(dead_letters.c.times)).group_by(*at).order_by(*at)
        with self._database.read() as connection:
            return {(stage, reason): int(times) for stage, reason, times in connection.execute(query)}

    def requeue(self, id: str, now: datetime) -> bool:
        """The entry behind a dead letter is to be read once more. Whether the inbox still has it."""

        def work(connection: Connection) -> bool:
            entry = connection.execute(select(dead_letters.c.entry).where(dead_letters.c.id == id)).scalar()
            fresh = {"done_at": None, "attempts": 0, "lease_owner": "", "lease_until": NEVER}
            if not entry or not connection.execute(update(entries).where(entries.c.id == entry).values(fresh)).rowcount:
                return False
            connection.execute(update(dead_letters).where(dead_letters.c.id == id).values(requeued_at=now))
            return True

        return self._database.writing(work)


def place_of(entry: str, where: str) -> str:
    """What an entry of the inbox is called while it is read, so that its dead letters can be traced to it."""
    return f"inbox:{entry} {where}".rstrip()


def write(connection: Connection, letters: Iterable[DeadLetter], now: datetime) -> None:
    """Store dead letters; one that is there counts once more."""
    for letter in sorted(letters, key=wire.encode):
        data, entry = wire.encode(letter), _entry(letter.where)
        row = {
            "id": ids.digest("dead-letter", data.decode()),
            "stage": letter.stage,
            "reason": letter.reason,
            "place": letter.where,
            "entry": entry,
            "first_at": now,
            "last_at": now,
            "times": 1,
            "requeued_at": None,
            "data": data,
        }
        statement = insert(connection, dead_letters).values(row)
        once_more = {"times": dead_letters.c.times + 1, "last_at": now, "requeued_at": None}
        connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=once_more))


def _entry(where: str) -> str:
    return where.partition(" ")[0].removeprefix("inbox:") if where.startswith("inbox:") else ""
