"""Softmax regression over named features, and isotonic calibration: plain numpy, the same result every time."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

RATE, FIRST, SECOND = 0.08, 0.9, 0.999  # Adam


class Row(NamedTuple):
    """One example: what is seen of it, which class it is, and how much it counts."""

    features: tuple[str, ...]
    label: int
    worth: float


def fit(rows: Sequence[Row], classes: int, rare: int, decay: float = 1.0, steps: int = 160) -> list[dict[str, int]]:
    """Weights by feature in hundredths of a log-odds, one table a class; one table alone where there are two classes.

    Features seen fewer than `rare` times are left out.
    """
    counts = Counter(chain.from_iterable(row.features for row in rows))
    names = sorted(name for name, count in counts.items() if count >= rare)
    at = {name: number for number, name in enumerate(names)}
    seen = [[at[name] for name in row.features if name in at] for row in rows]
    index = np.array(list(chain.from_iterable(seen)), dtype=np.int64)
    sample = np.repeat(np.arange(len(rows)), [len(own) for own in seen])
    weights = _descend(rows, index, sample, len(names), classes, decay, steps)
    scaled = np.rint(100 * weights).astype(int)
    return [{name: int(scaled[i, k]) for name, i in at.items() if scaled[i, k]} for k in range(scaled.shape[1])]


def _descend(
    rows: Sequence[Row], index: Any, sample: Any, names: int, classes: int, decay: float, steps: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Full batches with Adam: no shuffling, so nothing depends on chance."""
    worth = np.array([row.worth for row in rows])[:, None]
    labels = np.array([row.label for row in rows])
    outs = classes if classes > 2 else 1
    target = np.eye(classes)[labels] if outs > 1 else labels[:, None].astype(float)
    weights = np.zeros((names, outs))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        scores = np.stack([np.bincount(sample, weights[index, k], minlength=len(rows)) for k in range(outs)], 1)
        error = (_probability(scores) - target) * worth
        slope: Any = np.stack([np.bincount(index, error[sample, k], minlength=names) for k in range(outs)], 1)
        slope = slope + decay * weights
        first = FIRST * first + (1 - FIRST) * slope
        second = SECOND * second + (1 - SECOND) * slope * slope
        weights -= RATE * (first / (1 - FIRST**step)) / (np.sqrt(second / (1 - SECOND**step)) + 1e-8)
    return weights


def _probability(scores: Any) -> Any:
    if scores.shape[1] == 1:
        return 1 / (1 + np.exp(-scores))
    raised = np.exp(scores - scores.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def isotonic(points: Sequence[tuple[int, bool]], least: int) -> list[tuple[int, float]]:
    """A rising staircase through (score, right or wrong): from each score on, the share that is right.

    Pool adjacent violators; steps of fewer than `least` points join their neighbour.
    """
    steps: list[list[float]] = []  # first score, right, all
    for score, right in sorted(points):
        if steps and (steps[-1][2] < least or steps[-1][0] == score):
            steps[-1] = [steps[-1][0], steps[-1][1] + right, steps[-1][2] + 1]
        else:
            steps.append([score, float(right), 1.0])
        while len(steps) > 1 and steps[-1][2] >= least and _share(steps[-2]) >= _share(steps[-1]):
            start, right_, all_ = steps[-2]
            steps[-2:] = [[start, right_ + steps[-1][1], all_ + steps[-1][2]]]
    if len(steps) > 1 and (steps[-1][2] < least or _share(steps[-2]) >= _share(steps[-1])):
        start, right_, all_ = steps[-2]
        steps[-2:] = [[start, right_ + steps[-1][1], all_ + steps[-1][2]]]
    return [(int(step[0]), _share(step)) for step in steps]


def _share(step: Sequence[float]) -> float:
    return step[1] / step[2]
