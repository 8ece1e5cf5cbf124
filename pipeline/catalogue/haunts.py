"""Where armed groups are active, as far as the tables say. For advice only: no reading of a text ever asks it."""

from collections.abc import Iterator
from functools import cache

from pipeline.catalogue.militaries import states
from pipeline.catalogue.names import DATA, rows

_TABLES = ("militaries.tsv", "groups.tsv")
_AFFILIATED, _COUNTRIES = 4, 7


def haunts(military: str) -> frozenset[str]:
    """The countries (ISO alpha-2) of a group, of its root and of all that are tied to it; empty where none is known.

    States, their branches and alliances are empty: they may go anywhere.
    """
    root, _, part = military.partition("/")
    tied = (root, *((military,) if part else ()), *_tied().get(root, ()))
    return frozenset(country for id in tied for country in _countries().get(id, ()))


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    codes = {state.iso3: state.iso2 for state in states()}
    return {
        fields[0]: tuple(codes[code] for code in fields[_COUNTRIES].split() if code in codes)
        for fields in _lines()
        if len(fields) > _COUNTRIES
    }


@cache
def _tied() -> dict[str, tuple[str, ...]]:
    """Root -> the groups that are parts of it or affiliated with it, and those that it is affiliated with."""
    found: dict[str, list[str]] = {}
    for fields in _lines():
        others = (fields + [""] * _COUNTRIES)[_AFFILIATED].split()
        id, root = fields[0], fields[0].partition("/")[0]
        for one, other in ((root, id), *((other, id) for other in others), *((root, other) for other in others)):
            found.setdefault(one, []).append(other)
    return {root: tuple(sorted(set(ids))) for root, ids in sorted(found.items())}


@cache
def _lines() -> tuple[list[str], ...]:
    return tuple(_read())


def _read() -> Iterator[list[str]]:
    for table in _TABLES:
        for _, fields in rows(DATA / table):
            yield list(fields)
