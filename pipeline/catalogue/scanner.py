"""The scanner: every catalogue name in a text, by one pass of an Aho–Corasick automaton over its folded copy.

`patterns` says what the automaton looks for and what must be true of the letters around it; `overlaps` which of the
names on overlapping letters are meant.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import ahocorasick_rs

from pipeline.catalogue import endings, overlaps
from pipeline.catalogue.folding import Folded, fold
from pipeline.catalogue.names import Name
from pipeline.catalogue.patterns import Entry, pattern, spellings
from pipeline.catalogue.placewords import starts_sentence
from schemas import Hit, HitKind

_SURE = 6  # letters: shorter words at the start of a sentence are seldom a place in another case
_Word = tuple[int, int, str]


class Scanner:
    """Built once per process; finding is pure."""

    def __init__(
        self, names: Iterable[Name], vetoes: Iterable[str] = (), common: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self._common = common or {}
        self._entries: list[tuple[Entry, ...]] = []
        index: dict[str, int] = {}
        shared: dict[Entry, Entry] = {}  # a place has many names: they share one entry
        for name in names:
            for text in spellings(name):
                self._add(text, name.kind, name.refs, name.language, index, shared)
        for text in vetoes:
            self._add(text, None, (), "", index, shared)
        self._automaton = ahocorasick_rs.AhoCorasick(list(index), store_patterns=False)

    def find(self, body: str, language: str) -> tuple[Hit, ...]:
        """All hits, sorted by (start, end). They may overlap: only what cannot be meant is left out."""
        folded = fold(body)
        found: dict[tuple[int, int], list[Entry]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            for entry in self._entries[number]:
                span = _span(entry, folded, start, end, body, language)
                if span is not None:
                    found.setdefault(span, []).append(entry)
        if language in endings.INFLECTED:
            for span, entries in list(self._declined(folded, body, language, found)):
                found.setdefault(span, []).extend(entries)
        return overlaps.hits(found, body)

    def _add(
        self,
        text: str,
        kind: HitKind | None,
        refs: tuple[str, ...],
        language: str,
        index: dict[str, int],
        shared: dict[Entry, Entry],
    ) -> None:
        made = pattern(text, kind, refs, language, self._common)
        if made is None:
            return
        letters, entry = made[0], shared.setdefault(made[1], made[1])
        at = index.setdefault(letters, len(self._entries))
        if at == len(self._entries):
            self._entries.append((entry,))
        elif entry not in self._entries[at]:
            self._entries[at] += (entry,)

    def _declined(
        self, folded: Folded, body: str, language: str, found: Iterable[tuple[int, int]]
    ) -> Iterator[tuple[tuple[int, int], list[Entry]]]:
        """Names in another case than the one they are listed in: capitalised words, alone and in pairs."""
        words = _uncovered(folded, body, found)
        for at, (start, end, word) in enumerate(words):
            forms = (word, *endings.nominatives(word, language))
            after = words[at + 1] if at + 1 < len(words) and words[at + 1][0] == end + 1 else None
            if after is not None:
                second = (after[2], *endings.nominatives(after[2], language))
                entries = self._of_forms([f"{one} {two}" for one in forms for two in second])
                if entries:
                    yield (folded.start(start), folded.end(after[1])), entries
                    continue
            entries = self._of_forms(forms[1:])
            if entries:
                yield (folded.start(start), folded.end(end)), entries

    def _of_forms(self, forms: Sequence[str]) -> list[Entry]:
        """What the first of the forms that is a whole name can be. The automaton reads all forms as one text."""
        bounds: set[tuple[int, int]] = set()
        at = 0
        for form in forms:
            bounds.add((at, at + len(form) + 2))
            at += len(form) + 1
        best: tuple[int, list[Entry]] = (at + 1, [])
        matches = self._automaton.find_matches_as_indexes(f" {' '.join(forms)} ", overlapping=True)
        for number, start, end in matches:
            if start < best[0] and (start, end) in bounds:
                entries = [entry for entry in self._entries[number] if _declines(entry)]
                if entries:
                    best = (start, entries)
        return best[1]


def _span(entry: Entry, folded: Folded, start: int, end: int, body: str, language: str) -> tuple[int, int] | None:
    """The characters of the original that the match covers, or None where it is not this name after all."""
    begin, close = entry.begins(folded.text, start), entry.closes(folded.text, end, language)
    if begin is None or close is None:
        return None
    first, last = folded.start(begin), folded.end(close)
    return (first, last) if entry.may_stand(body, first, last, language) else None


def _declines(entry: Entry) -> bool:
    """Whether the name may be met in another case; an ordinary word in another case would be any word."""
    return entry.kind is not None and not (entry.stem or entry.capitals or entry.common)


def _uncovered(folded: Folded, body: str, found: Iterable[tuple[int, int]]) -> list[_Word]:
    """The capitalised words that no name covers, with where they stand in the folded text."""
    covered = {at for start, end in found for at in range(start, end)}
    words: list[_Word] = []
    start, text = 1, folded.text
    while start < len(text):
        end = text.find(" ", start)
        first = folded.start(start)
        told = end - start >= _SURE or not starts_sentence(body, first)
        if end > start and told and first not in covered and body[first].isupper():
            words.append((start, end, text[start:end]))
        start = end + 1
    return words
