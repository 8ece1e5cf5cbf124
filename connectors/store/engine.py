"""The engine behind a store: SQLite in WAL mode with one writer at a time, or PostgreSQL through psycopg.

`write` is a transaction that is going to write. On SQLite it takes the write lock at once: a transaction that reads
first and writes later could fail in the middle; and the threads of a process take turns, first come, first served,
since SQLite only asks for its lock now and then, and one thread that writes again and again would starve the others.
`read` sees one moment and blocks nobody.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from schemas.errors import ConfigError, StoreError

BUSY_SECONDS = 60
ROWS = 200  # in one INSERT
PAUSES = (0.05, 0.2, 0.8, 2, 4, 8)  # seconds, before a transaction that PostgreSQL broke off is tried again
_T = TypeVar("_T")


class Database:
    """An engine, and the two ways to use it."""

    def __init__(self, url: str) -> None:
        self.url = _read_url(url)
        self.engine = _create(self.url)
        self._turns = _Turns() if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(str(self.engine.url.database)) if self.is_sqlite else None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with (
            self._turns.take() if self._turns else nullcontext(),
            self.engine.connect().execution_options(vedette_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def writing(self, work: Callable[[Connection], _T]) -> _T:
        """`work` in a transaction of its own.

        Once more where PostgreSQL broke it off: in favour of another one, because it was restarted, because the line
        was cut. Whatever we write may be written twice.
        """
        for pause in PAUSES:
            try:
                with self.write() as connection:
                    return work(connection)
            except OperationalError:
                if self.is_sqlite:
                    raise
                time.sleep(pause)
        with self.write() as connection:
            return work(connection)

    def close(self) -> None:
        self.engine.dispose()


class _Turns:
    """A lock that is given in the order in which it was asked for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()

    @contextmanager
    def take(self) -> Iterator[None]:
        me = object()
        with self._changed:
            self._queue.append(me)
        try:
            with self._changed:
                self._changed.wait_for(lambda: self._queue[0] is me)
            yield
        finally:
            with self._changed:
                self._queue.remove(me)
                self._changed.notify_all()


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, which SQLAlchemy has for each engine on its own."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    return make(table)


def put(connection: Connection, table: Table, rows: list[dict[str, Any]], *, keep: tuple[str, ...] = ()) -> None:
    """Upsert rows, each with the same columns; of a row that is there already the columns `keep` stay."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    statement = insert(connection, table)
    new = {name: statement.excluded[name] for name in rows[0] if name not in (*keys, *keep)}
    if new:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement, sorted(rows, key=lambda row: [str(row[key]) for key in keys]))


def add(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    """Insert the rows that are not there yet; how many those were. In one order, so that nobody waits in a circle."""
    keys = [column.name for column in table.primary_key]
    ordered = sorted(rows, key=lambda row: [str(row[key]) for key in keys])
    count = 0
    for at in range(0, len(ordered), ROWS):
        statement = insert(connection, table).values(ordered[at : at + ROWS]).on_conflict_do_nothing()
        count += len(connection.execute(statement.returning(table.c[keys[0]])).all())
    return count


def _read_url(url: str) -> str:
    if "://" not in url:
        return f"sqlite:///{url}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _create(url: str) -> Engine:
    try:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
    except ArgumentError as error:
        raise ConfigError(f"store {url!r}: not a database URL. Give sqlite:///PATH or postgresql://…") from error
    if kind == "sqlite":
        return _create_sqlite(url, parsed.database or "")
    if parsed.drivername == "postgresql+psycopg":
        return create_engine(parsed, pool_pre_ping=True, pool_size=5, max_overflow=10)
    raise ConfigError(f"store: {parsed.drivername} is no store of Vedette. Give sqlite:///PATH or postgresql://…")


def _create_sqlite(url: str, path: str) -> Engine:
    if not path or path == ":memory:":
        raise ConfigError(f"store {url!r}: a store needs a file, such as sqlite:///vedette.db")
    if not Path(path).resolve().parent.is_dir():
        raise ConfigError(f"store {url!r}: there is no folder {Path(path).resolve().parent}. Make it first.")
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
    for pragma in ("journal_mode = wal", "synchronous = full", f"busy_timeout = {BUSY_SECONDS * 1000}"):
        connection.execute(f"pragma {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("vedette_writes")
    connection.exec_driver_sql("begin immediate" if writes else "begin")


@contextmanager
def reachable(database: Database) -> Iterator[None]:
    """A database that cannot be opened is an error of ours, with what to do."""
    try:
        yield
    except DatabaseError as error:
        shown = database.engine.url.render_as_string(hide_password=True)
        raise StoreError(f"store {shown}: cannot be opened: {error.orig}. Is it there, and may we write?") from error
