"""One value of a subscription file at a time: from what a person wrote to what a `Subscription` holds.

Every function raises ValueError with what to write instead; `load` adds the file, the subscription and the key.
"""

import difflib
import enum
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from schemas import Hit, Military, Region
from schemas.errors import CatalogueError

E = TypeVar("E", bound=enum.StrEnum)
T = TypeVar("T")

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Names(Protocol):
    """The part of the catalogue that knows ids and names."""

    def military(self, id: str) -> Military: ...
    def region(self, id: str) -> Region: ...
    def hits(self, body: str, language: str) -> Sequence[Hit]: ...


def many(value: Any, read: Callable[[Any], T]) -> tuple[T, ...]:
    """A list, or one value standing for a list of one. Each once, in the order given."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(read(one) for one in values))


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"write a text in quotes, not {value!r}")
    return value.strip()


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"write true or false, not {value!r}")
    return value


def count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"write a whole number from 1 up, not {value!r}")
    return value


def share(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError(f"write a number from 0 to 1, not {value!r}")
    return float(value)


def age(value: Any) -> timedelta | None:
    """`3d`, `12h`, `90m`, `2w`, or `none` for no limit."""
    if value == "none":
        return None
    found = re.fullmatch(r"(\d{1,5})([mhdw])", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'write "90m", "12h", "3d", "2w" or "none", not {value!r}')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def one_of(kind: type[E]) -> Callable[[Any], E]:
    """Reads a word of a fixed list."""

    def read(value: Any) -> E:
        if not isinstance(value, str) or value not in set(kind):
            raise ValueError(f"{value!r} is none of {', '.join(kind)}{nearest(value, kind)}")
        return kind(value)

    return read


def language(value: Any) -> str:
    """An ISO 639-1 code; `en-US` is read as `en`."""
    code = text(value).replace("_", "-").partition("-")[0].casefold()
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise ValueError(f'write a language code such as "fr" or "uk", not {value!r}')
    return code


def outlet(value: Any) -> str:
    """A publisher's domain."""
    return text(value).casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def military(names: Names) -> Callable[[Any], str]:
    """Reads a military's id, or a name that can mean only one."""
    return lambda value: _id(text(value), names.military, names, "military", "FRA, FRA/foreign-legion, wagner, unknown")


def region(names: Names) -> Callable[[Any], str]:
    """Reads a region's id, or a name that can mean only one."""
    return lambda value: _id(text(value), names.region, names, "region", "UA, UA-14, geonames:703448, donbas")


def nearest(value: Any, words: Iterable[str]) -> str:
    """A hint at what was probably meant."""
    close = difflib.get_close_matches(str(value), [str(word) for word in words], n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _id(written: str, known: Callable[[str], object], names: Names, what: str, examples: str) -> str:
    if _is_known(written, known):
        return written
    meant = _meanings(written, known, names)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise ValueError(f"{written!r} can mean several: write one of the ids {', '.join(meant)}")
    raise ValueError(f"no {what} is called {written!r}: write an id such as {examples} (docs/ids.md)")


def _meanings(written: str, known: Callable[[str], object], names: Names) -> list[str]:
    whole = (hit for hit in names.hits(written, "en") if (hit.start, hit.end) == (0, len(written)))
    return list(dict.fromkeys(ref for hit in whole for ref in hit.refs if _is_known(ref, known)))


def _is_known(id: str, known: Callable[[str], object]) -> bool:
    try:
        known(id)
    except (CatalogueError, KeyError):
        return False
    return True
