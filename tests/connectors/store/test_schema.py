import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from connectors.store import open_store, schema
from connectors.store.engine import Database
from connectors.store.tables import metadata
from schemas.errors import ConfigError, StoreError
from tests.connectors.store.engines import new_url


def set_version(url: str, version: str) -> None:
    with open_store(url) as store, store.database.write() as connection:
        connection.execute(text("update alembic_version set version_num = :version"), {"version": version})


def test_the_migrations_make_the_tables_that_the_code_reads(url: str) -> None:
    with open_store(url) as store, store.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert schema.version(connection) == schema.ours()


def test_a_store_of_a_later_vedette_is_refused(url: str) -> None:
    set_version(url, "9999")
    with pytest.raises(StoreError, match="newer"):
        open_store(url, upgrade=True)


def test_tables_of_another_program_are_left_alone(url: str) -> None:
    database = Database(url)
    with database.write() as connection:
        connection.execute(text("create table feeds (x integer)"))
    with pytest.raises(StoreError, match="another program"):
        open_store(url)
    database.close()


def test_many_that_open_an_empty_store_at_once_make_it_once(url: str) -> None:
    failed: list[BaseException] = []

    def work() -> None:
        try:
            open_store(url).close()
        except BaseException as error:
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////no/such/folder/store.db", "no folder"),
        ("mysql://localhost/x", "no store of Vedette"),
        ("postgresql+psycopg2://localhost/x", "no store of Vedette"),
        ("://", "not a database URL"),
    ],
)
def test_an_address_that_is_no_store_is_told_with_what_to_do(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        open_store(url)


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(StoreError, match="cannot be opened") as told:
        open_store("postgresql://me:secret@127.0.0.1:1/x")
    assert "secret" not in str(told.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}/x.db")


def test_a_new_file_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    open_store(str(tmp_path / "x.db")).close()
    assert (tmp_path / "x.db").stat().st_mode & 0o077 == 0


def test_a_postgresql_that_cuts_every_line_is_asked_again(tmp_path: Path) -> None:
    with open_store(new_url("postgresql", tmp_path)) as store:
        cut: list[int] = []

        def work(connection: Connection) -> int:
            if not cut:
                cut.append(1)
                with store.database.engine.connect() as other:
                    ours = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                    other.execute(text(f"{ours} and datname = current_database()"))
            return int(connection.execute(text("select 7")).scalar_one())

        assert store.database.writing(work) == 7
