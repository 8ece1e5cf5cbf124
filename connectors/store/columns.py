"""Column types: a moment, a text that may hold anything a feed sends, a record as wire JSON. The same on both engines.

Moments are whole microseconds since 1970, so that they compare and sort alike everywhere; `NEVER` stands for "not yet",
which comes before every moment. Nothing here is engine-specific but `greatest`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, func, types
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from schemas import ids

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime.min.replace(tzinfo=UTC)
KEY_BYTES = 1000  # PostgreSQL's indexes take 2,700, and what is escaped takes twice its length
_ESCAPED = "\ufffdhex:"  # what no engine takes as text (NUL, half a surrogate pair) stands in hexadecimal behind this


class Moment(types.TypeDecorator[datetime]):
    """An aware datetime in UTC as whole microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(types.TypeDecorator[str]):
    """Any Python string, and the same string back."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        if value is None or not value.startswith(_ESCAPED):
            return value
        return bytes.fromhex(value.removeprefix(_ESCAPED)).decode("utf-8", "surrogatepass")


class Key(Words):
    """A string that is looked up by. A long one is kept as its beginning and a digest: no index takes any length."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return super().process_bind_param(None if value is None else shortened(value), dialect)


class Wire(types.TypeDecorator[bytes]):
    """A record's wire bytes, kept as text, so that `psql` and `sqlite3` show it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Any) -> str | None:
        return None if value is None else value.decode()

    def process_result_value(self, value: str | None, dialect: Any) -> bytes | None:
        return None if value is None else value.encode()


class _Greatest(GenericFunction[datetime]):
    type = Moment()
    name = "vedette_greatest"
    inherit_cache = True


@compiles(_Greatest)
def _greatest(element: Any, compiler: Any, **options: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **options)})"


@compiles(_Greatest, "sqlite")
def _greatest_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"max({compiler.process(element.clauses, **options)})"


def greatest(*moments: Any) -> ColumnElement[datetime]:
    """The latest of several moments of one row. None of them may be NULL."""
    return func.vedette_greatest(*moments, type_=Moment())


def shortened(value: str) -> str:
    """What stands for a string in an index: itself, unless it is very long."""
    if len(value) <= KEY_BYTES // 4 or len(value.encode("utf-8", "surrogatepass")) <= KEY_BYTES:
        return value
    return f"{value[:100]}…{ids.digest('key', value)}"


def escaped(value: str) -> str:
    if value.isascii() and "\0" not in value and not value.startswith(_ESCAPED):
        return value
    try:
        value.encode()
        clean = "\0" not in value and not value.startswith(_ESCAPED)
    except UnicodeEncodeError:
        clean = False
    return value if clean else _ESCAPED + value.encode("utf-8", "surrogatepass").hex()
