"""What store tests share: one store for each engine and test session, emptied for every test."""

import functools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete

from connectors.store import Store, open_store
from connectors.store.tables import metadata
from tests.integration.servers import postgres

ENGINES = ("sqlite", "postgresql")


def new_url(engine: str, folder: Path) -> str:
    """The address of a database that does not exist yet, or is empty."""
    if engine == "sqlite":
        return f"sqlite:///{folder}/store.db"
    running = postgres.server()
    if running is None:
        pytest.skip(postgres.MISSING)
    return postgres.database(running)


@contextmanager
def empty_store(engine: str) -> Iterator[Store]:
    """The session's store of an engine, without a row in it."""
    store = _of_session(engine)
    with store.database.write() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))
    yield store


@functools.cache
def _of_session(engine: str) -> Store:
    folder = Path(tempfile.mkdtemp(prefix="vedette-store-"))
    return open_store(new_url(engine, folder))
