from hypothesis import given, settings

from pipeline.ledger.policy import Policy
from pipeline.ledger.root import Root
from pipeline.subscriptions.tally import Tally
from schemas import ActivityGroup, Report
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, MONDAY
from tests.pipeline.ledger.strategies import reports

NOW = MONDAY + 60 * DAY


@settings(deadline=None)
@given(reports)
def test_counting_report_by_report_gives_what_counting_anew_gives(made: list[Report]) -> None:
    root = Root("FRA", made, [], CATALOGUE, NOW)
    tally = Tally(root, ActivityGroup.PRESENCE, Policy(), {})
    for bearing in root.bearings:
        tally.add(bearing, own=True)
    kept = dict(tally.contested)
    tally._contest_anew()
    assert kept.keys() == tally.contested.keys()


@settings(deadline=None)
@given(reports)
def test_the_origins_of_a_tally_are_never_more_than_its_affirmations(made: list[Report]) -> None:
    root = Root("FRA", made, [], CATALOGUE, NOW)
    tally = Tally(root, ActivityGroup.PRESENCE, Policy(), {})
    for bearing in root.bearings:
        tally.add(bearing, own=True)
    affirming = [one for one in root.bearings if one.stance == "affirmed"]
    assert len(tally.origins) <= len(affirming)
    assert set(tally.origins) <= {one.report.origin for one in affirming}
