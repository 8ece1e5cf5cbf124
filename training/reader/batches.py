"""What one step learns from: windows padded to one length, with the pairs that are asked of each.

The pair head must say no as often as in real use, so it is asked about labelled spans, about names that the scan found,
and about the spans that the tagger itself finds in the same step, right or wrong, in entries without a claim too.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from pipeline.claims.reader.decode import spans
from training.reader.example import Example, Pair, meets

PIECES = 1600  # of a batch, padding included
MOST_SPANS = 8  # of a kind, asked about in one window
MOST_PAIRS = 24
CLAIMLESS = 0.5  # share of the real examples without a claim that an epoch has
FROM_HITS = 2  # spans of names, drawn anew each time
VARIED = 0.5  # share of the examples about other names that an epoch has
DROPPED = 0.1  # share of hits, and of windows, that learn without what the scan found
HIDDEN, NAMELESS = 0.08, 0.12  # share of pieces, and of names as a whole, that are not seen
IGNORE = -100


class Batch(NamedTuple):
    ids: Tensor  # (B, T)
    low: Tensor | None  # (B, T, D): what the frozen layers give, where that is known beforehand
    hidden: Tensor  # (B, T, 1) bool: pieces that are not seen
    features: Tensor  # (B, T, F)
    mask: Tensor  # (B, 1, 1, T): 0, or -inf on padding
    tags: Tensor  # (B, T, 2): 0 outside, 1 begins, 2 inside, IGNORE
    weight: Tensor  # (B,)


class Questions(NamedTuple):
    """Pairs asked of each window, padded to P with its first one; labels where they are known."""

    military: Tensor  # (B, P, 2)
    region: Tensor  # (B, P, 2)
    real: Tensor  # (B, P) bool: not padding
    asked: Tensor  # (B, P) bool: nor ambiguous
    stated: Tensor  # (B, P, 4)
    activity: Tensor  # (B, P, 4): IGNORE where not stated
    background: Tensor  # (B, P, 4)
    first: Tensor  # (B, P, 4): IGNORE where not stated
    last: Tensor  # (B, P, 4)
    owner: Tensor  # (B, P, T) bool: pieces that are right; none where nobody knows, or nothing is stated
    land: Tensor  # (B, P, T) bool


def batches(examples: Sequence[Example], rng: np.random.Generator, pieces: int = PIECES) -> list[list[int]]:
    """One epoch: numbers of examples of like lengths together, in random order, with a share of some kinds."""
    lengths = [len(example.tokens.ids) for example in examples]
    noise = np.asarray(lengths) * np.exp(rng.normal(0, 0.06, len(lengths)))
    drawn = rng.random(len(lengths))
    made: list[list[int]] = []
    batch: list[int] = []
    longest = 0
    for number in np.argsort(noise, kind="stable"):
        if drawn[number] >= _share(examples[number]):
            continue
        longest = max(longest, lengths[number])
        if batch and longest * (len(batch) + 1) > pieces:
            made.append(batch)
            batch, longest = [], lengths[number]
        batch.append(int(number))
    made.append(batch)
    return [made[i] for i in rng.permutation(len(made))]


def _share(example: Example) -> float:
    if example.source == "varied":
        return VARIED
    return CLAIMLESS if example.source == "real" and not example.targets else 1.0


def collate(examples: Sequence[Example], lows: Sequence[Any] | None, rng: np.random.Generator | None) -> Batch:
    """Without `rng` nothing is dropped."""
    size, longest = len(examples), max(len(e.tokens.ids) for e in examples)
    ids = torch.zeros(size, longest, dtype=torch.long)
    low = None if lows is None else torch.zeros(size, longest, lows[0].shape[1])
    hidden = torch.zeros(size, longest, 1, dtype=torch.bool)
    features = torch.zeros(size, longest, examples[0].tokens.features.shape[1])
    mask = torch.full((size, 1, 1, longest), float("-inf"))
    tags = torch.full((size, longest, 2), IGNORE)
    for row, example in enumerate(examples):
        length = len(example.tokens.ids)
        ids[row, :length] = torch.from_numpy(example.tokens.ids)
        if low is not None and lows is not None:
            low[row, :length] = torch.from_numpy(np.asarray(lows[row], np.float32))
        hidden[row, :length, 0] = torch.from_numpy(_hidden(example, rng))
        features[row, :length] = torch.from_numpy(_features(example, rng))
        mask[row, :, :, :length] = 0
        tags[row, :length] = torch.from_numpy(_tags(example))
    return Batch(ids, low, hidden, features, mask, tags, torch.tensor([e.weight for e in examples]))


def _hidden(example: Example, rng: np.random.Generator | None) -> Any:
    """Pieces that are not seen: what the text says has to be read from the others."""
    length = len(example.tokens.ids)
    if rng is None:
        return np.zeros(length, np.bool_)
    hidden = rng.random(length) < HIDDEN
    for start, end in {
        *example.names[0],
        *example.names[1],
        *(t.span(kind) for t in example.targets for kind in (0, 1)),
    }:
        if rng.random() < NAMELESS:
            hidden[start : end + 1] = True
    hidden[[0, -1]] = False
    return hidden


def _features(example: Example, rng: np.random.Generator | None) -> Any:
    features = example.tokens.features
    if rng is None:
        return features
    features = features.copy()
    if rng.random() < DROPPED:
        features[:, :-1] = 0
        return features
    for span in {*example.names[0], *example.names[1]}:
        if rng.random() < DROPPED:
            features[span[0] : span[1] + 1, :-1] = 0
    return features


def _tags(example: Example) -> Any:
    tags = np.zeros((len(example.tokens.ids), 2), np.int64)
    for kind in (0, 1):
        for (start, end), _ in example.aliases[kind]:
            tags[start : end + 1, kind] = IGNORE
        for target in example.targets:
            start, end = target.span(kind)
            tags[start : end + 1, kind] = 2
        for target in example.targets:
            tags[target.span(kind)[0], kind] = 1
    return tags


def questions(
    examples: Sequence[Example], chances: Sequence[Any] | None, length: int, rng: np.random.Generator | None
) -> Questions:
    """What is asked of windows padded to `length` pieces.

    `chances`: for each window the tagger's own probabilities (T, 2, 3), or None where it knows nothing yet.
    """
    known = [None] * len(examples) if chances is None else chances
    asked = [
        _asked(example, None if own is None else own[: len(example.tokens.ids)], rng)
        for example, own in zip(examples, known, strict=True)
    ]
    return _padded(examples, asked, length)


def _asked(example: Example, chances: Any, rng: np.random.Generator | None) -> list[tuple[Pair, Pair]]:
    own = [_spans(example, kind, chances, rng) for kind in (0, 1)]
    pairs = [(m, r) for m in own[0] for r in own[1] if m != r]
    if rng is None or len(pairs) <= MOST_PAIRS:
        return pairs
    right = {(t.military, t.region) for t in example.targets}
    rest = [pair for pair in pairs if pair not in right]
    drawn = rng.permutation(len(rest))[: max(MOST_PAIRS - len(right), 8)]
    return [*sorted(right), *(rest[i] for i in sorted(drawn))]


def _spans(example: Example, kind: int, chances: Any, rng: np.random.Generator | None) -> list[Pair]:
    found = {target.span(kind) for target in example.targets} if rng is not None else set()
    if chances is not None:
        found |= {span for span, _ in spans(chances[:, kind])[:MOST_SPANS]}
    names = example.names[kind]
    if rng is not None and names:
        found |= {names[i] for i in rng.permutation(len(names))[:FROM_HITS]}
    return sorted(found)


def _padded(examples: Sequence[Example], asked: Sequence[list[tuple[Pair, Pair]]], length: int) -> Questions:
    shape = len(examples), max(1, *(len(pairs) for pairs in asked))
    spans = np.zeros((*shape, 2, 2), np.int64)
    real, known = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    stated, background = (np.zeros((*shape, 4), np.float32) for _ in range(2))
    activity, first, last = (np.full((*shape, 4), IGNORE) for _ in range(3))
    owner, land = (np.zeros((*shape, length), np.bool_) for _ in range(2))
    for row, (example, pairs) in enumerate(zip(examples, asked, strict=True)):
        judge = Judge(example)
        if pairs:
            spans[row], real[row, : len(pairs)] = pairs[0], True
            spans[row, : len(pairs)] = pairs
        for column, (m, r) in enumerate(pairs):
            right = judge.right(m, r)
            known[row, column] = bool(right) or not judge.ambiguous(m, r)
            for target in right:
                at = (row, column, target.stance)
                stated[at], activity[at], background[at] = 1, target.activity, float(target.background)
                first[at], last[at] = target.holder
                owner[row, column, list(target.owners or ())] = True
                land[row, column, list(target.lands or ())] = True
    parts = (spans[:, :, 0], spans[:, :, 1], real, known, stated, activity, background, first, last, owner, land)
    return Questions(*(torch.from_numpy(np.ascontiguousarray(part)) for part in parts))


class Judge:
    """What the labels of a window say of two spans."""

    def __init__(self, example: Example) -> None:
        self.example = example

    def right(self, military: Pair, region: Pair) -> list[Any]:
        return [
            target
            for target in self.example.targets
            if _same(military, target.military) and _same(region, target.region)
        ]

    def ambiguous(self, military: Pair, region: Pair) -> bool:
        return bool(self._near(0, military) & self._near(1, region))

    def _near(self, kind: int, span: Pair) -> set[int]:
        own = {n for n, target in enumerate(self.example.targets) if meets(span, target.span(kind))}
        return own | {number for alias, number in self.example.aliases[kind] if meets(span, alias)}


def _same(one: Pair, two: Pair) -> bool:
    """Whether two spans share at least half of all their pieces."""
    shared = min(one[1], two[1]) - max(one[0], two[0]) + 1
    return shared > 0 and 2 * shared >= max(one[1], two[1]) - min(one[0], two[0]) + 1


def epochs(examples: Sequence[Example], seed: int, pieces: int = PIECES) -> Iterator[tuple[int, int, list[int]]]:
    """Endless (epoch, number of the batch, batch): the same for the same seed, so that a run can be resumed."""
    epoch = 0
    while True:
        rng = np.random.default_rng((seed, epoch))
        yield from ((epoch, number, batch) for number, batch in enumerate(batches(examples, rng, pieces)))
        epoch += 1
