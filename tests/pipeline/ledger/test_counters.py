import pytest
from hypothesis import given

from pipeline.ledger.bearing import bearings
from pipeline.ledger.containment import Within
from pipeline.ledger.counters import Relations, counters, ends
from schemas import Activity, Claim, Report, Stance
from tests.pipeline.ledger.fakes import CATALOGUE, KYIV
from tests.pipeline.ledger.strategies import reports


def claim(text: str) -> Claim:
    military, activity, region = text.split()
    return Claim.of(military, Activity(activity), region)


def is_countered(denial: str, other: str) -> bool:
    return counters(claim(denial), claim(other), CATALOGUE)


def test_a_denial_for_a_country_counters_a_town_in_it() -> None:
    assert is_countered("FRA presence UA", f"FRA train {KYIV}")
    assert is_countered("FRA presence UA", "FRA deploy donbas")


def test_a_denial_for_a_town_says_nothing_about_its_country() -> None:
    assert not is_countered(f"FRA presence {KYIV}", "FRA presence UA")
    assert not is_countered("FRA presence UA-30", "FRA presence UA-51")


def test_a_denial_for_a_state_counters_its_branches_never_the_other_way() -> None:
    assert is_countered("FRA presence UA", "FRA/foreign-legion presence UA")
    assert not is_countered("FRA/foreign-legion presence UA", "FRA presence UA")


def test_no_russian_soldiers_in_mali_does_not_deny_wagner() -> None:
    assert not is_countered("RUS presence ML", "wagner presence ML")


@pytest.mark.parametrize("other", ["FRA presence atlantis", "martians presence UA"])
def test_what_the_catalogue_does_not_know_lies_in_nothing(other: str) -> None:
    assert not is_countered("FRA presence UA", other)
    assert is_countered(other, other)


def test_a_withdrawal_ends_presence_at_or_below_its_place() -> None:
    assert ends(claim("FRA withdraw ML"), claim("FRA/foreign-legion train ML-7"), CATALOGUE)
    assert not ends(claim("FRA withdraw ML-7"), claim("FRA presence ML"), CATALOGUE)
    assert not ends(claim("FRA withdraw ML"), claim("FRA attack ML"), CATALOGUE)


@given(reports)
def test_the_index_finds_exactly_what_the_relation_holds_for(made: list[Report]) -> None:
    found = [bearing for report in made for bearing in bearings(report)]
    relations = Relations(((one.stance, one.node) for one in found), Within(CATALOGUE))
    for denial in (one for one in found if one.stance is Stance.DENIED):
        for other in (one for one in found if one.stance in (Stance.AFFIRMED, Stance.PLANNED)):
            holds = counters(Claim.of(*denial.node), Claim.of(*other.node), CATALOGUE)
            assert (denial.node in relations.countered_by.get(other.node, ())) == holds
            assert (other.node in relations.counters.get(denial.node, ())) == holds
