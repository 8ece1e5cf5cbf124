"""The calendar cuts episodes: what goes on, what closes, what opens anew."""

from datetime import datetime

from schemas import Repeat
from tests.pipeline.ledger.fakes import DAY, HOUR, MONDAY, daily, outlets, say
from tests.pipeline.subscriptions.stories import TRAIN, events, kinds, sent


def test_a_month_of_a_hot_claim_gives_one_opened_and_the_rest_continues() -> None:
    month = daily("RUS affirmed attack UA", 30)
    found = events(*month, now=MONDAY + 30 * DAY, militaries=("RUS",))
    assert kinds(found) == ["opened"] + ["continues"] * 29
    assert [event.sent for event in found] == [True] + [False] * 29
    assert sent(*month, now=MONDAY + 30 * DAY, militaries=("RUS",), repeat=Repeat.EVERY) == kinds(found)


def test_a_hot_claim_in_ten_outlets_a_day_is_not_told_again_every_day() -> None:
    month = [report for outlet in outlets(10) for report in daily("RUS affirmed attack UA", 30, outlet=outlet)]
    assert sent(*month, now=MONDAY + 30 * DAY, militaries=("RUS",)) == ["opened"]


def test_closed_is_decided_once_a_whole_further_episode_has_passed_in_silence() -> None:
    end = datetime(2026, 3, 16, tzinfo=MONDAY.tzinfo)
    assert kinds(events(say(TRAIN), now=end - HOUR)) == ["opened"]
    closed = events(say(TRAIN), now=end)[-1]
    assert (closed.kind, closed.episode, closed.at, closed.sent, closed.cause) == (
        "closed",
        "2026-W10",
        end,
        False,
        None,
    )


def test_a_thread_opens_anew_after_a_silent_episode() -> None:
    found = events(say(TRAIN), say(TRAIN, at=MONDAY + 14 * DAY), now=MONDAY + 15 * DAY)
    assert kinds(found) == ["opened", "closed", "opened"]


# Corrections
