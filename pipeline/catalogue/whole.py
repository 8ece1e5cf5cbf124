"""A name by itself, as someone types it: everything that the catalogue calls so, in whatever case or inflection.

The scan asks more of a name in a text (its capitals, a word before it that leads to a place): here they only decide
what comes first.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.catalogue import endings
from pipeline.catalogue.automaton import Find
from pipeline.catalogue.compiled import Compiled
from pipeline.catalogue.declined import Declined
from pipeline.catalogue.folding import fold
from pipeline.catalogue.patterns import Shape

_MARKS = " \t\r\n.,;:!?\"'«»“”„‘’()[]…·"


class Whole(NamedTuple):
    """The numbers of the entries that a text as a whole may be: as it is written, and only in other letters' case."""

    written: tuple[int, ...]
    recased: tuple[int, ...]


def trimmed(name: str) -> str:
    """The name without the marks around it; `U.S.` keeps its own."""
    inner = name.strip(_MARKS)
    return f"{inner}." if "." in inner and f"{inner}." in name else inner


class WholeNames:
    def __init__(self, compiled: Compiled, find: Find, declined: Declined) -> None:
        self._compiled = compiled
        self._find = find
        self._declined = declined

    def of(self, name: str, language: str = "") -> Whole:
        """What `name` may be; in articles of any language where none is given."""
        written: dict[int, None] = {}
        recased: dict[int, None] = {}
        exact = False
        for entry, shape, is_stem in self._matching(name, language):
            (written if _is_cased(shape, name) else recased)[entry] = None
            exact = exact or not is_stem
        if not exact:  # Москву is a form of the stem that an oblast has, and of the capital's name
            (written or recased).update(dict.fromkeys(self._inflected(name, language)))
        return Whole(tuple(written), tuple(recased))

    def _matching(self, name: str, language: str) -> Iterator[tuple[int, Shape, bool]]:
        """Entry, shape, and whether the name has an ending after the entry's stem."""
        text = fold(name).text
        first, last = len(text) - len(text.lstrip()), len(text.rstrip())
        for start, end, number in self._find(text):
            for entry in self._compiled.entries_of(number):
                shape = self._compiled.shape(entry)
                if shape.kind is None or (language and not shape.travels(language)):
                    continue
                begin, close = shape.begins(text, start), shape.closes(text, end, language or shape.language)
                clitic = shape.arabic and begin is not None and " " not in text[first:begin]
                if close == last and (begin == first or clitic):
                    yield entry, shape, shape.stem and text[end:close] != ""

    def _inflected(self, name: str, language: str) -> Iterator[int]:
        """Places in another case than the one they are listed in."""
        words = fold(name).text.split()
        for each in (language,) if language else sorted(endings.INFLECTED):
            if each in endings.INFLECTED and 1 <= len(words) <= 2:
                yield from self._declined.of(words, each)


def _is_cased(shape: Shape, name: str) -> bool:
    if shape.capitals:
        return name.upper() == name
    return not (shape.capital and name[:1].islower())
