"""Compiled names: what the scanner needs to know, as a few flat arrays that are small, and quick to write and read.

An *entry* is a shape (what a name is, and when it may stand) with what it means. A *pattern* is a string of the
automaton, and the numbers of the entries that it may be.
"""

import gc
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property

import msgspec

from pipeline.catalogue.automaton import Find, build, rebuilt, restore
from pipeline.catalogue.names import Name
from pipeline.catalogue.patterns import Shape, pattern, spellings
from schemas import HitKind

_NUMBERS = "I"
_VETO: tuple[str, ...] = ()


class Compiled(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """See the module. Arrays are of unsigned 32-bit numbers, in the machine's order."""

    automaton: bytes
    patterns: str  # joined by line feeds; only where the automaton has no bytes
    begins: bytes  # where each pattern's entries begin in `entries`, and where the last one's end
    entries: bytes
    shapes: tuple[Shape, ...]
    shaped: bytes  # each entry's shape
    meant: bytes  # where each entry's refs begin in `refs`, and where the last one's end
    refs: bytes  # UTF-8, separated by spaces
    first_words: str  # of the names of two words, joined by spaces
    second_words: str

    def entries_of(self, number: int) -> "array[int]":
        """The numbers of the entries that the pattern may be, in catalogue order."""
        return self._entries[self._begins[number] : self._begins[number + 1]]

    def shape(self, entry: int) -> Shape:
        return self.shapes[self._shaped[entry]]

    def shape_number(self, entry: int) -> int:
        return self._shaped[entry]

    def refs_of(self, entry: int) -> tuple[str, ...]:
        return tuple(self.refs[self._meant[entry] : self._meant[entry + 1]].decode().split())

    @cached_property
    def firsts(self) -> frozenset[str]:
        return frozenset(self.first_words.split())

    @cached_property
    def seconds(self) -> frozenset[str]:
        return frozenset(self.second_words.split())

    def finder(self) -> Find:
        """The automaton, ready to search."""
        found = restore(self.automaton)
        return rebuilt(self.patterns.split("\n") if self.patterns else ()) if found is None else found

    def unburdened(self) -> "Compiled":
        """The same without the automaton, of which the finder has its own copy."""
        return msgspec.structs.replace(self, automaton=b"", patterns="")

    @cached_property
    def _begins(self) -> "array[int]":
        return array(_NUMBERS, self.begins)

    @cached_property
    def _entries(self) -> "array[int]":
        return array(_NUMBERS, self.entries)

    @cached_property
    def _shaped(self) -> "array[int]":
        return array(_NUMBERS, self.shaped)

    @cached_property
    def _meant(self) -> "array[int]":
        return array(_NUMBERS, self.meant)


def compiled(names: Iterable[Name], vetoes: Iterable[str], common: Mapping[str, frozenset[str]]) -> Compiled:
    """The names, compiled. Takes seconds for all of them: `cache` keeps the result."""
    with _without_collector():
        builder = _Builder(common)
        for text, language, kind, refs in names:
            for spelling in spellings(text, language, kind):
                builder.add(spelling, kind, refs, language)
        for text in vetoes:
            builder.add(text, None, _VETO, "")
        return builder.done()


class _Builder:
    def __init__(self, common: Mapping[str, frozenset[str]]) -> None:
        self._common = common
        self._patterns: dict[str, tuple[int, ...]] = {}
        self._entries: dict[tuple[int, tuple[str, ...]], int] = {}  # a place has many names: they share an entry
        self._shapes: dict[Shape, int] = {}

    def add(self, text: str, kind: HitKind | None, refs: tuple[str, ...], language: str) -> None:
        made = pattern(text, kind, language, self._common)
        if made is None:
            return
        letters, shape = made
        entry = (self._shapes.setdefault(shape, len(self._shapes)), refs)
        number = self._entries.setdefault(entry, len(self._entries))
        known = self._patterns.get(letters)
        if known is None:
            self._patterns[letters] = (number,)
        elif number not in known:
            self._patterns[letters] = (*known, number)

    def done(self) -> Compiled:
        _, data = build(self._patterns)
        begins, entries = _flat(self._patterns.values())
        refs = [" ".join(refs).encode() for _, refs in self._entries]
        meant = array(_NUMBERS, [0])
        for each in refs:
            meant.append(meant[-1] + len(each))
        pairs = [words.split() for words in self._patterns if words.count(" ") == 3 and words[0] == words[-1] == " "]
        return Compiled(
            automaton=data,
            patterns="" if data else "\n".join(self._patterns),
            begins=begins.tobytes(),
            entries=entries.tobytes(),
            shapes=tuple(self._shapes),
            shaped=array(_NUMBERS, [shape for shape, _ in self._entries]).tobytes(),
            meant=meant.tobytes(),
            refs=b"".join(refs),
            first_words=" ".join(dict.fromkeys(words[0] for words in pairs)),
            second_words=" ".join(dict.fromkeys(words[-1] for words in pairs)),
        )


def _flat(lists: Iterable[tuple[int, ...]]) -> tuple["array[int]", "array[int]"]:
    begins, flat = array(_NUMBERS, [0]), array(_NUMBERS)
    for numbers in lists:
        flat.extend(numbers)
        begins.append(len(flat))
    return begins, flat


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundreds of thousands of tuples, none of them garbage: looking for some takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
