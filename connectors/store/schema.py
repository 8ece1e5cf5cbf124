"""Which version a database is of, and how it is brought to ours (Alembic). One process at a time does it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from connectors.store.engine import Database
from schemas.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x7E4E77E  # the advisory lock of Vedette's migrations on PostgreSQL


def ready(database: Database, *, upgrade: bool) -> None:
    """The tables of our version: made where there are none, or where `upgrade` says so. Else StoreError."""
    if database.path is None or database.path.exists():
        with database.read() as connection:
            if version(connection) == ours():
                return
    if database.path:
        database.path.touch(mode=0o600)  # it holds the addresses, and so the secrets, of destinations
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        found = version(connection)
        _refuse_strange(connection, found)
        if found and found != ours() and not upgrade:
            raise StoreError(f"the store is of version {found}, this Vedette reads {ours()}. Run `vedette db upgrade`.")
        command.upgrade(_config(connection), "head")


def version(connection: Connection) -> str:
    """The version of a database, "" where it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def ours() -> str:
    """The version that this Vedette reads and writes."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _refuse_strange(connection: Connection, found: str) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found and found not in known:
        raise StoreError(f"the store is of version {found}, which this Vedette does not know. Install a newer one.")
    if not found and "feeds" in inspect(connection).get_table_names():
        raise StoreError(
            "the database has tables of another program, or of a store that lost its version. Give another."
        )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
