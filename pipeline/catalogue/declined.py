"""Names in another case than the one they are listed in: capitalised words, alone and in pairs.

Only for languages that decline places, and only where no name is found already, or just a place's stem with an ending:
"в Дамаске" is the province's stem and may be the capital. `endings` says which forms a word may be of; the automaton is
then asked which of them is a name.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.catalogue import endings
from pipeline.catalogue.automaton import Find
from pipeline.catalogue.compiled import Compiled
from pipeline.catalogue.folding import Folded
from pipeline.catalogue.overlaps import Found
from pipeline.catalogue.placewords import starts_sentence
from schemas import HitKind

_SURE = 6  # letters: shorter words at the start of a sentence are seldom a place in another case
_KEPT = 20_000  # words: the same names come again and again
_NOTHING: tuple[int, ...] = ()


class _Word(NamedTuple):
    """A folded word and where it stands. The `tail` of a word with an apostrophe (Куп|янська) is no word alone.

    A `known` word is a name already, and may yet be half of another: Mińska Mazowieckiego is not Mińsk.
    """

    start: int
    end: int
    text: str
    tail: bool
    known: bool


class Declined:
    def __init__(self, compiled: Compiled, find: Find) -> None:
        self._compiled = compiled
        self._find = find
        self._guesses: dict[tuple[int, ...], bool] = {}
        self._of_word = lru_cache(_KEPT)(self._word)
        self._of_pair = lru_cache(_KEPT)(self._pair)

    def add(self, found: Found, folded: Folded, body: str, language: str) -> None:
        """Adds to `found` what its spans leave over, and pairs of words of which they have but one."""
        words = _open(folded, body, found, self._is_guess)
        for word, after in zip(words, (*words[1:], None), strict=False):
            if word.tail:
                continue
            close, entries = word.end, _NOTHING
            if after is not None and after.start == word.end + 1 and not (word.known and after.known):
                close, entries = after.end, self._of_pair(word.text, after.text, language)
                if not entries and after.tail:
                    continue
            if not entries and not word.known:
                close, entries = word.end, self._of_word(word.text, language)
            if entries:
                span = (folded.start(word.start), folded.end(close))
                found[span] = found.get(span, _NOTHING) + entries

    def _is_guess(self, entries: tuple[int, ...]) -> bool:
        """Whether a word has only an ending after a place's stem: Дамаске may be the province, and the capital too."""
        known = self._guesses.get(entries)
        if known is None:
            shapes = [self._compiled.shape(entry) for entry in entries]
            known = all(shape.kind is HitKind.REGION and shape.stem for shape in shapes)
            self._guesses[entries] = known
        return known

    def of(self, words: Sequence[str], language: str) -> tuple[int, ...]:
        """The entries that one or two folded words, in any case, may be."""
        return self._of_word(words[0], language) if len(words) == 1 else self._of_pair(words[0], words[1], language)

    def _word(self, word: str, language: str) -> tuple[int, ...]:
        return self._of_forms(tuple(endings.nominatives(word, language)))

    def _pair(self, first: str, second: str, language: str) -> tuple[int, ...]:
        firsts = [form for form in _forms(first, language) if form in self._compiled.firsts]
        seconds = [form for form in _forms(second, language) if form in self._compiled.seconds] if firsts else []
        return self._of_forms([f"{one} {two}" for one in firsts for two in seconds])

    def _of_forms(self, forms: Sequence[str]) -> tuple[int, ...]:
        """What the first of the forms that is a whole name can be. The automaton reads all forms as one text."""
        if not forms:
            return _NOTHING
        bounds: set[tuple[int, int]] = set()
        at = 0
        for form in forms:
            bounds.add((at, at + len(form) + 2))
            at += len(form) + 1
        first, best = at, _NOTHING
        for start, end, number in self._find(f" {' '.join(forms)} "):
            if start < first and (start, end) in bounds:
                entries = tuple(self._declining(number))
                if entries:
                    first, best = start, entries
        return best

    def _declining(self, number: int) -> Iterator[int]:
        return (entry for entry in self._compiled.entries_of(number) if self._compiled.shape(entry).declines)


@lru_cache(_KEPT)
def _forms(word: str, language: str) -> tuple[str, ...]:
    return (word, *endings.nominatives(word, language))


def _open(folded: Folded, body: str, found: Found, is_guess: Callable[[tuple[int, ...]], bool]) -> list[_Word]:
    """The capitalised words, with where they stand in the folded text, and whether a name covers them for certain."""
    covered = {at for span, entries in found.items() if not is_guess(entries) for at in range(*span)}
    words: list[_Word] = []
    start, text, even = 1, folded.text, folded.starts is None
    while start < len(text):
        end = text.find(" ", start)
        if end > start:
            first = start - 1 if even else folded.start(start)
            tail = bool(words) and words[-1].end == start - 1 and body[first - 1] in endings.APOSTROPHES
            known = first in covered
            named = tail or body[first].isupper()
            if named and (known or tail or end - start >= _SURE or not starts_sentence(body, first)):
                words.append(_Word(start, end, text[start:end], tail, known))
        start = end + 1
    return words
