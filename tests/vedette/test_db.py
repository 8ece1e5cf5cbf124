import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from connectors.store import open_store, schema, tables
from schemas import Entry, Feed
from schemas.errors import ConfigError, StoreError
from tests.connectors.store.engines import ENGINES, new_url
from vedette import db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    url = new_url(str(request.param), tmp_path)
    with open_store(url) as store:
        store.feeds.define([Feed(url="https://h.example/feed")], "feeds.toml")
        store.inbox.add([Entry(title="a", seen_at=NOW)], NOW)
    return url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An SQLite store with an entry in it."""
    with open_store(str(tmp_path / "store.db")) as store:
        store.inbox.add([Entry(title="a", seen_at=NOW)], NOW)
    return tmp_path / "store.db"


def execute(url: str, statement: object) -> None:
    with open_store(url) as store, store.database.write() as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def kinds(url: str) -> set[str]:
    return {finding.kind for finding in db.check(url, NOW)}


def test_a_sound_store_gives_no_finding(url: str) -> None:
    assert db.check(url, NOW) == []


def test_a_delivery_of_nothing_is_found(url: str) -> None:
    row = {"id": "x", "event": "gone", "subscription": "gone", "destination": "d", "not_before": NOW, "event_at": NOW}
    execute(url, tables.outbox.insert().values(row))
    assert kinds(url) == {"orphan"}


def test_a_record_that_cannot_be_read_is_found(url: str) -> None:
    execute(url, update(tables.entries).values(data=b'{"title": 3}'))
    assert kinds(url) == {"record"}


def test_a_lease_that_nobody_will_end_is_found(url: str) -> None:
    execute(url, update(tables.feeds).values(lease_owner="x", lease_until=NOW + DAY))
    assert kinds(url) == {"lease"}


def test_another_version_is_found(url: str) -> None:
    execute(url, text("update alembic_version set version_num = '9999'"))
    assert kinds(url) == {"version"}


def test_a_store_of_our_version_needs_no_upgrade(url: str) -> None:
    assert "already" in db.upgrade(url, NOW)


def test_an_empty_database_is_made_a_store(tmp_path: Path) -> None:
    assert f"version {schema.ours()}" in db.upgrade(str(tmp_path / "new.db"), NOW)
    assert db.check(str(tmp_path / "new.db"), NOW) == []


def test_an_older_store_is_refused_until_it_is_upgraded_and_then_copied_first(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = file.parent / "migrations"
    newer.mkdir()
    before = schema.ours()
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    ours = Path(schema.__file__).parent / "migrations"
    for path in (ours / "env.py", *(ours / "versions").glob("0*.py")):
        (newer / path.relative_to(ours)).parent.mkdir(exist_ok=True)
        (newer / path.relative_to(ours)).write_text(path.read_text())
    step = (
        "from alembic import op\nrevision='zz'\ndown_revision=%r\ndef upgrade(): op.execute('create table zz (x int)')"
    )
    (newer / "versions" / "zz.py").write_text(step % before)
    with pytest.raises(StoreError, match="vedette db upgrade"):
        open_store(str(file))
    assert "kept as" in db.upgrade(str(file), NOW)
    open_store(str(file)).close()
    assert len(list(file.parent.glob("store.db.0*.bak"))) == 1


def test_a_backup_is_whole_while_the_store_is_written(file: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with open_store(str(file)) as store:
            number = 0
            while not stop.is_set():
                number += 1
                store.inbox.add([Entry(title=str(number), seen_at=NOW)], NOW)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [db.backup(str(file), file.parent / f"copy{number}.db") for number in range(5)]
    finally:
        stop.set()
        writer.join()
    assert all(db.check(str(copy), NOW) == [] for copy in copies)
    with open_store(str(copies[-1])) as store:
        assert store.inbox.waiting() >= 1


def test_a_backup_never_replaces_a_file(file: Path) -> None:
    with pytest.raises(ConfigError, match="exists already"):
        db.backup(str(file), file)


def test_a_backup_that_fails_leaves_nothing(file: Path) -> None:
    file.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match="could not be copied"):
        db.backup(str(file), file.parent / "copy.db")
    assert not list(file.parent.glob("copy*"))


def test_a_damaged_file_is_found(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("pragma writable_schema = on")
        connection.execute("update sqlite_master set rootpage = 3 where name = 'entries'")
    connection.close()
    assert db.check(str(file), NOW) != []


@pytest.mark.parametrize("work", [db.check, lambda url, now: db.backup(url, Path(url).with_suffix(".copy"))])
def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, work: object) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        work(str(tmp_path / "none.db"), NOW)  # type: ignore[operator]
    assert list(tmp_path.iterdir()) == []


def test_postgresql_is_backed_up_by_its_own_tool() -> None:
    with pytest.raises(ConfigError, match="pg_dump"):
        db.backup("postgresql://127.0.0.1:1/x", Path("x"))


def test_the_store_of_the_settings_is_meant_where_none_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(file.parent)
    monkeypatch.delenv("VEDETTE_STORE", raising=False)
    (file.parent / "vedette.toml").write_text('[monitor]\nstore = "sqlite:///store.db"\n')
    db.check_command()
    assert "the store is sound" in capsys.readouterr().err
    file.unlink()
    with pytest.raises(ConfigError, match="there is no store"):
        db.upgrade_command()
