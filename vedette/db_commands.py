"""`vedette db`: the store's version, a copy of it while it is used, and whether it is sound."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schemas.errors import ConfigError
from vedette import db
from vedette.stores import StoreURL

app = typer.Typer(no_args_is_help=True, help="The store: bring it up to date, copy it, check it.")
screen = Console(stderr=True)


@app.command("upgrade")
def upgrade_command(store: StoreURL = "") -> None:
    """Bring a store to this version; an SQLite file is copied first."""
    screen.print(db.upgrade(_named(store), datetime.now(UTC)), markup=False, highlight=False)


@app.command("backup")
def backup_command(target: Annotated[Path, typer.Argument(help="The new file.")], store: StoreURL = "") -> None:
    """Copy a live SQLite store; PostgreSQL has pg_dump."""
    screen.print(f"copied to {db.backup(_named(store), target)}", markup=False, highlight=False)


@app.command("check")
def check_command(store: StoreURL = "") -> None:
    """Look for damage, orphans and stuck leases. Exit 1 where there is any."""
    found = db.check(_named(store), datetime.now(UTC))
    for finding in found:
        print(f"{finding.kind}: {finding.detail}")
    screen.print("the store is sound" if not found else f"{len(found)} findings", highlight=False)
    if found:
        raise typer.Exit(1)


def _named(url: str) -> str:
    if not url:
        raise ConfigError("no store is named: give --store sqlite:///vedette.db, or set VEDETTE_STORE")
    return url
