"""A withdrawal ends what was there; an unsure one does not."""

from schemas import GroupBy
from tests.pipeline.ledger.fakes import DAY, HOUR, KYIV, MONDAY, ODESA, say
from tests.pipeline.subscriptions.stories import LEFT, TRAIN, events, kinds, of_kind


def test_a_completed_withdrawal_after_presence_ends_the_thread_once() -> None:
    gone = [say("FRA affirmed withdraw UA", at=MONDAY + n * DAY, outlet=f"o{n}.example") for n in (1, 2, 8)]
    found = events(say(TRAIN), *gone, now=MONDAY + 9 * DAY)
    assert [event.kind for event in found if event.sent] == ["opened", "ended"]
    assert of_kind(found, "ended").status == "ended"


def test_a_withdrawal_from_the_country_ends_a_thread_of_one_of_its_regions() -> None:
    gone = say("FRA affirmed withdraw UA", at=MONDAY + 8 * DAY)
    found = events(say(f"FRA affirmed train {KYIV}"), gone, now=MONDAY + 9 * DAY, group_by=GroupBy.ADMIN1)
    assert of_kind(found, "ended").thread.region == "UA-30"


def test_presence_reported_after_a_withdrawal_is_told_again() -> None:
    gone, back = say("FRA affirmed withdraw UA", at=MONDAY + DAY), say(TRAIN, at=MONDAY + 8 * DAY)
    found = [event for event in events(say(TRAIN), gone, back, now=MONDAY + 9 * DAY) if event.sent]
    assert [(event.kind, event.changed) for event in found] == [("opened", ""), ("ended", ""), ("opened", "again")]


def test_presence_reported_after_a_withdrawal_that_opened_the_thread_is_told() -> None:
    gone, there = say("FRA affirmed withdraw UA"), say("FRA affirmed presence UA", at=MONDAY + HOUR)
    found = events(gone, there)
    assert [(event.kind, event.changed, event.sent) for event in found] == [
        ("opened", "", True),
        ("opened", "again", True),
    ]
    assert found[1].reason.startswith("reported again after a withdrawal: presence in UA")


def test_a_withdrawal_ends_presence_reported_in_the_ninety_days_before() -> None:
    for days, told in ((89, True), (100, False)):
        gone = say("FRA affirmed withdraw UA", at=MONDAY + days * DAY)
        found = events(say(TRAIN), gone, now=MONDAY + (days + 1) * DAY)
        assert ("ended" in kinds(found)) is told


def test_a_denied_withdrawal_contests_the_withdrawal_and_affirms_presence() -> None:
    gone = say("FRA affirmed withdraw UA", at=MONDAY + DAY)
    stays = say("FRA denied withdraw UA", by="Paris", at=MONDAY + 2 * DAY)
    found = events(say(TRAIN), gone, stays)
    assert found[-1].status == "contested"
    assert of_kind(found, "contested").changed == "“paris”"


def test_one_unsure_withdrawal_is_told_and_ends_nothing() -> None:
    found = events(say(TRAIN), say(LEFT, at=MONDAY + HOUR, confidence=0.6, outlet="b.example"))
    assert [(event.kind, event.changed, event.status, event.sent) for event in found] == [
        ("opened", "", "reported", True),
        ("opened", "withdrawal", "reported", True),
    ]
    assert "not yet sure enough to end what stands" in found[-1].reason


def test_a_second_origin_ends_it_in_a_later_episode_too() -> None:
    first = say(LEFT, at=MONDAY + 5 * DAY, confidence=0.6, outlet="b.example")
    again = say(TRAIN, at=MONDAY + 7 * DAY, outlet="c.example")
    second = say(LEFT, at=MONDAY + 8 * DAY, confidence=0.6, outlet="d.example")
    found = events(say(TRAIN), first, again, second, now=MONDAY + 9 * DAY)
    assert (found[-1].kind, found[-1].status, found[-1].before) == ("ended", "ended", "reported")


def test_an_unsure_withdrawal_leaves_what_others_say_in_every_place() -> None:
    wide = say("FRA affirmed withdraw UA", at=MONDAY + HOUR, confidence=0.6, outlet="b.example")
    found = events(
        say(f"FRA affirmed presence {KYIV}"), say(f"FRA affirmed train {ODESA}"), wide, group_by=GroupBy.PLACE
    )
    assert {event.status for event in found if event.thread.region in (KYIV, ODESA)} == {"reported"}


def test_a_withdrawal_from_a_wider_place_must_be_surer_to_end_a_thread_below() -> None:
    here = say(f"FRA affirmed presence {KYIV}")
    for confidence, status in ((0.8, "reported"), (0.9, "ended")):
        wide = say("FRA affirmed withdraw UA", at=MONDAY + HOUR, confidence=confidence, outlet="b.example")
        found = [one for one in events(here, wide, group_by=GroupBy.PLACE) if one.thread.region == KYIV]
        assert found[-1].status == status
