"""`Store`: one database, and what each part of Vedette asks of it. `open_store` opens it, or says why it will not."""

import os
from datetime import datetime
from pathlib import Path

from connectors.store import monitors, schema
from connectors.store.alerts import Alerts
from connectors.store.dead import DeadLetters
from connectors.store.engine import Database, reachable
from connectors.store.feeds import Feeds
from connectors.store.inbox import Inbox
from connectors.store.intake import Intake
from connectors.store.outbox import StoredOutbox
from connectors.store.publishing import Publishing
from connectors.store.reading import Reading
from connectors.store.subscriptions import Silences, Subscriptions, Verdicts


class Store:
    """Everything that is kept. Each part is a class of its own; all calls are short transactions, from any thread."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.feeds = Feeds(database)
        self.inbox = Inbox(database)
        self.intake = Intake(database)
        self.outbox = StoredOutbox(database)
        self.publishing = Publishing(database)
        self.subscriptions = Subscriptions(database)
        self.silences = Silences(database)
        self.verdicts = Verdicts(database)
        self.alerts = Alerts(database)
        self.reading = Reading(database)
        self.dead_letters = DeadLetters(database)

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return self.database.path

    def claim(self, owner: str, now: datetime) -> None:
        """Become a monitor of this store. Raises StoreTaken where it is SQLite and has a living one."""
        self.database.writing(lambda connection: monitors.claim(connection, owner, os.getpid(), now))

    def beat(self, owner: str, now: datetime) -> None:
        """Say, every `monitors.BEAT` or sooner, that the monitor lives. Raises StoreTaken where another took over."""
        self.database.writing(lambda connection: monitors.beat(connection, owner, now))

    def leave(self, owner: str) -> None:
        """The monitor ends: its place and all its leases are free at once."""
        self.database.writing(lambda connection: monitors.leave(connection, owner))

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str, *, upgrade: bool = False) -> Store:
    """Open a store: `sqlite:///PATH`, a path, or `postgresql://…`. An empty database gets its tables.

    An older one is refused unless `upgrade`, for it should be backed up first; a newer one is refused always.
    """
    database = Database(url)
    try:
        with reachable(database):
            schema.ready(database, upgrade=upgrade)
    except BaseException:
        database.close()
        raise
    return Store(database)
