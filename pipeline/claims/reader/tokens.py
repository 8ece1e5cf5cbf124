"""A window as the network sees it: pieces with their place in the window, and what the scan found there.

Pieces never straddle the edge of a name: the text is cut where hits begin and end, so that a name keeps its own pieces
where it is written without spaces (法国士兵) or with a suffix glued on (Ukrayna'ya). Offsets count code points of the
window's text and never include the space before a word.
"""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor

from schemas.article import HitKind, Window

KINDS = tuple(HitKind)
FEATURES = 2 * len(KINDS) + 1  # of a piece: for each kind "a hit begins here" and "inside a hit"; in the title
MOST = 510  # pieces of a window that are read; the network knows 512 positions


class Tokens(NamedTuple):
    """`ids` begin with `<s>` and end with `</s>`, whose places are empty. All have one length, T."""

    ids: NDArray[np.int64]  # (T,)
    features: NDArray[np.float32]  # (T, FEATURES)
    places: NDArray[np.int64]  # (T, 2): start and end in the window's text

    def within(self, start: int, end: int) -> NDArray[np.int64]:
        """The numbers of the pieces that share a character with these of the window's text."""
        return np.flatnonzero((self.places[1:-1, 0] < end) & (self.places[1:-1, 1] > start)) + 1


class Pieces:
    """The tokenizer of one model folder, a SentencePiece model."""

    def __init__(self, file: Path) -> None:
        self._tokenizer = SentencePieceProcessor(model_file=str(file))

    def __call__(self, window: Window) -> Tokens:
        text = window.text
        hits = [(hit.start - window.start, hit.end - window.start, hit.kind) for hit in window.hits]
        segments = list(_segments(text, hits))
        encoded = self._tokenizer.encode([piece for _, piece in segments], return_type="offset_mapping")
        ids: list[int] = []
        places: list[tuple[int, int]] = []
        for (start, piece), found in zip(segments, encoded, strict=True):
            for id, (first, last) in zip(found["ids"], found["offsets"], strict=True):
                ids.append(id)
                places.append(_trimmed(text, start, piece, first, last))
        ids, places = ids[:MOST], places[:MOST]
        where = np.array([(0, 0), *places, (len(text), len(text))], np.int64)
        title_end = window.title_end - window.start
        return Tokens(
            np.array([self._tokenizer.bos_id(), *ids, self._tokenizer.eos_id()], np.int64),
            _features(where, hits, title_end),
            where,
        )


def _segments(text: str, hits: Sequence[tuple[int, int, HitKind]]) -> Iterator[tuple[int, str]]:
    """The text cut at the edges of hits, each piece with its start; a space goes with the word after it."""
    edges = {0, len(text)}
    for start, end, _ in hits:
        edges.add(start - 1 if start > 0 and text[start - 1].isspace() else start)
        edges.add(end)
    cuts = sorted(edges)
    for start, end in itertools.pairwise(cuts):
        if not start and not text[:1].isspace():
            yield -1, f" {text[:end]}"
        else:
            yield start, text[start:end]


def _trimmed(text: str, start: int, piece: str, first: int, last: int) -> tuple[int, int]:
    """Place in the text of characters `first` to `last` of a segment, without the space before a word."""
    while first < last and piece[first].isspace():
        first += 1
    return max(start + first, 0), max(start + last, 0)


def _features(
    places: NDArray[np.int64], hits: Sequence[tuple[int, int, HitKind]], title_end: int
) -> NDArray[np.float32]:
    found = np.zeros((len(places), FEATURES), np.float32)
    starts, ends = places[:, 0], places[:, 1]
    for start, end, kind in hits:
        inside = (starts < end) & (ends > start)
        found[inside & (starts <= start), 2 * KINDS.index(kind)] = 1
        found[inside, 2 * KINDS.index(kind) + 1] = 1
    found[ends <= title_end, -1] = 1
    return found
