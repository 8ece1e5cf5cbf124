"""A backtest counts what would have been sent, and shows what one thing alone kept out."""

from datetime import datetime
from typing import Any

from pipeline.ledger.policy import Policy
from pipeline.subscriptions.backtest import ORIGINS, SAMPLES, Backtest, Measure
from pipeline.subscriptions.timeline import timeline
from schemas import GroupBy, Repeat, Report
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, KYIV, MONDAY, asks, daily, say

TRAIN = "FRA affirmed train donbas"


def backtest(*reports: Report, now: datetime = MONDAY + 30 * DAY, **asked: Any) -> Backtest:
    wanted = asks(**asked)
    measure = Measure(wanted, CATALOGUE, Policy())
    for event in timeline(reports, wanted, CATALOGUE, Policy(), now):
        measure.event(event)
    for report in reports:
        measure.report(report)
    return measure.result()


def near(found: Backtest) -> dict[str, int]:
    return {miss.reason: miss.times for miss in found.near}


def test_alerts_are_counted_by_week_with_the_silent_weeks_between() -> None:
    found = backtest(say(TRAIN), say("FRA affirmed attack UA", at=MONDAY + 15 * DAY))
    assert found.by_week == (("2026-W10", 1), ("2026-W11", 0), ("2026-W12", 1))
    assert round(found.a_week, 2) == 0.93


def test_of_less_than_a_week_nothing_is_extrapolated() -> None:
    assert backtest(say(TRAIN)).a_week == 1.0


def test_nothing_gives_nothing() -> None:
    assert backtest() == Backtest("france-in-ukraine", None, None, 0, 0, 0, (), (), (), (), ())


def test_events_that_are_kept_are_counted_by_their_reason() -> None:
    found = backtest(*daily("FRA affirmed attack UA", 3))
    assert dict(found.kept)["repeat = first"] == 2
    assert found.by_kind == (("opened", 1),)


def test_a_report_that_one_thing_kept_out_is_a_near_miss_and_one_that_two_did_is_none() -> None:
    found = backtest(
        say("RUS affirmed attack UA"),
        say("FRA affirmed train ML"),
        say("RUS affirmed attack ML"),
        say(TRAIN, confidence=0.4),
        say(TRAIN, published=MONDAY - 9 * DAY),
    )
    assert near(found) == {"another military": 1, "another region": 1, "low confidence": 1, "old": 1}
    assert found.matched == 0


def test_threads_that_lacked_origins_are_near_misses() -> None:
    found = backtest(say(TRAIN), say(f"FRA affirmed train {KYIV}"), min_origins=3)
    assert (found.matched, near(found)) == (2, {ORIGINS: 2})


def test_samples_are_few_and_the_same_in_any_order() -> None:
    made = [say(f"FRA affirmed attack {region}", at=MONDAY + n * DAY) for n in range(20) for region in ("UA", "donbas")]
    one, two = (backtest(*reports, group_by=GroupBy.PLACE, repeat=Repeat.EVERY) for reports in (made, made[::-1]))
    assert one == two
    assert len(one.samples) == SAMPLES
