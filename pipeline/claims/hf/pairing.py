"""Which military is asked about with which region, and the text in which a checkpoint sees them."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from pipeline.claims.hf.checkpoint import Checkpoint, label_of
from pipeline.claims.hf.mapping import Meaning, Pairs

MOST = 64  # pairs of one window, the nearest: bounds the work on lists and tables
_CONTEXT = (10_000, 600, 300, 120, 40)  # characters kept on each side of a pair until the checkpoint can read it


class Place(NamedTuple):
    """Characters of the window, with how sure it is that they are what they are taken for."""

    start: int
    end: int
    chance: float = 1.0


class Pair(NamedTuple):
    military: Place
    region: Place

    @property
    def gap(self) -> int:
        return max(self.military.start - self.region.end, self.region.start - self.military.end, 0)


def candidates(military: Iterable[Place], region: Iterable[Place]) -> list[Pair]:
    """Every military with every region that does not overlap it; of very many the nearest. In the text's order."""
    pairs = [Pair(m, r) for m, r in product(military, region) if m.end <= r.start or r.end <= m.start]
    return sorted(sorted(pairs, key=lambda pair: (pair.gap, pair))[:MOST])


def nearest(pairs: Iterable[Pair], reach: int) -> list[Pair]:
    """For every military the nearest region within reach."""
    best: dict[Place, Pair] = {}
    for pair in sorted(pairs, key=lambda pair: (pair.gap, pair)):
        if pair.gap <= reach:
            best.setdefault(pair.military, pair)
    return sorted(best.values())


def meanings(text: str, pair: Pair, checkpoint: Checkpoint, pairs: Pairs) -> Iterator[tuple[Meaning, float]]:
    """What the checkpoint says of the pair, with its chance; nothing where the pair cannot be shown to it whole."""
    for first, second in shown(text, pair, pairs):
        chances = checkpoint.judged(first, second)
        if chances is None:
            continue
        said = (
            [(label, float(chance)) for label, chance in zip(checkpoint.labels, chances, strict=True)]
            if checkpoint.multi
            else [label_of(chances, checkpoint.labels)]
        )
        yield from ((pairs.labels[label], c) for label, c in said if label in pairs.labels and c >= pairs.threshold)
        return


def shown(text: str, pair: Pair, pairs: Pairs) -> Iterator[tuple[str, str]]:
    """The pair in its text, with less and less around it."""
    first, last = min(pair.military.start, pair.region.start), max(pair.military.end, pair.region.end)
    fields = {role: text[place.start : place.end] for role, place in zip(Pair._fields, pair, strict=True)}
    seen = set()
    for around in _CONTEXT:
        start, end = max(first - around, 0), min(last + around, len(text))
        if (start, end) in seen:
            continue
        seen.add((start, end))
        fields |= {"plain": text[start:end], "marked": _marked(text, start, end, pair, pairs)}
        yield pairs.text.format(**fields), pairs.second.format(**fields)


def _marked(text: str, start: int, end: int, pair: Pair, pairs: Pairs) -> str:
    marks = sorted([(*pair.military[:2], pairs.military), (*pair.region[:2], pairs.region)])
    done, parts = start, []
    for first, last, (before, after) in marks:
        parts += [text[done:first], before, text[first:last], after]
        done = last
    return "".join((*parts, text[done:end]))
