"""A subscription that begins on a full store tells what is open, once, and nothing of what has passed."""

from collections import Counter
from datetime import datetime
from typing import Any

import msgspec
import pytest

from pipeline.ledger.policy import Policy
from pipeline.subscriptions.beginning import Beginning, beginning, predicate, rows
from pipeline.subscriptions.timeline import timeline
from schemas import Report
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, HOUR, KYIV, MONDAY, asks, say

OPEN = say(f"FRA affirmed train {KYIV}", at=MONDAY + 8 * DAY)
PASSED = say("FRA affirmed attack donbas")


def begin(*reports: Report, now: datetime = MONDAY + 9 * DAY, told: tuple[str, ...] = (), **asked: Any) -> Beginning:
    wanted = asks(**asked)
    return beginning(wanted, timeline(reports, wanted, CATALOGUE, Policy(), now), now, told)


def test_nothing_of_the_past_is_sent_by_itself() -> None:
    found = begin(OPEN, PASSED)
    assert len(found.events) == 3
    assert not any(event.sent for event in found.events)
    assert {event.sent_reason for event in found.events if event.kind == "opened"} == {found.events[0].sent_reason}
    assert "told in its summary" in found.events[0].sent_reason


def test_the_summary_holds_each_open_thread_once_with_what_stands() -> None:
    denial = say("FRA denied presence UA", by="Macron", at=MONDAY + 8 * DAY + HOUR)
    (event,) = begin(OPEN, PASSED, denial).summary
    assert (event.thread.group, event.kind, event.status) == ("presence", "contested", "contested")


@pytest.mark.parametrize("days", [9, 20])
def test_a_thread_is_open_through_its_episode_and_the_next(days: int) -> None:
    assert len(begin(OPEN, now=MONDAY + days * DAY).summary) == 1
    assert not begin(OPEN, now=MONDAY + 21 * DAY).summary


def test_what_has_ended_is_not_open() -> None:
    gone = say("FRA affirmed withdraw UA", at=MONDAY + 8 * DAY + HOUR, confidence=0.95)
    assert not begin(OPEN, gone).summary


def test_a_store_without_anything_gives_no_summary() -> None:
    assert begin() == Beginning((), ())


def test_threads_that_were_told_are_not_told_again_when_the_question_changes() -> None:
    (event,) = begin(OPEN).summary
    assert not begin(OPEN, told=(event.thread.id,)).summary


def test_another_question_begins_anew_and_another_hour_of_delivery_does_not() -> None:
    asked = asks()
    calmer = msgspec.structs.replace(asked, quiet=("22:00-06:00",), digest="every 6h", destinations=("desk",))
    assert predicate(calmer) == predicate(asked)
    assert predicate(asks(min_origins=2)) != predicate(asked)


def test_the_summary_is_one_delivery_to_each_destination_and_waits_for_the_morning() -> None:
    asked = asks(destinations=("desk", "https://hook.example/secret"), quiet=("22:00-06:00",))
    elsewhere = say("FRA affirmed attack donbas", at=MONDAY + 8 * DAY)
    night = MONDAY + 9 * DAY + 14 * HOUR  # 23:00
    found = rows(begin(OPEN, elsewhere).summary, asked, night)
    assert sorted(Counter(row.message for row in found).values()) == [2, 2]
    assert {row.planned.slot for row in found} == {"summary 2026-03-11T23:00Z"}
    assert {row.planned.not_before for row in found} == {night + 7 * HOUR}
    assert rows(begin(OPEN, elsewhere).summary, asked, night) == found
