"""Sentences and clause boundaries, exact to the code point."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.claims.lexicon import Cue

LONGEST = 600  # a "sentence" without an end is cut here, at a space, so that work stays linear in the text

_END = re.compile(r"[.!?…؟]+[\"'»”’)\]]*(?=\s)|[。！？；]+[”」』]?|\n+|\s[|•]\s|\s\.\.\.(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[^\W\d_]|Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Maj|Sgt|Capt|Adm|Sen|Rep|Gov|Pres|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov"
    r"|Dec|No|vs|approx|ca|bzw|gen|płk|ppłk|mjr|kpt|prof|dr|ul|tys|mln|mld|св|ст|м|р|рр|тис|млн|млрд|тыс|руб|им|ім|г|гг"
    r"|обл|ген|полк|av|env|km|U\.S|U\.N|U\.K|z\.B|d\.h|n\.n|т\.е|т\.д)\.)$"
)
_BREAK = re.compile(r"[;:，、；：،؛()]|,(?!\d)|\s[—–-]\s|——")


class Sentence(NamedTuple):
    start: int
    end: int
    breaks: tuple[int, ...]  # where a clause may end: hard punctuation and conjunctions, sorted

    def between(self, left: int, right: int) -> int:
        """How many clause boundaries lie between two offsets."""
        if right < left:
            left, right = right, left
        return bisect_left(self.breaks, right) - bisect_left(self.breaks, left)

    def clause(self, at: int) -> tuple[int, int]:
        """The clause that holds an offset."""
        index = bisect_left(self.breaks, at + 1)
        left = self.breaks[index - 1] if index else self.start
        right = self.breaks[index] if index < len(self.breaks) else self.end
        return left, right


def sentences(text: str, cues: Sequence[Cue] = ()) -> Sequence[Sentence]:
    """The sentences of a text, in order, without overlap; `cues` give the conjunctions."""
    return _sentences(text, tuple(cue.start for cue in cues if cue.tag == "clause.break"))


@lru_cache(maxsize=8)  # every claim of an article asks for the sentences of its body
def _sentences(text: str, conjunctions: tuple[int, ...]) -> tuple[Sentence, ...]:
    breaks = sorted({*conjunctions, *(match.start() for match in _BREAK.finditer(text))})
    found = []
    for left, right in pairwise(_edges(text)):
        if text[left:right].strip():
            first, last = bisect_left(breaks, left + 1), bisect_left(breaks, right)
            found.append(Sentence(left, right, tuple(breaks[first:last])))
    return tuple(found)


def _edges(text: str) -> list[int]:
    edges = [0]
    for match in _END.finditer(text):
        if _ends_a_sentence(text, match):
            _cut(text, edges, match.end())
    _cut(text, edges, len(text))
    return edges


def _ends_a_sentence(text: str, match: re.Match[str]) -> bool:
    if not match.group().startswith("."):
        return True
    after = text[match.end() : match.end() + 2].strip()
    if after and after[0].islower():
        return False
    return len(match.group()) > 1 or not _ABBREVIATION.search(text, max(0, match.start() - 8), match.start() + 1)


def _cut(text: str, edges: list[int], edge: int) -> None:
    while edge - edges[-1] > LONGEST:
        space = text.rfind(" ", edges[-1] + LONGEST // 2, edges[-1] + LONGEST)
        edges.append(space + 1 if space > 0 else edges[-1] + LONGEST)
    if edge > edges[-1]:
        edges.append(edge)
