"""Floors are chosen where enforced scores allow, and among those where most is right."""

from pathlib import Path

import pytest

from training.evaluate import Fact, Scored
from training.reader import calibrate
from training.reader.calibrate import Read, Stated, choose, curve, cut

AFFIRMED = 0
PLAIN = [(1.0, 0.0)] * 4


def fact(country: str, confidence: float, stated: str = "affirmed") -> Fact:
    return Fact("FRA", country, stated, "train", False, frozenset(), confidence, stated)


def stated(country: str, logit: float, right: bool) -> Stated:
    return Stated(("FRA", country, "affirmed"), AFFIRMED, logit, right)


def test_below_its_stances_floor_a_claim_is_not_stated() -> None:
    entry = Scored({}, (), (fact("ML", 0.3), fact("NE", 0.5), fact("TD", 0.3, "denied")))
    (left,) = cut({"real": [entry]}, [0.4, 0.1, 0.1, 0.2])["real"]
    assert [one.country for one in left.found] == ["NE", "TD"]


def test_the_curve_gives_what_is_wrong_half_of_the_time_a_half() -> None:
    slope, shift = curve([stated("ML", 3.0, number % 2 == 0) for number in range(400)])
    assert slope * 3.0 + shift == pytest.approx(0, abs=0.05)


def test_an_enforced_score_counts_more_than_the_mean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "GRID", (0.2, 0.6))
    monkeypatch.setattr(calibrate, "FLOORS", tmp_path / "floors.toml")
    gold = (fact("ML", 1.0), fact("NE", 1.0))
    row = {"language": "en", "variant": ""}
    subset = {"real": [Scored(row, gold, (fact("ML", 0.8), fact("NE", 0.3)))]}
    # On the whole of dev the unsure claims are wrong: the mean wants the high floor.
    found = [Read("dev en", frozenset({("FRA", "ML", "affirmed")}), (stated("ML", 2, True), stated("NE", -0.8, False)))]
    (tmp_path / "floors.toml").write_text('[bundled."real"]\nf1 = 0.5\n', encoding="utf-8")
    assert choose(found, PLAIN, subset)[0][AFFIRMED] == 0.6
    (tmp_path / "floors.toml").write_text('[bundled."real"]\nf1 = 0.9\n', encoding="utf-8")
    floors, fallen = choose(found, PLAIN, subset)
    assert (floors[AFFIRMED], fallen) == (0.2, [])
