"""The pictures show what was counted: stances beside stances, and confidence beside the share that is right."""

from xml.etree import ElementTree

from training.evaluate import Fact, Scored
from training.pictures import NONE, Bin, confusion, error, reliability, reliability_picture, stances_picture


def fact(stance: str, confidence: float = 1.0, country: str = "UA") -> Fact:
    return Fact("FRA", country, stance, "presence", False, frozenset(), confidence)


def entry(gold: list[Fact], found: list[Fact]) -> Scored:
    return Scored({}, tuple(gold), tuple(found))


def test_a_wrong_stance_is_one_cell_and_not_two_errors() -> None:
    assert confusion([entry([fact("denied")], [fact("affirmed")])]) == {("denied", "affirmed"): 1}


def test_equal_stances_meet_first_and_the_rest_has_no_partner() -> None:
    counted = confusion([entry([fact("affirmed"), fact("denied")], [fact("denied")])])
    assert counted == {("denied", "denied"): 1, ("affirmed", NONE): 1}


def test_another_country_is_another_claim() -> None:
    counted = confusion([entry([fact("planned")], [fact("planned", country="RU")])])
    assert counted == {("planned", NONE): 1, (NONE, "planned"): 1}


def test_bins_hold_the_share_that_is_right() -> None:
    found = [entry([fact("affirmed")], [fact("affirmed", 0.82)]), entry([], [fact("denied", 0.86)])]
    bins = reliability(found)
    assert bins[8] == Bin(2, (0.82 + 0.86) / 2, 0.5)
    assert sum(one.claims for one in bins) == 2
    assert abs(error(bins) - 0.34) < 1e-9


def test_the_same_claim_twice_is_one_point_the_surest() -> None:
    bins = reliability([entry([fact("affirmed")], [fact("affirmed", 0.3), fact("affirmed", 1.0)])])
    assert [one.claims for one in bins] == [0] * 9 + [1]


def test_pictures_are_well_formed_and_name_every_count() -> None:
    scored = [entry([fact("denied")], [fact("affirmed", 0.7)])] * 1234
    stances = stances_picture(confusion(scored), "A <title> & more")
    assert "1,234" in "".join(ElementTree.fromstring(stances).itertext())
    curve = reliability_picture(reliability(scored), "t")
    assert "1,234 claims" in "".join(ElementTree.fromstring(curve).itertext())


def test_nothing_found_is_drawn_too() -> None:
    for picture in (stances_picture({}, "t"), reliability_picture(reliability([]), "t")):
        ElementTree.fromstring(picture)
