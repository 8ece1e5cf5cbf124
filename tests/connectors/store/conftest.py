"""Every test of the store runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.store import Store
from tests.connectors.store.engines import ENGINES, empty_store, new_url


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(engine: str) -> Iterator[Store]:
    """An empty store."""
    with empty_store(engine) as store:
        yield store


@pytest.fixture
def url(engine: str, tmp_path: Path) -> str:
    """An empty database of its own."""
    return new_url(engine, tmp_path)
