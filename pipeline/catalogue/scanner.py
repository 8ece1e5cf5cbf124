"""The scanner: every catalogue name in a text, by one pass of an Aho–Corasick automaton over its folded copy.

`patterns` says what the automaton looks for and what must be true of the letters around it; `compiled` how that is
kept; `overlaps` which of the names on overlapping letters are meant; `declined` finds names in another case.
"""

import re
from collections.abc import Iterable, Mapping

from pipeline.catalogue import endings, overlaps
from pipeline.catalogue.compiled import Compiled, compiled
from pipeline.catalogue.declined import Declined
from pipeline.catalogue.folding import Folded, fold
from pipeline.catalogue.names import Name
from pipeline.catalogue.readings import Readings
from pipeline.catalogue.whole import WholeNames
from schemas import Hit

_WITHOUT_SPACES = ("zh", "ja")
_HANZI = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_NO_WORDS: Mapping[str, frozenset[str]] = {}


class Scanner:
    """One per process; finding is pure."""

    def __init__(
        self, names: Iterable[Name], vetoes: Iterable[str] = (), common: Mapping[str, frozenset[str]] = _NO_WORDS
    ) -> None:
        self._use(compiled(names, vetoes, common))

    @classmethod
    def of(cls, ready: Compiled) -> "Scanner":
        """The scanner of names that are compiled already."""
        scanner = cls.__new__(cls)
        scanner._use(ready)
        return scanner

    def find(self, body: str, language: str) -> tuple[Hit, ...]:
        """All hits, sorted by (start, end). They may overlap: only what cannot be meant is left out."""
        folded = fold(body)
        found = self._found(folded, body, language)
        if language in _WITHOUT_SPACES:
            found = self._found(folded._replace(text=_spaced(folded.text)), body, language) | found
        if language in endings.JOINED:
            found = {span: entries for span, entries in found.items() if not _is_torn(body, *span)}
        if language in endings.INFLECTED:
            self._declined.add(found, folded, body, language)
        return overlaps.hits(found, self._meanings, body)

    def whole(self, name: str, language: str = "") -> tuple[tuple[overlaps.Meaning, ...], tuple[overlaps.Meaning, ...]]:
        """What `name` by itself may mean: as it is written, and in other letters' case."""
        found = WholeNames(self._compiled, self._find, self._declined).of(name, language)
        return self._meanings[found.written], self._meanings[found.recased]

    def _use(self, ready: Compiled) -> None:
        self._find = self.automaton = ready.finder()
        self._compiled = ready.unburdened()
        self._meanings = overlaps.Meanings(self._compiled)
        self._declined = Declined(self._compiled, self._find)
        self._readings: dict[str, Readings] = {}

    def _found(self, folded: Folded, body: str, language: str) -> overlaps.Found:
        """The numbers of the entries that each span of the original may be."""
        readings = self._readings.get(language)
        if readings is None:
            readings = self._readings[language] = Readings(self._compiled, language)
        text, even = folded.text, folded.starts is None
        found: overlaps.Found = {}
        for start, end, number in self._find(text):
            for plain, tails, capital, checked, shape, entries in readings[number]:
                if plain:
                    begin, close = start + (text[start] == " "), end - (text[end - 1] == " ")
                elif tails is not None and text[start] == " ":
                    begin, close = start + 1, text.find(" ", end)
                    if not tails[text[end:close]]:
                        continue
                else:
                    begins, closes = shape.begins(text, start), shape.closes(text, end, language)
                    if begins is None or closes is None:
                        continue
                    begin, close = begins, closes
                first, last = (begin - 1, close - 1) if even else (folded.start(begin), folded.end(close))
                if (capital and body[first].islower()) or (
                    checked and not shape.may_stand(body, first, last, language)
                ):
                    continue
                span = (first, last)
                known = found.get(span)
                found[span] = entries if known is None else known + entries
        return found


def _is_torn(body: str, start: int, end: int) -> bool:
    """Whether the span is only a part of a word with an apostrophe: Кам of Кам’янка."""
    after = body[end : end + 1] in endings.APOSTROPHES and body[end + 1 : end + 2].isalpha()
    return after or (start > 1 and body[start - 1] in endings.APOSTROPHES and body[start - 2].isalpha())


def _spaced(text: str) -> str:
    """The text with a space for each Chinese character: «M23没有» has the word M23, but no space after it."""
    return _HANZI.sub(" ", text)
