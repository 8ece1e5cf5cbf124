"""Scores never fall below their floors, and floors never fall at all."""

from pathlib import Path

import pytest

from pipeline.claims.reader.model import BUNDLED
from training import evaluate, floors

FLOORS = Path(floors.__file__).with_suffix(".toml")
KNOWN: floors.Floors = {"cues": {"written": {"f1": 0.4, "denied_f1": 0.3}}, "other": {"real": {"f1": 0.8}}}


@pytest.mark.parametrize("model", ["cues", "bundled"])
def test_no_score_is_below_its_floor(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    if model == "bundled" and not BUNDLED.is_dir():
        pytest.skip("no bundled model yet")
    assert evaluate.main(["--model", model, "--floors", str(FLOORS)]) == 0, capsys.readouterr().out


def test_a_score_that_fell_is_named_with_its_floor() -> None:
    (said,) = floors.below(KNOWN, "cues", {"written": {"f1": 0.4, "denied_f1": 0.2999}})
    assert said == "written: denied_f1 is 0.2999, its floor is 0.300"


def test_a_score_that_cannot_be_told_counts_as_fallen() -> None:
    assert list(floors.below(KNOWN, "cues", {"written": {"f1": float("nan"), "denied_f1": 0.3}}))


def test_a_model_without_floors_does_not_pass() -> None:
    assert list(floors.below(KNOWN, "new", {"written": {"f1": 0.9}}))


def test_groups_that_are_not_here_are_left_alone() -> None:
    assert not list(floors.below(KNOWN, "other", {"written": {"f1": 0.1}}))


def test_floors_are_only_raised_and_others_stay() -> None:
    lifted = floors.raised(KNOWN, "cues", {"written": {"f1": 0.5, "denied_f1": 0.1}, "real": {"f1": 0.6}})
    assert lifted["cues"] == {"written": {"f1": 0.495, "denied_f1": 0.3}, "real": {"f1": 0.595}}
    assert lifted["other"] == KNOWN["other"]
    assert KNOWN["cues"]["written"]["f1"] == 0.4


def test_shares_of_what_is_found_are_floors_of_large_groups_only() -> None:
    figures = {"claims": 299.0, "f1": 0.5, "f1_and_holder": 0.4, "holder_f1": 0.9}
    small, large = floors.enforced({"real · pl": figures, "real": {**figures, "claims": 300.0}}).values()
    assert small == {"f1": 0.5, "f1_and_holder": 0.4}
    assert large == {**small, "holder_f1": 0.9}


def test_finding_more_right_claims_never_lowers_what_is_found_with_its_holder() -> None:
    def fact(root: str, holder: frozenset[int]) -> evaluate.Fact:
        return evaluate.Fact(root, "ML", "affirmed", "presence", False, holder)

    gold = (fact("FRA", frozenset({1})), fact("RUS", frozenset({1})))
    one = evaluate.figures([evaluate.Scored({}, gold, gold[:1])])
    both = evaluate.figures([evaluate.Scored({}, gold, (gold[0], fact("RUS", frozenset())))])
    assert both["holder_f1"] < one["holder_f1"]
    assert (one["f1_and_holder"], both["f1_and_holder"], both["f1"]) == (2 / 3, 0.5, 1.0)


def test_a_model_that_reckons_in_int8_has_some_slack() -> None:
    lifted = floors.raised({}, "bundled", {"written": {"f1": 0.5}})
    assert lifted["bundled"]["written"]["f1"] == pytest.approx(0.49)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    floors.write(KNOWN, tmp_path / "floors.toml")
    assert floors.read(tmp_path / "floors.toml") == KNOWN
    assert floors.read(tmp_path / "none.toml") == {}


def test_every_language_has_a_floor() -> None:
    known = floors.read(FLOORS)["cues"]
    assert {f"written · {code}" for code in ["en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr"]} < set(known)
