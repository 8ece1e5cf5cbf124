"""What every feature is worth: whole numbers in hundredths of a log-odds, so that sums are exact on every processor.

`data/weights.tsv` holds one line per weight: table, feature, worth. Tables: `pair` (does this pair of one sentence
state a claim), `rank` (the same beside its rivals), `join` (the same across sentences), `background`, one per stance,
and one per activity. `training/fit_cues.py` makes it from the training files; a person may edit it.
"""

import functools
from collections.abc import Iterable, Mapping
from importlib import resources

from schemas.claim import Activity, Stance
from schemas.errors import ConfigError

_SETS = (*(stance.value for stance in Stance), *(f"activity:{activity.value}" for activity in Activity))
_STEPS = (  # score in hundredths of a log-odds -> confidence; a table, because exp() may differ between processors
    (-400, 0.02), (-300, 0.05), (-250, 0.08), (-200, 0.12), (-150, 0.18), (-100, 0.27), (-50, 0.38), (0, 0.5),
    (50, 0.62), (100, 0.73), (150, 0.82), (200, 0.88), (250, 0.92), (300, 0.95), (400, 0.97), (500, 0.98),
)  # fmt: skip

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
    get = table.get  # the innermost loop of the model: a list and a local name make it a third faster
    return sum([get(feature, 0) for feature in features])


def confidence(worth: int) -> float:
    """The score as a probability, in steps."""
    return next((value for limit, value in _STEPS if worth <= limit), 0.99)


def strongest(table: Table, features: Iterable[str], most: int = 4) -> tuple[str, ...]:
    """The features that spoke loudest for it, loudest first."""
    ranked = sorted((-table.get(feature, 0), feature) for feature in features)
    return tuple(feature for worth, feature in ranked[:most] if worth < 0)
