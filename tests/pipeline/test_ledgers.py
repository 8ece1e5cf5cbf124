from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ledger.policy import Policy
from pipeline.ledgers import MemoryLedgers, decide_root
from schemas import AlertEvent, GroupBy, Report, Revision, Stance
from schemas.wire import encode
from tests.pipeline.ledger import fakes
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, HOUR, MONDAY, asks, say
from tests.pipeline.ledger.strategies import reports, revisions

SUBSCRIPTIONS = [
    asks("country"),
    asks("admin1", group_by=GroupBy.ADMIN1, max_age=None),
    asks("affirmed", stances=(Stance.AFFIRMED,), group_by=GroupBy.PLACE),
    asks("twice", min_origins=2, background=True, min_confidence=0.1),
]
NOW = MONDAY + 60 * DAY


@pytest.fixture(autouse=True)
def plain_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.plain_fingerprints(monkeypatch)


def memory() -> MemoryLedgers:
    return MemoryLedgers(SUBSCRIPTIONS, CATALOGUE, Policy())


def at_once(made: list[Report], seen: list[Revision]) -> tuple[list[bytes], list[bytes]]:
    ledgers, events = decide_root(made, seen, SUBSCRIPTIONS, CATALOGUE, Policy(), NOW)
    return [encode(one) for one in ledgers], [encode(one) for one in events]


def ids(events: list[AlertEvent]) -> set[str]:
    return {event.id for event in events}


@settings(deadline=None)
@given(reports, revisions, st.randoms())
def test_any_order_and_any_repetition_give_the_same_bytes(
    made: list[Report], seen: list[Revision], random: Any
) -> None:
    expected = at_once(made, seen)
    shuffled, repeated = [*made, *made[:4]], [*seen, *seen]
    random.shuffle(shuffled)
    random.shuffle(repeated)
    assert at_once(shuffled, repeated) == expected


@settings(deadline=None, max_examples=60)
@given(reports, revisions, st.randoms(), st.integers(1, 5))
def test_any_sharding_and_lateness_end_in_the_same_events(
    made: list[Report], seen: list[Revision], random: Any, shards: int
) -> None:
    pieces: list[Report | Revision] = [*made, *seen]
    random.shuffle(pieces)
    ledgers = memory()
    for number in range(shards):
        shard = pieces[number::shards]
        ledgers.add(
            [one for one in shard if isinstance(one, Report)], [one for one in shard if isinstance(one, Revision)], NOW
        )
    assert ([encode(one) for one in ledgers.ledgers()], [encode(one) for one in ledgers.events()]) == at_once(
        made, seen
    )


@settings(deadline=None, max_examples=60)
@given(reports, revisions)
def test_what_comes_in_the_order_of_time_is_never_taken_back(made: list[Report], seen: list[Revision]) -> None:
    ledgers, told = memory(), set[str]()
    for now in sorted({one.seen_at for one in made} | {one.seen_at for one in seen}):
        new = ledgers.add([one for one in made if one.seen_at == now], [one for one in seen if one.seen_at == now], now)
        assert told.isdisjoint(ids(new))
        told |= ids(new)
    told |= ids(ledgers.add([], [], NOW))
    assert ledgers.superseded() == []
    assert told == ids(ledgers.events())


def test_adding_the_same_again_decides_nothing() -> None:
    ledgers, report = memory(), say("FRA affirmed train donbas")
    assert ledgers.add([report], [], MONDAY)
    assert ledgers.add([report], [], MONDAY) == []


def test_a_late_report_changes_the_cause_that_is_shown_not_what_was_sent() -> None:
    ledgers = memory()
    ledgers.add([say("FRA affirmed train donbas", at=MONDAY + HOUR)], [], MONDAY + HOUR)
    before = ids(ledgers.events())
    ledgers.add([say("FRA affirmed train donbas", by="Paris Match")], [], MONDAY + HOUR)
    assert before <= ids(ledgers.events())
    assert ledgers.superseded() == []


def test_a_late_report_that_undoes_the_past_marks_what_no_longer_follows() -> None:
    ledgers = memory()
    ledgers.add([say("FRA affirmed train donbas", at=MONDAY + 7 * DAY)], [], MONDAY + 7 * DAY)
    ledgers.add([say("FRA affirmed train donbas")], [], MONDAY + 7 * DAY)
    assert {event.kind for event in ledgers.superseded()} == {"opened"}


def test_silence_closes_a_thread_when_the_clock_moves_on() -> None:
    ledgers = memory()
    ledgers.add([say("FRA affirmed train donbas")], [], MONDAY)
    closed = ledgers.add([], [], MONDAY + 14 * DAY)
    assert {event.kind for event in closed} == {"closed"}


def test_a_revision_without_reports_reaches_the_roots_of_its_entry() -> None:
    ledgers = memory()
    ledgers.add([say("FRA affirmed train donbas", entry="entry")], [], MONDAY)
    edit = Revision(entry_key="entry", article_id="edited", seen_at=MONDAY + HOUR)
    assert {event.kind for event in ledgers.add([], [edit], MONDAY + HOUR)} == {"corrected"}
    assert ledgers.ledgers() == []


def test_an_edit_that_speaks_of_another_military_corrects_the_first() -> None:
    ledgers = memory()
    ledgers.add([say("FRA affirmed train donbas", entry="entry")], [], MONDAY)
    edit = say("RUS affirmed train donbas", entry="entry", at=MONDAY + timedelta(hours=1))
    assert "corrected" in {event.kind for event in ledgers.add([edit], [], MONDAY + HOUR)}
