from hypothesis import given, settings

from pipeline.ledger.policy import Policy
from pipeline.ledger.root import Root
from pipeline.subscriptions.history import History
from pipeline.subscriptions.moments import Part
from pipeline.subscriptions.tally import Tally
from pipeline.subscriptions.timeline import timeline
from schemas import ActivityGroup, Report, Revision
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, HOUR, MONDAY, asks, say
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
    assert kept == tally.contested


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


def test_an_episode_begins_with_one_denial_of_each_holder_however_often_he_denied() -> None:
    denials = [
        say("FRA denied train UA", by=by, at=MONDAY + n * HOUR) for n in range(60) for by in ("Macron", "the ministry")
    ]
    root = Root("FRA", denials, [], CATALOGUE, NOW)
    history = History(root, ActivityGroup.FIGHTING, Policy())
    for bearing in root.bearings:
        history.add(history.enter(bearing.since), Part(bearing, own=True))
    standing = history.enter(MONDAY + 5 * DAY).standing
    assert [part.bearing.since for part in standing] == [MONDAY + 59 * HOUR] * 2


def test_a_denial_that_stands_after_a_newer_one_was_corrected_still_counts() -> None:
    older = say("RUS denied attack UA", by="Moscow")
    newer = say("RUS denied attack UA", by="Moscow", entry="entry", at=MONDAY + HOUR)
    hit = say("RUS affirmed attack UA", at=MONDAY + DAY)
    edit = Revision(entry_key="entry", article_id="edited", seen_at=MONDAY + DAY + HOUR)
    found = timeline([older, newer, hit], asks(militaries=("RUS",)), CATALOGUE, Policy(), NOW, revisions=[edit])
    day = [event for event in found if event.episode == "2026-03-03" and event.kind != "closed"]
    assert [event.status for event in day] == ["contested"] * len(day)
    assert [event for event in found if event.kind == "closed"][-1].status == "contested"
