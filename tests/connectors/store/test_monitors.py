import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from connectors.store import Store
from connectors.store.monitors import SILENT
from connectors.store.tables import monitors
from schemas import Entry
from schemas.errors import StoreTaken

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def belongs_to(store: Store, pid: int, host: str | None = None) -> None:
    """As if another process had claimed the store."""
    values: dict[str, object] = {"pid": pid} | ({"host": host} if host else {})
    with store.database.write() as connection:
        connection.execute(update(monitors).values(values))


def gone() -> int:
    """The number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_second_monitor_is_refused_on_sqlite_and_welcome_on_postgresql(store: Store) -> None:
    store.claim("one", NOW)
    belongs_to(store, os.getppid())
    if store.database.is_sqlite:
        with pytest.raises(StoreTaken, match=f"process {os.getppid()}"):
            store.claim("two", NOW + MINUTE)
        store.beat("one", NOW)
    else:
        store.claim("two", NOW)
        store.beat("one", NOW)
        store.beat("two", NOW)


def test_a_monitor_that_left_makes_room(store: Store) -> None:
    store.claim("one", NOW)
    belongs_to(store, os.getppid())
    store.leave("one")
    store.claim("two", NOW)


def test_a_dead_process_is_taken_over_at_once_with_what_it_had_leased(store: Store) -> None:
    store.claim("one", NOW)
    store.inbox.add([Entry(title="a", seen_at=NOW)], NOW)
    store.inbox.take(5, "one", NOW, MINUTE)
    belongs_to(store, gone())
    store.claim("two", NOW)
    assert len(store.inbox.take(5, "two", NOW, MINUTE)) == 1


def test_a_silent_monitor_elsewhere_is_taken_over_after_a_while(store: Store) -> None:
    store.claim("one", NOW)
    belongs_to(store, os.getppid(), "elsewhere boot")
    if store.database.is_sqlite:
        with pytest.raises(StoreTaken, match="elsewhere"):
            store.claim("two", NOW + SILENT)
    store.claim("two", NOW + SILENT + MINUTE)
    with pytest.raises(StoreTaken, match="taken this store over"):
        store.beat("one", NOW + SILENT + MINUTE)


def test_a_monitor_may_claim_again(store: Store) -> None:
    for _ in range(2):
        store.claim("one", NOW)
