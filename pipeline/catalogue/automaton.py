"""The automaton: finds every one of many patterns in a text, in one pass (Aho–Corasick).

daachorse is the faster one and can be written to the cache, so that a process has it at once. It has no wheel for Linux
on ARM; there ahocorasick_rs finds the same in the same order, and is built anew in each process.
"""

from collections.abc import Callable, Iterable

try:
    import daachorse

    HAS_DAACHORSE = True
except ImportError:
    HAS_DAACHORSE = False

Match = tuple[int, int, int]  # where it starts, where it ends, the pattern's number
Find = Callable[[str], list[Match]]  # by end, the longest first


def build(patterns: Iterable[str]) -> tuple[Find, bytes]:
    """What finds the patterns, and its bytes for `restore` (none where it cannot be restored)."""
    listed = list(patterns)
    if not HAS_DAACHORSE or not listed:
        return rebuilt(listed), b""
    automaton = daachorse.CharwiseDoubleArrayAhoCorasick(listed)
    return automaton.find_overlapping, automaton.serialize()


def restore(data: bytes) -> Find | None:
    """The automaton of these bytes; None where there is none in them. It checks them, but not that they are ours."""
    if not HAS_DAACHORSE or not data:
        return None
    try:
        automaton = daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(data)
    except ValueError:
        return None
    return automaton.find_overlapping


def rebuilt(patterns: Iterable[str]) -> Find:
    """The same by ahocorasick_rs."""
    import ahocorasick_rs

    automaton = ahocorasick_rs.AhoCorasick(list(patterns), store_patterns=False)

    def find(text: str) -> list[Match]:
        matches = automaton.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, number) for number, start, end in matches]

    return find
