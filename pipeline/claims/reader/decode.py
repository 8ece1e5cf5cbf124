"""From the network's numbers to spans and claims: plain arithmetic on arrays, the same on every machine.

T: pieces of a window; P: pairs asked about; S = 4 stances in the order of `schemas.Stance`.
"""

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LOWEST = 0.12  # a span begins where the tagger gives at least this chance
LONGEST = 16  # pieces of a span
MOST_SPANS = 10  # of a kind in one window
LONGEST_HOLDER = 12
MOST_POINTED, LEAST_POINTED = 8, 0.02  # names that are pointed at, and the chance of each

Pair = tuple[int, int]  # first and last piece, both inside


class Answers(NamedTuple):
    """What the pair head says of P pairs; logits."""

    stated: NDArray[np.floating[Any]]  # (P, S)
    activity: NDArray[np.floating[Any]]  # (P, S, 9)
    background: NDArray[np.floating[Any]]  # (P, S)
    first: NDArray[np.floating[Any]]  # (P, S, T): the holder's first piece; piece 0 is the outlet's own voice
    last: NDArray[np.floating[Any]]  # (P, S, T)
    owner: NDArray[np.floating[Any]]  # (P, T): where a mention of the military's owner begins; piece 0: nowhere
    land: NDArray[np.floating[Any]]  # (P, T): where a mention of the region's country begins


def softmax(logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Over the last axis, in double precision."""
    shifted = np.exp(logits.astype(np.float64) - logits.max(-1, keepdims=True))
    chances: NDArray[np.float64] = shifted / shifted.sum(-1, keepdims=True)
    return chances


def spans(chances: NDArray[Any]) -> list[tuple[Pair, float]]:
    """Spans of one kind with their chance, likeliest first; none overlap. `chances` (T, 3): outside, begins, inside."""
    found: list[tuple[Pair, float]] = []
    length = len(chances)
    for start in np.flatnonzero(chances[1:-1, 1] >= LOWEST) + 1:
        end = int(start)
        while end + 1 < length - 1 and end - start < LONGEST and _continues(chances[end + 1]):
            end += 1
        found.append(((int(start), end), float(chances[start, 1])))
    kept: list[tuple[Pair, float]] = []
    for span, chance in sorted(found, key=lambda item: (-item[1], item[0])):
        if not any(span[0] <= other[1] and other[0] <= span[1] for other, _ in kept):
            kept.append((span, chance))
    return kept


def _continues(chance: NDArray[Any]) -> bool:
    return bool(chance[2] >= max(chance[0], chance[1]))


def word_end(text: str, end: int) -> int:
    """The end of the word that a span ends in; `end` itself in Chinese, which does not part words."""
    while 0 < end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]):
        end += 1
    return end


def _in_word(letter: str) -> bool:
    return (letter.isalnum() or unicodedata.combining(letter) > 0) and not "\u3040" <= letter <= "\u9fff"


def pairs(military: Sequence[Pair], region: Sequence[Pair]) -> list[tuple[Pair, Pair]]:
    """Every military span with every region span, but none with itself."""
    return [(m, r) for m, r in itertools.product(military[:MOST_SPANS], region[:MOST_SPANS]) if m != r]


def holder(first: NDArray[Any], last: NDArray[Any]) -> Pair | None:
    """The likeliest span of pieces, or None for the outlet's own voice. `first`, `last` (T,): logits."""
    best, span = float(first[0] + last[0]), None
    for start in np.argsort(-first, kind="stable")[:6]:
        if 0 < start < len(first) - 1:
            stop = min(int(start) + LONGEST_HOLDER, len(last) - 1)
            end = int(start) + int(np.argmax(last[start:stop]))
            worth = float(first[start] + last[end])
            if worth > best:
                best, span = worth, (int(start), end)
    return span


def pointed(logits: NDArray[Any], pieces: Sequence[int]) -> list[tuple[int, float]]:
    """Of these pieces those that are likely at all, with their chances, likeliest first. `logits` (T,)."""
    chances = softmax(logits[[0, *pieces]])[1:]
    best = np.argsort(-chances, kind="stable")[:MOST_POINTED]
    return [(pieces[i], float(chances[i])) for i in best if chances[i] >= LEAST_POINTED]


def stances(chances: NDArray[Any], floors: NDArray[Any]) -> Iterator[int]:
    """The stances stated of one pair: the likeliest that reaches its floor, and others that are likely on their own."""
    good = [int(s) for s in np.argsort(-chances, kind="stable") if chances[s] >= floors[s]]
    yield from good[:1]
    yield from (s for s in good[1:] if chances[s] >= max(0.5, floors[s]))
