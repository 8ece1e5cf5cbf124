"""Militaries: who is part of whom, and since when, read from the tables of `data/`.

Every state has the branches of `branches.tsv` without a line of its own; a line in `militaries.tsv`, `groups.tsv`,
`units.tsv` or `missions.tsv` names what is special. Groups, alliances and companies are roots; `affiliated` ties them
to a state, and no evidence crosses it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from pipeline.catalogue.names import DATA, rows
from schemas import Military, MilitaryKind
from schemas.errors import CatalogueError

UNKNOWN = "unknown"
_TABLES = ("militaries.tsv", "groups.tsv", "units.tsv", "missions.tsv")
_UNNAMED = re.compile(r"([a-z]{3})-(rebels|militia|mercenaries)")
_UNNAMED_WORDS = {"rebels": "rebels in", "militia": "armed groups in", "mercenaries": "mercenaries from"}


class State(NamedTuple):
    """A state's codes: ISO 3166-1 alpha-3 names its forces, alpha-2 its territory."""

    iso3: str
    iso2: str
    name: str


class Militaries:
    """All militaries by id."""

    def __init__(self, own: Iterable[Military] = ()) -> None:
        """The package's, and `own` ones beside them."""
        self.states = {state.iso3: state for state in states()}
        self._all = {military.id: military for military in (*_read(self.states), *own)}

    def __iter__(self) -> Iterator[Military]:
        return iter(self._all.values())

    def __contains__(self, id: str) -> bool:
        return id in self._all or self._unnamed(id) is not None

    def get(self, id: str) -> Military:
        """The military with the id. Raises CatalogueError for an id that no one has."""
        military = self._all.get(id) or self._unnamed(id)
        if military is None:
            raise CatalogueError(f"no military has the id {id!r}; see docs/ids.md")
        return military

    def ancestors(self, id: str) -> tuple[str, ...]:
        """The military itself, then what it is part of, up to its root."""
        chain = [id]
        while (parent := self.get(chain[-1]).parent) and parent not in chain:
            chain.append(parent)
        return tuple(chain)

    def _unnamed(self, id: str) -> Military | None:
        match = _UNNAMED.fullmatch(id)
        state = self.states.get(match[1].upper()) if match else None
        if match is None or state is None:
            return None
        return Military(
            id=id,
            name=f"{_UNNAMED_WORDS[match[2]]} {state.name}",
            kind=MilitaryKind.GROUP,
            affiliated=(state.iso3,) if match[2] == "mercenaries" else (),
        )


@cache
def states() -> tuple[State, ...]:
    return tuple(State(*fields[:3]) for _, fields in rows(DATA / "states.tsv"))


def _read(known: dict[str, State]) -> Iterator[Military]:
    for state in known.values():
        yield Military(id=state.iso3, name=state.name, kind=MilitaryKind.STATE)
        for _, (slug, name) in rows(DATA / "branches.tsv"):
            id = f"{state.iso3}/{slug}"
            yield Military(id=id, name=f"{state.name}: {name}", kind=MilitaryKind.BRANCH, parent=state.iso3)
    yield Military(id=UNKNOWN, name="unknown", kind=MilitaryKind.UNKNOWN)
    for table in _TABLES:
        for number, fields in rows(DATA / table):
            yield _military(fields, f"{table}:{number}")


def _military(fields: list[str], where: str) -> Military:
    id, name, kind, parent, affiliated, since, until, *_ = (*fields, *[""] * 7)
    if kind not in set(MilitaryKind):
        raise CatalogueError(f"{where}: {kind!r} is no kind of military: write one of {', '.join(MilitaryKind)}")
    return Military(
        id=id,
        name=name,
        kind=MilitaryKind(kind),
        parent=parent,
        affiliated=tuple(affiliated.split()),
        since=_year(since, where),
        until=_year(until, where),
    )


def _year(text: str, where: str) -> int | None:
    if text and not text.isdecimal():
        raise CatalogueError(f"{where}: {text!r} is no year: write four digits, or nothing where it is open")
    return int(text) if text else None
