"""Finding what a person names: an entry by its link, guid or key; what became of an event. For `vedette why`.

These queries read whole tables where they must: somebody waits for one answer, nothing else does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Text, or_, select, type_coerce

from connectors.store.engine import Database
from connectors.store.tables import articles, dead_letters, entries, outbox, reports
from schemas import Article, DeadLetter, Entry, Report, wire

MANY = 50
_NAMED = ("link", "guid", "id")


class Fate(NamedTuple):
    """What became of an event at one destination."""

    destination: str
    state: str  # waiting, done, dead, held
    attempt: int
    not_before: datetime
    ended_at: datetime | None
    error: str
    slot: str


class Lookup:
    """By what people call things."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, names: Sequence[str]) -> list[Entry]:
        """Entries of the inbox whose link, guid or id is one of `names`, oldest first."""
        data = type_coerce(entries.c.data, Text)
        given = [msgspec.json.encode(name).decode() for name in names if name]
        said = [f'"{field}":{name}' for field in _NAMED for name in given]
        fits = or_(entries.c.id.in_(names), *(data.contains(each, autoescape=True) for each in said))
        query = select(entries.c.data).where(fits).order_by(entries.c.number, entries.c.id).limit(MANY)
        with self._database.read() as connection:
            return [wire.decode(each, Entry) for each in connection.execute(query).scalars()]

    def articles(self, names: Sequence[str]) -> list[Article]:
        """By id or entry key, in the order in which they were seen."""
        fits = articles.c.id.in_(names) | articles.c.entry_key.in_(names)
        query = select(articles.c.data).where(fits).order_by(articles.c.seen_at, articles.c.id).limit(MANY)
        with self._database.read() as connection:
            return [wire.decode(each, Article) for each in connection.execute(query).scalars()]

    def reports(self, names: Sequence[str]) -> list[Report]:
        """By id, article or entry key, in the order in which they were seen."""
        fits = reports.c.id.in_(names) | reports.c.article.in_(names) | reports.c.entry_key.in_(names)
        query = select(reports.c.data).where(fits).order_by(reports.c.seen_at, reports.c.id).limit(MANY)
        with self._database.read() as connection:
            return [wire.decode(each, Report) for each in connection.execute(query).scalars()]

    def dead(self, names: Sequence[str]) -> list[DeadLetter]:
        """Dead letters that name one of these as their place, or hold it in their payload."""
        data = type_coerce(dead_letters.c.data, Text)
        quoted = [msgspec.json.encode(msgspec.json.encode(name).decode()).decode()[1:-1] for name in names if name]
        fits = or_(dead_letters.c.place.in_(names), *(data.contains(each, autoescape=True) for each in quoted))
        query = select(dead_letters.c.data).where(fits).order_by(dead_letters.c.first_at, dead_letters.c.id).limit(MANY)
        with self._database.read() as connection:
            return [wire.decode(each, DeadLetter) for each in connection.execute(query).scalars()]

    def fates(self, event: str) -> list[Fate]:
        """Where an event went, or waits to go."""
        query = select(outbox).where(outbox.c.event == event).order_by(outbox.c.destination)
        with self._database.read() as connection:
            return [
                Fate(row.destination, row.state, row.attempt, row.not_before, row.ended_at, row.error, row.slot)
                for row in connection.execute(query)
            ]
