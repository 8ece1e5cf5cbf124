"""Plans that come true."""

from typing import Any

from schemas import GroupBy
from tests.pipeline.ledger.fakes import DAY, HOUR, KYIV, MONDAY, ODESA, say
from tests.pipeline.subscriptions.stories import TRAIN, events, kinds, of_kind


def test_a_plan_that_comes_true_ten_days_later_is_told_as_realised_once() -> None:
    plan, real = (
        say(f"FRA planned deploy {KYIV}", by="Macron"),
        say(f"FRA affirmed deploy {KYIV}", at=MONDAY + 10 * DAY),
    )
    again = say(f"FRA affirmed deploy {KYIV}", at=MONDAY + 11 * DAY, outlet="b.example")
    found = events(plan, real, again, now=MONDAY + 12 * DAY)
    assert [event.kind for event in found if event.sent] == ["opened", "realised", "corroborated"]
    realised = of_kind(found, "realised")
    assert realised.reason.startswith(
        "planned on 2026-03-02 (deploy in geonames:703448, planned by Macron), now: deploy"
    )
    assert {voice.stance for voice in realised.voices} == {"affirmed", "planned"}


def test_a_plan_for_the_country_is_realised_by_a_town_in_it() -> None:
    plan, real = say("FRA planned presence UA"), say(f"FRA affirmed train {KYIV}", at=MONDAY + 10 * DAY)
    found = events(plan, real, now=MONDAY + 12 * DAY, group_by=GroupBy.ADMIN1)
    realised = of_kind(found, "realised")
    assert (realised.thread.region, realised.status, realised.sent) == ("UA", "reported", True)


def test_a_plan_stands_for_ninety_days() -> None:
    plan = say("FRA planned deploy UA")
    for days, told in ((89, True), (100, False)):
        real = say("FRA affirmed deploy UA", at=MONDAY + days * DAY)
        assert ("realised" in kinds(events(plan, real, now=MONDAY + 120 * DAY))) is told


def test_a_plan_in_one_town_is_not_realised_in_another() -> None:
    plan, real = say(f"FRA planned deploy {KYIV}"), say(f"FRA affirmed deploy {ODESA}", at=MONDAY + DAY)
    assert "realised" not in kinds(events(plan, real))


def test_old_news_makes_no_plan_come_true_and_leaves_it_to_the_real_arrival() -> None:
    plan = say("FRA planned deploy UA-30", at=MONDAY)
    old = say("FRA affirmed deploy UA-30", at=MONDAY + DAY, published=MONDAY - 100 * DAY, outlet="old.example")
    real = say("FRA affirmed deploy UA-30", at=MONDAY + 2 * DAY, outlet="new.example")
    realised = of_kind(events(plan, old, real), "realised")
    assert realised.cause is not None
    assert (realised.cause.outlet, realised.sent) == ("new.example", True)


def test_a_day_on_which_only_a_denial_came_is_denied() -> None:
    hit = say("RUS affirmed attack UA-30", at=MONDAY)
    denial = say("RUS denied attack UA", at=MONDAY + DAY, by="Moscow")
    asked: dict[str, Any] = {"militaries": ("RUS",), "group_by": GroupBy.ADMIN1}
    of_the_place = [event for event in events(hit, denial, **asked) if event.thread.region == "UA-30"]
    assert ("denied", "denied") in [(event.kind, event.status) for event in of_the_place]


def test_more_of_what_goes_on_already_is_kept_and_not_told_as_realised() -> None:
    going, plan = say("RUS affirmed attack UA"), say("RUS planned attack UA", at=MONDAY + HOUR)
    real = say("RUS affirmed attack UA", at=MONDAY + 2 * HOUR)
    realised = of_kind(events(going, plan, real, militaries=("RUS",)), "realised")
    assert (realised.sent, realised.sent_reason) == (False, "it was affirmed already when it was planned")


def test_what_was_only_possible_and_is_affirmed_now_is_told() -> None:
    made = (say("FRA possible deploy UA"), say(TRAIN, at=MONDAY + DAY))
    assert [(event.kind, event.changed) for event in events(*made)] == [("opened", ""), ("opened", "affirmed")]
