"""What people read: articles, reports and ledgers. Nothing here changes anything."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from connectors.store import ledger
from connectors.store.engine import Database
from connectors.store.tables import articles, ledgers, reports
from schemas import Article, Ledger, Report, Revision, wire

_PAGE = 500


class Reading:
    """Articles, reports and ledgers of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def article(self, id: str) -> Article | None:
        """None where it is unknown, or was removed by retention: its reports keep what they quote."""
        data = self._one(select(articles.c.data).where(articles.c.id == id))
        return None if data is None else wire.decode(data, Article)

    def articles_of(self, entry_key: str) -> list[Article]:
        """The contents of an entry, in the order in which they were first seen."""
        query = select(articles.c.data).where(articles.c.entry_key == entry_key)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(articles.c.seen_at, articles.c.id)).scalars()
            return [wire.decode(data, Article) for data in found]

    def report(self, id: str) -> Report | None:
        data = self._one(select(reports.c.data).where(reports.c.id == id))
        return None if data is None else wire.decode(data, Report)

    def feed_of(self, report: str) -> str:
        """The feed that a report's entry came from, "" where that is not known."""
        return self._one(select(reports.c.feed).where(reports.c.id == report)) or ""

    def reports_of_article(self, article: str) -> list[Report]:
        return self._reports(select(reports.c.data).where(reports.c.article == article).order_by(reports.c.id))

    def reports_of_claim(self, claim: str, limit: int = 100) -> list[Report]:
        """The newest first."""
        query = select(reports.c.data).where(reports.c.claim == claim)
        return self._reports(query.order_by(reports.c.seen_at.desc(), reports.c.id).limit(limit))

    def roots(self) -> list[str]:
        """Every military root that has been decided."""
        with self._database.read() as connection:
            return ledger.all_roots(connection)

    def reports_of_root(self, root: str) -> list[Report]:
        with self._database.read() as connection:
            return ledger.reports_of(connection, root)

    def revisions_of_root(self, root: str) -> list[Revision]:
        with self._database.read() as connection:
            return ledger.sightings_of(connection, root)

    def reports(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Report]:
        """All reports seen from `since` up to `until`, in the order of time, a page at a time."""
        after: tuple[Any, str] | None = None
        while True:
            page = self._page(since, until, after)
            yield from (wire.decode(row.data, Report) for row in page)
            if len(page) < _PAGE:
                return
            after = (page[-1].seen_at, page[-1].id)

    def ledgers(self, root: str = "") -> list[Ledger]:
        """Sorted by root, military, region and activity."""
        query = select(ledgers.c.data)
        with self._database.read() as connection:
            found = connection.execute(query.where(ledgers.c.root == root) if root else query).scalars()
            made = [wire.decode(data, Ledger) for data in found]
        return sorted(made, key=lambda x: (x.claim.root, x.claim.military, x.claim.region, x.claim.activity))

    def _page(self, since: datetime | None, until: datetime | None, after: tuple[Any, str] | None) -> list[Any]:
        seen = reports.c.seen_at
        query = select(seen, reports.c.id, reports.c.data).order_by(seen, reports.c.id).limit(_PAGE)
        if since is not None:
            query = query.where(seen >= since)
        if until is not None:
            query = query.where(seen <= until)
        if after is not None:
            query = query.where((seen > after[0]) | ((seen == after[0]) & (reports.c.id > after[1])))
        with self._database.read() as connection:
            return list(connection.execute(query))

    def _reports(self, query: Any) -> list[Report]:
        with self._database.read() as connection:
            return [wire.decode(data, Report) for data in connection.execute(query).scalars()]

    def _one(self, query: Any) -> Any:
        with self._database.read() as connection:
            return connection.execute(query).scalar()
