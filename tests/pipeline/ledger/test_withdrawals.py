"""A withdrawal takes away what others said: the more it takes away, the surer it must be."""

from datetime import datetime

from pipeline.ledger.bearing import Bearing, bearings
from pipeline.ledger.containment import Within
from pipeline.ledger.counters import Relations
from pipeline.ledger.fold import fold
from pipeline.ledger.policy import Policy
from pipeline.ledger.withdrawals import ended
from schemas import Report
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, HOUR, MONDAY, outlets, say

THERE = say("FRA affirmed presence donbas")


def gone(
    *,
    at: datetime = MONDAY + DAY,
    confidence: float = 0.6,
    outlet: str = "a.example",
    copy: str = "",
    where: str = "donbas",
) -> Report:
    return say(f"FRA affirmed withdraw {where}", at=at, confidence=confidence, outlet=outlet, fingerprint=copy)


def left(number: int, where: str = "donbas") -> list[Report]:
    """So many origins, one a hour, none of them sure."""
    return [gone(at=MONDAY + DAY + n * HOUR, outlet=name, where=where) for n, name in enumerate(outlets(number))]


def status(*reports: Report) -> str:
    ledgers = fold([THERE, *reports], CATALOGUE, Policy())
    return next(str(one.status) for one in ledgers if (one.claim.activity, one.claim.region) == ("presence", "donbas"))


def ending(*found: Bearing) -> list[datetime]:
    """When something of THERE was ended."""
    made = [*bearings(THERE), *found]
    relations = Relations(((one.stance, one.node) for one in made), Within(CATALOGUE))
    return sorted(since for (_, since), nodes in ended(made, relations.ends, Policy()).by.items() if nodes)


def test_a_sure_withdrawal_ends_a_presence_in_its_place_alone() -> None:
    assert status(gone(confidence=0.75)) == "ended"
    assert status(gone(confidence=0.74)) == "reported"


def test_in_places_below_its_own_it_must_be_surer() -> None:
    assert status(gone(confidence=0.87, where="UA")) == "reported"
    assert status(gone(confidence=0.88, where="UA")) == "ended"


def test_a_second_origin_ends_it_in_the_place_and_a_third_below() -> None:
    assert [status(*left(number)) for number in (1, 2)] == ["reported", "ended"]
    assert [status(*left(number, "UA")) for number in (2, 3)] == ["reported", "ended"]


def test_it_is_ended_from_the_second_on() -> None:
    first, second = left(2)
    assert ending(*bearings(first), *bearings(second)) == [second.seen_at]


def test_a_copy_or_the_same_origin_again_makes_nothing_sure() -> None:
    assert status(gone(), gone(at=MONDAY + 2 * DAY)) == "reported"
    assert status(gone(copy="x"), gone(outlet="b.example", at=MONDAY + 2 * DAY, copy="x")) == "reported"


def test_more_origins_that_say_it_is_there_outweigh_it_and_as_many_do_not() -> None:
    there = [say("FRA affirmed train donbas", at=MONDAY + HOUR, outlet=f"t{n}.example") for n in (1, 2)]
    assert status(*there, *left(2)) == "corroborated"
    assert status(*there, *left(3)) == "ended"
    assert status(*there, gone(confidence=0.9)) == "ended"


def test_what_was_said_longer_ago_outweighs_nothing() -> None:
    long_ago = [say("FRA affirmed train donbas", at=MONDAY - 9 * DAY, outlet=f"t{n}.example") for n in (1, 2)]
    assert status(*long_ago, *left(2)) == "ended"


def test_what_was_reported_between_them_is_ended_and_what_came_later_is_not() -> None:
    pair = (gone(), gone(outlet="b.example", at=MONDAY + 3 * DAY))
    assert status(*pair, say("FRA affirmed train donbas", at=MONDAY + 2 * DAY)) == "ended"
    assert status(*pair, say("FRA affirmed train donbas", at=MONDAY + 4 * DAY)) == "reported"


def test_another_withdrawal_long_ago_confirms_nothing() -> None:
    assert status(gone(), gone(outlet="b.example", at=MONDAY + 9 * DAY)) == "reported"


def test_a_withdrawal_that_its_entry_took_back_confirms_nothing() -> None:
    first, second = left(2)
    taken_back = bearings(first, until=second.seen_at - HOUR / 2)
    assert ending(*taken_back, *bearings(second)) == []
