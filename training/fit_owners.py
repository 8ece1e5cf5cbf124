"""Fits `pipeline/catalogue/data/owner_weights.tsv`: how facts about an actor speak for its owning a bare "troops".

    python -m training.fit_owners [--try]

A softmax over the candidates of each gold span that names no one, by plain gradient steps. The training files only;
`--try` fits on four fifths of them, says how often the rest is right, and writes nothing.
"""

import argparse
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy

from pipeline.catalogue import owners, resolve_military
from pipeline.catalogue.catalogue import Catalogue, load
from training.claims import SHARED, locate, read

_PATH = Path(__file__).parents[1] / "pipeline" / "catalogue" / "data" / "owner_weights.tsv"
_FILES = (
    "train",
    "hard_train",
    *(f"suite_{code}_train" for code in ["en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr"]),
)
_STEPS, _RATE, _SHRINK = 400, 0.05, 0.001
_HARD = 2.0  # the hard files are few and of many languages: each of their spans counts more
_FOLDS = 5
_SELDOM = 12  # a fact of fewer cases teaches nothing
_SMALLEST = 0.02
Table = Any


class Case(NamedTuple):
    """One gold span that names no one: the facts of each candidate, which of them is right, and where it is from."""

    candidates: list[owners.Facts]
    gold: int
    weight: float
    fold: int
    source: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", action="store_true", dest="tries")
    tries = parser.parse_args().tries
    catalogue = load()
    cases = [case for name in _FILES for case in _cases(catalogue, SHARED / "claims" / f"{name}.jsonl")]
    counts = Counter(fact for case in cases for fact in {name for facts in case.candidates for name in facts})
    facts = sorted(fact for fact, count in counts.items() if count >= _SELDOM)
    index = {fact: at for at, fact in enumerate(facts)}
    if tries:
        weights = _fit([case for case in cases if case.fold], index)
        _judge([case for case in cases if not case.fold], index, weights)
        return
    weights = _fit(cases, index)
    kept = [(fact, weight) for fact, weight in zip(facts, weights, strict=True) if abs(weight) >= _SMALLEST]
    _PATH.write_text(
        "# Fitted by training/fit_owners.py on gold spans that name no one: fact, weight.\n"
        + "".join(f"{fact}\t{weight:.3f}\n" for fact, weight in kept)
    )
    print(f"{len(cases)} cases, {len(kept)} facts")
    _judge(cases, index, weights)


def _cases(catalogue: Catalogue, path: Path) -> Iterator[Case]:
    for entry in read(path):
        body = entry.article.body
        hits = resolve_military.settled(catalogue.hits(body, entry.article.language))
        fold = zlib.crc32(body.encode()) % _FOLDS
        for claim in entry.claims:
            span = locate(body, claim["military"], claim["region"])
            if span is None or resolve_military.named(catalogue, span, body, hits) is not None:
                continue
            classes = resolve_military.classes(span, hits)
            described = owners.describe(span, body, hits, classes, resolve_military.readings(catalogue))
            gold = claim["military_id"]
            gold = gold[:3].upper() if gold.endswith(("-rebels", "-militia", "-mercenaries")) else gold
            names = sorted(described)
            weight = 1.0 if path.stem == "train" else _HARD
            if gold in names:
                source = "train" if path.stem == "train" else f"hard {entry.article.language}"
                yield Case([dict(described[name]) for name in names], names.index(gold), weight, fold, source)


def _table(cases: list[Case], index: dict[str, int]) -> tuple[Table, Table, Table]:
    """All candidates as rows, where each case's rows begin, and which row of each is right."""
    sizes = numpy.array([len(case.candidates) for case in cases])
    starts = numpy.concatenate([[0], numpy.cumsum(sizes)[:-1]])
    table = numpy.zeros((int(sizes.sum()), len(index)), dtype=numpy.float32)
    for case, start in zip(cases, starts, strict=True):
        for row, facts in enumerate(case.candidates, int(start)):
            for fact, value in facts.items():
                if fact in index:
                    table[row, index[fact]] = value
    return table, starts, starts + numpy.array([case.gold for case in cases])


def _fit(cases: list[Case], index: dict[str, int]) -> list[float]:
    table, starts, right = _table(cases, index)
    sizes = numpy.diff([*starts, len(table)])
    share = numpy.array([case.weight for case in cases], dtype=numpy.float32)
    share /= share.sum()
    by_row = numpy.repeat(share, sizes)
    weights = numpy.zeros(len(index), dtype=numpy.float32)
    first, second = numpy.zeros_like(weights), numpy.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        scores = table @ weights
        belief = numpy.exp(scores - numpy.repeat(numpy.maximum.reduceat(scores, starts), sizes))
        belief /= numpy.repeat(numpy.add.reduceat(belief, starts), sizes)
        belief[right] -= 1
        slope = (belief * by_row) @ table + _SHRINK * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= _RATE * (first / (1 - 0.9**step)) / (numpy.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return [float(weight) for weight in weights]


def _judge(cases: list[Case], index: dict[str, int], weights: list[float]) -> None:
    table, starts, right = _table(cases, index)
    scores = table @ numpy.array(weights, dtype=numpy.float32)
    ends = [*starts[1:], len(table)]
    tally: Counter[tuple[str, bool]] = Counter()
    for case, start, end, gold in zip(cases, starts, ends, right, strict=True):
        hit = bool(scores[start:end].argmax() + start == gold)
        tally[case.source, hit] += 1
        if case.source != "train":
            tally["hard", hit] += 1
    for source in sorted({source for source, _ in tally}):
        total = tally[source, True] + tally[source, False]
        print(f"{source}: {tally[source, True] / total:.4f} of {total}")


if __name__ == "__main__":
    main()
