from datetime import timedelta
from typing import Any

import pytest

from pipeline.ledger.policy import Policy
from pipeline.subscriptions.match import Reason, match
from pipeline.subscriptions.why import why
from schemas import Activity, Report, Side, Stance
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, KYIV, MONDAY, asks, say

TRAIN = say("FRA affirmed train donbas")


def reason(report: Report, **asked: Any) -> Reason:
    return match(report, asks(**asked), CATALOGUE, Policy())


def test_a_subscription_holds_what_lies_below_its_militaries_and_regions() -> None:
    assert reason(say(f"FRA/foreign-legion affirmed train {KYIV}")) is Reason.MATCHED
    assert reason(say("FRA affirmed train europe")) is Reason.REGION
    assert reason(say("RUS affirmed attack UA")) is Reason.MILITARY


def test_affiliation_is_not_membership() -> None:
    assert reason(say("wagner affirmed presence UA"), militaries=("RUS",)) is Reason.MILITARY


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"activities": (Activity.ATTACK,)}, Reason.ACTIVITY),
        ({"stances": (Stance.DENIED,)}, Reason.STANCE),
        ({"sides": (Side.OWN,)}, Reason.SIDE),
        ({"languages": ("fr",)}, Reason.LANGUAGE),
        ({"outlets": ("le.example",)}, Reason.OUTLET),
        ({"min_confidence": 0.95}, Reason.CONFIDENCE),
    ],
)
def test_every_field_narrows_and_says_so(asked: dict[str, Any], expected: Reason) -> None:
    assert reason(TRAIN, **asked) is expected


def test_an_outlet_without_a_source_speaks_for_itself() -> None:
    assert reason(TRAIN, sides=(Side.OUTLET,)) is Reason.MATCHED
    assert reason(say("FRA denied train donbas", by="Macron", side=Side.OWN), sides=(Side.OWN,)) is Reason.MATCHED


def test_unknown_militaries_match_only_who_asks_for_them() -> None:
    drones = say("unknown affirmed attack UA")
    assert reason(drones, militaries=()) is Reason.UNKNOWN_MILITARY
    assert reason(drones, militaries=("unknown",)) is Reason.MATCHED


def test_a_scoped_subscription_fails_closed_on_what_the_catalogue_does_not_know() -> None:
    assert reason(say("FRA affirmed train atlantis")) is Reason.REGION
    assert reason(say("martians affirmed train UA")) is Reason.MILITARY
    assert reason(say("FRA affirmed train atlantis"), regions=()) is Reason.MATCHED


def test_background_matches_only_who_asks_for_it() -> None:
    known = say("FRA affirmed train donbas", background=True)
    assert reason(known) is Reason.BACKGROUND
    assert reason(known, background=True) is Reason.MATCHED


def test_a_lower_confidence_is_shown_to_who_asks_for_it() -> None:
    doubtful = say("FRA affirmed train donbas", confidence=0.3)
    assert reason(doubtful) is Reason.CONFIDENCE
    assert reason(doubtful, min_confidence=0.2) is Reason.MATCHED


def test_old_news_is_old_from_max_age_on() -> None:
    late = say("FRA affirmed train donbas", published=MONDAY - 3 * DAY - timedelta(seconds=1))
    assert reason(late) is Reason.OLD
    assert reason(late, max_age=None) is Reason.MATCHED
    assert reason(say("FRA affirmed train donbas", published=MONDAY - 3 * DAY)) is Reason.MATCHED


def test_a_publication_date_in_the_future_is_not_believed() -> None:
    assert reason(say("FRA affirmed train donbas", published=MONDAY + 9 * DAY)) is Reason.MATCHED


def test_a_denied_withdrawal_matches_who_asks_for_affirmed_presence() -> None:
    stays = say("FRA denied withdraw UA")
    assert reason(stays, activities=(Activity.PRESENCE,), stances=(Stance.AFFIRMED,)) is Reason.MATCHED
    assert reason(stays, activities=(Activity.WITHDRAW,), stances=(Stance.AFFIRMED,)) is Reason.STANCE


def test_why_says_in_words_what_was_asked_and_what_this_is() -> None:
    told = why(say("RUS affirmed attack UA"), asks(), CATALOGUE, Policy())
    assert told.sentence == "france-in-ukraine: it asks for FRA; RUS is not part of that"
    assert (told.thread.region, told.thread.group, told.episode) == ("UA", "fighting", "2026-03-02")


@pytest.mark.parametrize("one", Reason)
def test_every_reason_has_a_sentence(one: Reason, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.subscriptions.why.match", lambda *_: one)
    assert why(TRAIN, asks(), CATALOGUE, Policy()).sentence.startswith("france-in-ukraine: ")
