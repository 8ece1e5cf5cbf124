"""Readings: what a pattern may be in an article of one language. Worked out when a pattern is first met, then kept."""

from typing import NamedTuple

from pipeline.catalogue import endings
from pipeline.catalogue.compiled import Compiled
from pipeline.catalogue.patterns import OF_ONE_LANGUAGE, Shape

_MOST = 100_000  # patterns kept per language: more than a day's news has


class Tails(dict[str, bool]):
    """Whether a word may end so after the stem. Asked so often that each answer is kept."""

    def __init__(self, language: str, at_home: bool) -> None:
        self[""] = True
        self._language = language
        self._at_home = at_home

    def __missing__(self, tail: str) -> bool:
        if len(self) >= _MOST:
            self.clear()
        may = self[tail] = not tail or (self._at_home and endings.ends(tail, self._language))
        return may


class Reading(NamedTuple):
    """Entries that stand under the same conditions."""

    plain: bool  # the pattern alone says where the name begins and ends
    tails: Tails | None  # of a stem that may end in these only
    capital: bool  # only where the text has a capital
    checked: bool  # `shape.may_stand` has more to ask
    shape: Shape
    entries: tuple[int, ...]


class Readings(dict[int, tuple[Reading, ...]]):
    def __init__(self, compiled: Compiled, language: str) -> None:
        self._compiled = compiled
        self._language = language
        self._tails: dict[tuple[str, bool], Tails] = {}
        self._known: dict[int, tuple[object, Reading | None]] = {}

    def __missing__(self, number: int) -> tuple[Reading, ...]:
        if len(self) >= _MOST:
            self.clear()
        found = self[number] = self._read(number)
        return found

    def _read(self, number: int) -> tuple[Reading, ...]:
        found: list[Reading] = []
        before: object = None
        for entry in self._compiled.entries_of(number):
            conditions, reading = self._of_shape(self._compiled.shape_number(entry))
            if reading is None:
                continue
            if found and conditions == before:
                found[-1] = found[-1]._replace(entries=(*found[-1].entries, entry))
            else:
                found.append(reading._replace(entries=(entry,)))
            before = conditions
        return tuple(found)

    def _of_shape(self, number: int) -> tuple[object, Reading | None]:
        """What all entries of that shape stand under, and a reading that lacks only its entries; None: never here."""
        if number not in self._known:
            shape = self._compiled.shapes[number]
            here = shape.travels(self._language)
            self._known[number] = (self._conditions(shape), self._reading(shape) if here else None)
        return self._known[number]

    def _conditions(self, shape: Shape) -> object:
        everywhere = shape._replace(kind=None, common=())
        if shape.plain:
            everywhere = everywhere._replace(language="", article=False)
        return everywhere, self._language in shape.common, shape.kind in OF_ONE_LANGUAGE

    def _reading(self, shape: Shape) -> Reading:
        checked = shape.capitals or self._language in shape.common
        key = (shape.language, shape.is_at_home(self._language))
        tails = self._tails.setdefault(key, Tails(*key)) if shape.open else None
        return Reading(shape.plain, tails, shape.capital and not checked, checked, shape, ())
