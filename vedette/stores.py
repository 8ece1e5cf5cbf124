"""Opening the store for a command, with what to do where none is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from connectors.store import Store, open_store
from connectors.store.engine import Database
from pipeline.catalogue.own import own_file
from schemas.errors import ConfigError
from vedette.monitor.settings import read_settings

StoreURL = Annotated[
    str, typer.Option("--store", envvar="VEDETTE_STORE", help="The store: sqlite:///PATH or postgresql://…")
]


@contextmanager
def opened(url: str, *, must_exist: bool = False) -> Iterator[Store]:
    """The store behind a URL, else the one of `vedette.toml`, closed at the end."""
    with open_store(named(url, must_exist=must_exist)) as store:
        yield store


def named(url: str, *, must_exist: bool = False) -> str:
    """The URL that was given, else the one of `vedette.toml`.

    An empty store is made where there is none, unless it `must_exist` or nobody named it.
    """
    found = url or read_settings(own_file(), {}).store
    path = store_path(found)
    if (must_exist or not url) and path is not None and not path.exists():
        raise ConfigError(
            f"there is no store at {path}: give --store URL or set VEDETTE_STORE; `vedette monitor` makes one"
        )
    return found


def store_path(url: str) -> Path | None:
    """The file of an SQLite store; None for PostgreSQL."""
    database = Database(url)
    database.close()
    return database.path
