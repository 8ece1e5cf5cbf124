"""Whose they are: for "troops", "his forces" or "the warship", which actor of the article the force belongs to.

The facts that `owner_facts` finds about every candidate are weighed with `data/owner_weights.tsv`, which
`training/fit_owners.py` fits; "unknown" is a candidate like the others.
"""

import math
from collections.abc import Sequence
from functools import cache

from pipeline.catalogue.names import DATA, rows
from pipeline.catalogue.owner_facts import Facts, Readings, conflict, describe
from schemas import Hit, Span

__all__ = ["Facts", "Readings", "conflict", "describe", "rank"]


def rank(span: Span, body: str, hits: Sequence[Hit], classes: Sequence[str], read: Readings) -> list[tuple[float, str]]:
    """The candidates with their shares of belief, likeliest first."""
    weights = _weights()
    scores = {
        owner: sum(weights.get(fact, 0.0) * value for fact, value in sorted(facts.items()))
        for owner, facts in describe(span, body, hits, classes, read).items()
    }
    most = max(scores.values())
    total = sum(math.exp(score - most) for score in scores.values())
    shares = [(round(math.exp(score - most) / total, 6), owner) for owner, score in scores.items()]
    return sorted(shares, key=lambda item: (-item[0], item[1]))


@cache
def _weights() -> dict[str, float]:
    return {fields[0]: float(fields[1]) for _, fields in rows(DATA / "owner_weights.tsv")}
