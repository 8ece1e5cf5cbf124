"""What lint finds, and what it leaves alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.ledger.policy import Policy
from pipeline.subscriptions.lint import Finding, Level, Outlets, lint
from schemas import Activity, GroupBy, Repeat, Side, Stance, Subscription
from tests.pipeline.ledger.fakes import CATALOGUE, asks

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HOMES = {"bbc.com": "bbc.co.uk", "news.google.com": ""}
OUTLETS = Outlets(home=lambda name: HOMES.get(name, name), families={"bbc"})


def findings(*subscriptions: Subscription) -> list[Finding]:
    return lint(
        subscriptions, CATALOGUE, outlets=OUTLETS, languages=("en", "fr", "uk"), haunts=lambda id: (), policy=Policy(),
        now=NOW,
    )  # fmt: skip


def found(**asked: Any) -> list[tuple[str, str]]:
    asked = {"destinations": ("desk",), **asked}
    return [(one.level, one.field) for one in findings(asks(**asked))]


def test_a_good_subscription_gives_no_finding() -> None:
    assert (
        found(languages=("uk", "und"), outlets=("bbc.co.uk", "bbc"), quiet=("22:00-06:00",), min_confidence=0.6) == []
    )


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"militaries": ("martians",)}, "militaries"),
        ({"regions": ("atlantis",)}, "regions"),
        ({"outlets": ("bbc.com",)}, "outlets"),
        ({"outlets": ("news.google.com",)}, "outlets"),
        ({"outlets": ("bcb",)}, "outlets"),
        ({"languages": ("ja",)}, "languages"),
        ({"min_confidence": 1.0}, "min_confidence"),
        ({"max_age": timedelta()}, "max_age"),
        ({"min_origins": 2, "stances": (Stance.PLANNED,)}, "min_origins"),
        ({"min_origins": 2, "militaries": ("unknown",)}, "min_origins"),
        ({"sides": (Side.OWN,), "militaries": ("unknown",)}, "sides"),
    ],
)
def test_what_can_never_match_is_found(asked: dict[str, Any], field: str) -> None:
    assert found(**asked) == [(Level.NEVER, field)]


def test_an_outlet_that_never_matches_is_told_with_the_one_that_does() -> None:
    (one,) = findings(asks(outlets=("bbc.com",), destinations=("desk",)))
    assert one.says == "'bbc.com' matches no article: articles from there carry the outlet 'bbc.co.uk'"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"militaries": ("FRA", "martians")}, "militaries"),
        ({"outlets": ("bbc.co.uk", "bbc.com")}, "outlets"),
        ({"languages": ("fr", "ja")}, "languages"),
        ({"regions": ("UA", "donbas")}, "regions"),
        ({"militaries": ("FRA/foreign-legion", "FRA")}, "militaries"),
        ({"min_confidence": 0.96}, "min_confidence"),
        ({"min_confidence": 0.1}, "min_confidence"),
        ({"quiet": ("00:00-12:00", "12:00-00:00")}, "quiet"),
        ({"quiet": ("22:00-08:00",), "digest": "daily 07:00"}, "digest"),
        ({"regions": (), "group_by": GroupBy.SUBSCRIBED}, "group_by"),
        ({"stances": (Stance.DENIED,), "inhibit_corroborated_after_denied": True}, "inhibit_corroborated_after_denied"),
    ],
)
def test_what_is_probably_not_meant_is_found(asked: dict[str, Any], field: str) -> None:
    assert found(**asked) == [(Level.ADVICE, field)]


def test_of_subscriptions_that_go_somewhere_one_that_goes_nowhere_is_found() -> None:
    nowhere = asks("nowhere", militaries=("RUS",))
    assert findings(nowhere) == []
    (one,) = findings(nowhere, asks("somewhere", destinations=("desk",)))
    assert (one.subscription, one.field) == ("nowhere", "destinations")


@pytest.mark.parametrize("asked", [{}, {"languages": ("en",)}, {"activities": (Activity.ATTACK,)}, {"min_origins": 2}])
def test_any_military_anywhere_matches_nearly_everything(asked: dict[str, Any]) -> None:
    assert found(militaries=(), regions=(), **asked) == [(Level.EVERYTHING, "militaries")]


@pytest.mark.parametrize(
    "asked",
    [{"activities": (Activity.WITHDRAW,)}, {"stances": (Stance.DENIED,)}, {"outlets": ("bbc",)}, {"min_origins": 3}],
)
def test_any_military_anywhere_may_be_rare_for_another_reason(asked: dict[str, Any]) -> None:
    assert found(militaries=(), regions=(), **asked) == []


def test_all_continents_are_anywhere() -> None:
    continents = ("africa", "asia", "europe", "north-america", "south-america")
    told = findings(asks(militaries=(), regions=continents))
    assert Level.EVERYTHING in {one.level for one in told}


def covered(wide: dict[str, Any], narrow: dict[str, Any]) -> list[str]:
    both = [asks("wide", destinations=("desk",), **wide), asks("narrow", destinations=("desk",), **narrow)]
    return [one.subscription for one in findings(*both) if one.level is Level.COVERED]


def test_a_subscription_within_another_is_covered() -> None:
    narrow = {"militaries": ("FRA/foreign-legion",), "regions": ("donbas",), "stances": (Stance.AFFIRMED,)}
    assert covered({}, {**narrow, "min_origins": 2}) == ["narrow"]


def test_of_two_equal_subscriptions_the_later_is_covered() -> None:
    assert covered({}, {}) == ["narrow"]


@pytest.mark.parametrize(
    "narrow",
    [
        {"militaries": ("FRA", "RUS")},
        {"militaries": ()},
        {"regions": ("europe",)},
        {"background": True},
        {"min_confidence": 0.3},
        {"max_age": None},
    ],
)
def test_a_subscription_that_is_wider_in_one_field_is_not_covered(narrow: dict[str, Any]) -> None:
    assert covered({"activities": (Activity.TRAIN,)}, {"activities": (Activity.TRAIN,), **narrow}) != ["narrow"]


def test_any_military_does_not_cover_unknown_ones() -> None:
    assert covered({"militaries": ()}, {"militaries": ("unknown",)}) == []


def test_other_destinations_are_another_audience() -> None:
    both = [asks("wide", destinations=("desk",)), asks("narrow", destinations=("chief",))]
    assert not [one for one in findings(*both) if one.level is Level.COVERED]


def test_who_covers_another_but_tells_less_often_says_so() -> None:
    both = [asks("wide", destinations=("desk",)), asks("narrow", destinations=("desk",), repeat=Repeat.EVERY)]
    assert findings(*both)[0].says == "'wide' asks for all that this one asks for, though with another repeat"
