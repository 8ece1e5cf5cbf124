"""Who was told of an affirmation learns who denies it."""

from typing import Any

from schemas import Activity, GroupBy, Stance
from tests.pipeline.ledger.fakes import DAY, HOUR, KYIV, MONDAY, outlets, say
from tests.pipeline.subscriptions.stories import TRAIN, events, kinds, of_kind, sent


def test_who_was_told_of_an_affirmation_learns_of_its_denial_whatever_he_asked_for() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + HOUR, language="fr")
    asked = {"stances": (Stance.AFFIRMED,), "languages": ("en",), "activities": (Activity.TRAIN,)}
    assert sent(say(TRAIN), denial, **asked) == ["opened", "contested"]


def test_a_denial_alone_opens_nothing_for_who_asks_for_affirmations() -> None:
    denial = say("FRA denied presence UA", by="Macron")
    assert events(denial, stances=(Stance.AFFIRMED,)) == []
    assert of_kind(events(denial), "opened").status == "denied"


def test_a_denial_for_the_country_contests_a_thread_of_one_of_its_regions() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + HOUR)
    found = events(say(f"FRA affirmed train {KYIV}"), denial, group_by=GroupBy.ADMIN1, stances=(Stance.AFFIRMED,))
    assert [(event.kind, event.thread.region, event.status) for event in found] == [
        ("opened", "UA-30", "reported"),
        ("contested", "UA-30", "contested"),
    ]


def test_a_denial_for_a_state_never_contests_a_thread_of_an_affiliated_group() -> None:
    made = (say("wagner affirmed presence ML"), say("RUS denied presence ML", at=MONDAY + HOUR))
    found = events(*made, militaries=("wagner",), regions=("ML",))
    assert kinds(found) == ["opened"]


def test_each_holder_contests_once_however_often_he_is_quoted() -> None:
    quotes = [say("FRA denied train UA", by="Macron", outlet=o, at=MONDAY + HOUR) for o in outlets(4)]
    other = say("FRA denied train UA", by="the ministry", at=MONDAY + 2 * HOUR)
    found = events(say(TRAIN), *quotes, other)
    assert [event.changed for event in found if event.kind == "contested"] == ["“macron”", "“the ministry”"]


def test_a_denial_that_comes_in_the_next_episode_still_reaches_who_was_told() -> None:
    attack = say("RUS affirmed attack UA")
    denial = say("RUS denied attack UA", by="Kremlin", at=MONDAY + 3 * DAY)
    found = events(attack, denial, militaries=("RUS",), stances=(Stance.AFFIRMED,))
    assert [(event.kind, event.episode, event.sent) for event in found] == [
        ("opened", "2026-03-02", True),
        ("closed", "2026-03-02", False),
        ("denied", "2026-03-05", True),
    ]


def test_a_denial_of_what_was_never_told_is_not_told_either() -> None:
    found = events(say(TRAIN, language="fr"), say("FRA denied train UA", at=MONDAY + HOUR), languages=("uk",))
    assert found == []


def test_a_denial_made_before_stands_for_thirty_days() -> None:
    denial = say("FRA denied presence UA", by="Macron")
    soon, late = say(TRAIN, at=MONDAY + 20 * DAY), say(TRAIN, at=MONDAY + 50 * DAY)
    asked: dict[str, Any] = {"now": MONDAY + 60 * DAY, "stances": (Stance.AFFIRMED,)}
    assert of_kind(events(denial, soon, **asked), "opened").status == "contested"
    assert of_kind(events(denial, late, **asked), "opened").status == "reported"
