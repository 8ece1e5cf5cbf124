"""A subscription as a person would write it: the TOML that `load` reads back, and fields given as `name=value`."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from schemas import Subscription
from schemas.errors import ConfigError

_DEFAULT = Subscription(name="")
_LISTS = frozenset(field for field in Subscription.__struct_fields__ if isinstance(getattr(_DEFAULT, field), tuple))
_UNITS = (("w", timedelta(weeks=1)), ("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("m", timedelta(minutes=1)))


def as_toml(subscription: Subscription) -> str:
    """A `[[subscription]]` table with every field that is not at its default."""
    return "\n".join(("[[subscription]]", *_lines(subscription))) + "\n"


def from_words(name: str, words: Iterable[str]) -> dict[str, Any]:
    """`militaries=FRA,USA min_origins=2` as the table that a file would hold. Nothing is checked but the form."""
    table: dict[str, Any] = {"name": name}
    for word in words:
        field, equals, value = word.partition("=")
        field = field.strip().replace("-", "_")
        if not equals or not field:
            raise ConfigError(f"{word!r}: write FIELD=VALUE, such as militaries=FRA or regions=UA,PL")
        if field in table:
            raise ConfigError(f"{field} is given twice: write it once, with commas between its values")
        table[field] = _value(field, value.strip())
    return table


def _lines(subscription: Subscription) -> Iterator[str]:
    yield f"name = {_text(subscription.name)}"
    for field in Subscription.__struct_fields__:
        value = getattr(subscription, field)
        if field != "name" and value != getattr(_DEFAULT, field):
            yield f"{field} = {_toml(value)}"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return _text(_age(value) if value is None or isinstance(value, timedelta) else value)


def _age(value: timedelta | None) -> str:
    if value is None:
        return "none"
    unit, size = next((unit, size) for unit, size in _UNITS if not value % size)
    return f"{value // size}{unit}"


def _text(value: str) -> str:
    """TOML's basic strings are JSON's, but for the one character that JSON lets pass."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(field: str, written: str) -> Any:
    if field in _LISTS:
        return [part.strip() for part in written.split(",") if part.strip()]
    if written.casefold() in ("true", "false"):
        return written.casefold() == "true"
    for number in (int, float):
        if field in ("min_origins", "min_confidence"):
            try:
                return number(written)
            except ValueError:
                continue
    return written
