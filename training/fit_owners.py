"""Fits `pipeline/catalogue/data/owner_weights.tsv`: how facts about an actor speak for its owning a bare "troops".

    python -m training.fit_owners

A softmax over the candidates of each gold span that names no one, by plain gradient steps. The training files only.
"""

from collections.abc import Iterator
from pathlib import Path

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
_STEPS, _RATE, _SHRINK = 800, 0.5, 0.0003
Case = tuple[list[owners.Facts], int]


def main() -> None:
    catalogue = load()
    cases = [case for name in _FILES for case in _cases(catalogue, SHARED / "claims" / f"{name}.jsonl")]
    facts = sorted({fact for candidates, _ in cases for described in candidates for fact in described})
    weights = _fit(cases, {fact: at for at, fact in enumerate(facts)})
    lines = [f"{fact}\t{weight:.4f}\n" for fact, weight in zip(facts, weights, strict=True)]
    _PATH.write_text(
        "# Fitted by training/fit_owners.py on gold spans that name no one: fact, weight.\n" + "".join(lines)
    )
    print(f"{len(cases)} cases, {len(facts)} facts")


def _cases(catalogue: Catalogue, path: Path) -> Iterator[Case]:
    for entry in read(path):
        body = entry.article.body
        hits = catalogue.hits(body, entry.article.language)
        for claim in entry.claims:
            span = locate(body, claim["military"], claim["region"])
            if span is None or resolve_military.named(catalogue, span, body, hits) is not None:
                continue
            classes = resolve_military.classes(span, hits)
            described = owners.describe(span, body, hits, classes, resolve_military.readings(catalogue))
            gold = claim["military_id"]
            gold = gold[:3].upper() if gold.endswith(("-rebels", "-militia")) else gold
            names = sorted(described)
            if gold in names:
                yield [dict(described[name]) for name in names], names.index(gold)


def _fit(cases: list[Case], index: dict[str, int]) -> list[float]:
    width = max(len(candidates) for candidates, _ in cases)
    table = numpy.zeros((len(cases), width, len(index)))
    mask = numpy.full((len(cases), width), -1e9)
    target = numpy.zeros((len(cases), width))
    for row, (candidates, gold) in enumerate(cases):
        for column, described in enumerate(candidates):
            mask[row, column] = 0.0
            for fact, value in described.items():
                table[row, column, index[fact]] = value
        target[row, gold] = 1.0
    weights = numpy.zeros(len(index))
    first, second = numpy.zeros(len(index)), numpy.zeros(len(index))
    for step in range(1, _STEPS + 1):
        scores = table @ weights + mask
        shares = numpy.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        slope = numpy.einsum("rc,rcf->f", shares - target, table) / len(cases) + _SHRINK * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= _RATE * 0.1 * (first / (1 - 0.9**step)) / (numpy.sqrt(second / (1 - 0.999**step)) + 1e-8)
    hit = ((table @ weights + mask).argmax(axis=1) == target.argmax(axis=1)).mean()
    print(f"right on the cases fitted: {hit:.4f}")
    return [float(weight) for weight in weights]


if __name__ == "__main__":
    main()
