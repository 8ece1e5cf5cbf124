"""What every feature is worth: whole numbers in hundredths of a log-odds, so that sums are exact on every processor.

`data/weights.tsv` holds one line per weight: table, feature, worth. Tables: `pair` (does this pair of one sentence
state a claim), `rank` (the same beside its rivals), `join` (the same across sentences), `background`, one per stance,
one per activity, and `sure:*`: from which score on what percentage of the claims of a stance is right.
`training/fit_cues.py` makes it from the training files; a person may edit it.
"""

import functools
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from importlib import resources
from itertools import repeat

from schemas.claim import Activity, Stance
from schemas.errors import ConfigError

_SETS = (*(stance.value for stance in Stance), *(f"activity:{activity.value}" for activity in Activity))
UNMEASURED = 0.5  # the confidence of a table without `sure:*`

Table = Mapping[str, int]


@functools.cache
def tables() -> dict[str, dict[str, int]]:
    """All weights by table and feature."""
    found: dict[str, dict[str, int]] = {
        "pair": {},
        "rank": {},
        "join": {},
        "background": {},
        **{name: {} for name in _SETS},
        **{f"sure:{stance.value}": {} for stance in Stance},
    }
    path = resources.files("pipeline.claims.data").joinpath("weights.tsv")
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 3 or parts[0] not in found:
            raise ConfigError(
                f"weights.tsv:{number}: expected table, feature and worth separated by tabs, got {line!r}"
            )
        found[parts[0]][parts[1]] = int(parts[2])
    return found


def score(table: Table, features: Iterable[str]) -> int:
    return sum(map(table.get, features, repeat(0)))  # the innermost loop of the model, hence no loop in Python


def confidence(worth: int, stance: Stance) -> float:
    """The share of claims of that stance and score that were right where it was measured."""
    lows, shares = _steps(stance)
    return shares[max(bisect_right(lows, worth) - 1, 0)] if shares else UNMEASURED


@functools.cache
def _steps(stance: Stance) -> tuple[list[int], list[float]]:
    steps = sorted((int(low), percent / 100) for low, percent in tables()[f"sure:{stance.value}"].items())
    return [low for low, _ in steps], [min(max(share, 0.01), 0.99) for _, share in steps]


def strongest(table: Table, features: Iterable[str], most: int = 4) -> tuple[str, ...]:
    """The features that spoke loudest for it, loudest first."""
    ranked = sorted((-table.get(feature, 0), feature) for feature in features)
    return tuple(feature for worth, feature in ranked[:most] if worth < 0)
