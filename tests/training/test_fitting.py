"""What the fit of the cue model promises: rising confidence, folds that keep a story whole, equal bytes."""

from pathlib import Path

import pytest

from training import labelled
from training.regression import Row, fit, isotonic

SHARED = Path(__file__).parents[3] / "shared" / "data" / "claims"


def test_confidence_never_falls_as_the_score_rises() -> None:
    points = [(score, score % 3 != 0 or score > 50) for score in range(100)]
    steps = isotonic(points, 10)
    assert [share for _, share in steps] == sorted(share for _, share in steps)
    assert [low for low, _ in steps] == sorted({low for low, _ in steps})


def test_a_step_of_the_calibration_is_the_share_that_was_right() -> None:
    assert isotonic([(0, False), (0, True), (9, True), (9, True)], 2) == [(0, 0.5), (9, 1.0)]


def test_a_feature_that_tells_the_classes_apart_gets_the_weight() -> None:
    rows = [Row(("bias", "told" if number % 2 else "other"), number % 2, 1.0) for number in range(40)]
    (weights,) = fit(rows, 2, rare=5)
    assert weights["told"] > 100 > -100 > weights["other"]
    assert fit(rows, 2, rare=5) == [weights]


def test_entries_that_tell_one_story_are_in_one_fold() -> None:
    one, two = {"id": "v-1", "group": "en-twins-3"}, {"id": "v-2", "group": "en-twins-3"}
    assert labelled.fold_of(one) == labelled.fold_of(two)
    own, maybe = {"id": "fr-02-own", "variant": "own"}, {"id": "fr-02-maybe", "variant": "maybe"}
    assert labelled.fold_of(own) == labelled.fold_of(maybe)


def test_the_fit_reads_no_file_that_measures() -> None:
    if not SHARED.is_dir():
        pytest.skip("no shared data beside the repository")
    measured = {line.split('"id": "', 1)[1].split('"', 1)[0] for line in (SHARED / "hard_dev.jsonl").open()}
    assert measured.isdisjoint(entry["id"] for entry, _ in labelled.entries(SHARED))
