"""`vedette db upgrade|backup|check`: a store's version, a copy of it while it is used, and whether it is sound."""

import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from connectors.store import open_store, schema
from connectors.store.checks import Finding
from connectors.store.checks import check as check_database
from connectors.store.engine import Database, reachable
from schemas.errors import ConfigError, StoreError
from vedette.stores import StoreURL, named

app = typer.Typer(no_args_is_help=True, help="The store: bring it up to date, copy it, check it.")
screen = Console(stderr=True)


@app.command("upgrade")
def upgrade_command(store: StoreURL = "") -> None:
    """Bring a store to this version; an SQLite file is copied first."""
    screen.print(upgrade(named(store), datetime.now(UTC)), markup=False, highlight=False)


@app.command("backup")
def backup_command(target: Annotated[Path, typer.Argument(help="The new file.")], store: StoreURL = "") -> None:
    """Copy a live SQLite store; PostgreSQL has pg_dump."""
    screen.print(f"copied to {backup(named(store), target)}", markup=False, highlight=False)


@app.command("check")
def check_command(store: StoreURL = "") -> None:
    """Look for damage, orphans and stuck leases. Exit 1 where there is any."""
    found = check(named(store), datetime.now(UTC))
    for finding in found:
        print(f"{finding.kind}: {finding.detail}")
    screen.print("the store is sound" if not found else f"{len(found)} findings", highlight=False)
    if found:
        raise typer.Exit(1)


def upgrade(url: str, now: datetime) -> str:
    """Bring a store to this version. An SQLite file is copied first. What was done, in a sentence."""
    before = _version(url)
    if before == schema.ours():
        return f"the store is of version {before} already"
    copy = backup(url, _beside(url, before, now)) if before and _file(url) else None
    open_store(url, upgrade=True).close()
    kept = f"; the old one is kept as {copy}" if copy else ""
    return f"the store is of version {schema.ours()} now, before: {before or 'empty'}{kept}"


def backup(url: str, target: Path) -> Path:
    """Copy a live SQLite store to a new file, which appears only once it is whole. Its path."""
    source = _file(url)
    if source is None:
        raise ConfigError("a PostgreSQL store is backed up with PostgreSQL's own pg_dump")
    if not source.exists():
        raise StoreError(f"{source}: there is no store")
    if target.exists():
        raise ConfigError(f"{target}: exists already. Name a new file.")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as live:
            _copy(live, part)
        os.replace(part, target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{source} could not be copied to {target}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return target


def check(url: str, now: datetime) -> list[Finding]:
    """Everything that is wrong with a store; nothing where it is sound."""
    source = _file(url)
    if source is not None and not source.exists():
        raise StoreError(f"{source}: there is no store")
    database = Database(url)
    with contextlib.closing(database), reachable(database):
        return check_database(database, now)


def _copy(live: sqlite3.Connection, part: Path) -> None:
    with contextlib.closing(sqlite3.connect(part)) as copy:
        live.backup(copy)
        copy.execute("pragma journal_mode = delete")  # one file, whole in itself
    descriptor = os.open(part, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _version(url: str) -> str:
    database = Database(url)
    with contextlib.closing(database), reachable(database), database.read() as connection:
        return schema.version(connection)


def _file(url: str) -> Path | None:
    with contextlib.closing(Database(url)) as database:
        return database.path


def _beside(url: str, version: str, now: datetime) -> Path:
    file = _file(url)
    assert file is not None
    return file.with_name(f"{file.name}.{version}.{now:%Y%m%dT%H%M%S}.bak")
