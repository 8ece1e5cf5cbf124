"""Whose they are: for "troops", "his forces" or "the warship", which actor of the article the force belongs to.

The facts that `owner_facts` finds about every candidate are weighed by a small net of one hidden layer beside a plain
sum, `data/owner_weights.tsv`, which `training/fit_owners.py` fits; "unknown" is a candidate like the others.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.catalogue.names import DATA, rows
from pipeline.catalogue.owner_facts import Facts, Readings, conflict, describe
from schemas import Hit, Span

if TYPE_CHECKING:
    import numpy

__all__ = ["Facts", "Readings", "conflict", "describe", "rank"]

BIAS, OUT = "(bias)", "(out)"  # rows of the table that are no facts: added to the hidden layer, and what it counts


class _Net(NamedTuple):
    """Per fact a row: its plain weight, then its weights into the hidden layer."""

    places: Mapping[str, int]
    table: "numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float64]]"

    def score(self, facts: Facts) -> float:
        found = sorted((self.places[fact], value) for fact, value in facts.items() if fact in self.places)
        total = self.table[self.places[BIAS]].copy()
        for place, value in found:
            total += self.table[place] * value
        hidden = total[1:].clip(min=0.0) * self.table[self.places[OUT]][1:]
        return float(total[0]) + math.fsum(hidden.tolist())


def rank(
    span: Span, body: str, language: str, hits: Sequence[Hit], classes: Sequence[str], read: Readings
) -> list[tuple[float, str]]:
    """The candidates with their shares of belief, likeliest first."""
    net = _net()
    scores = {owner: net.score(facts) for owner, facts in describe(span, body, language, hits, classes, read).items()}
    most = max(scores.values())
    total = math.fsum(math.exp(score - most) for score in scores.values())
    shares = [(round(math.exp(score - most) / total, 6), owner) for owner, score in scores.items()]
    return sorted(shares, key=lambda item: (-item[0], item[1]))


def owner_of_root(id: str) -> str:
    """The candidate that a military belongs to: unnamed rebels and militias are found by way of their land."""
    root = id.partition("/")[0]
    return root[:3].upper() if root.endswith(("-rebels", "-militia", "-mercenaries")) else root


@cache
def _net() -> _Net:
    import numpy  # a tenth of a second, which a process that only scans does not need

    lines = [fields for _, fields in rows(DATA / "owner_weights.tsv")]
    table = numpy.array([[int(number) / 100 for number in fields[1].split()] for fields in lines])
    return _Net({fields[0]: place for place, fields in enumerate(lines)}, table)
