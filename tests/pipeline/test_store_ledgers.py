"""The store form of the ledgers decides what the memory form decides: in any batches, any order, over any restart."""

import random
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.store import Store, ledger, open_store
from connectors.store.tables import outbox
from pipeline import store_ledgers
from pipeline.ledger.policy import Policy
from pipeline.ledgers import MemoryLedgers
from pipeline.store_ledgers import Batch, StoreLedgers
from schemas import Activity, AlertEvent, DeadLetter, Entry, GroupBy, Report, Revision, Stance
from schemas.wire import encode
from tests.connectors.store.engines import ENGINES, empty_store, new_url
from tests.pipeline.ledger import fakes
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, HOUR, KYIV, MONDAY, asks, daily, say

SUBSCRIPTIONS = [
    asks("country", destinations=("desk", "mail")),
    asks("admin1", group_by=GroupBy.ADMIN1, max_age=None),
    asks("affirmed", stances=(Stance.AFFIRMED,), group_by=GroupBy.PLACE),
    asks("twice", min_origins=2, background=True, min_confidence=0.1),
    asks("any", militaries=(), regions=()),
]
Pieces = tuple[list[Report], list[Revision], datetime]


@pytest.fixture(autouse=True)
def plain_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.plain_fingerprints(monkeypatch)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(engine: str) -> Iterator[Store]:
    with empty_store(engine) as store:
        begin(store)
        yield store


def begin(store: Store) -> None:
    store.subscriptions.define(SUBSCRIPTIONS, "subscriptions.toml")
    ledgers_of(store).begin(MONDAY - 60 * DAY)


def ledgers_of(store: Store) -> StoreLedgers:
    """As after a restart: nothing is remembered but what the store has."""
    return StoreLedgers(store, CATALOGUE, Policy())


def memory() -> MemoryLedgers:
    return MemoryLedgers(SUBSCRIPTIONS, CATALOGUE, Policy())


def written(events: list[AlertEvent]) -> list[bytes]:
    return [encode(event) for event in events]


def some_report(choose: random.Random, days: int) -> Report:
    at = MONDAY + choose.randrange(24 * days) * HOUR
    military, region = (
        choose.choice(("FRA", "FRA/foreign-legion", "RUS")),
        choose.choice(("UA", "donbas", "UA-14", KYIV)),
    )
    stance = choose.choice((*Stance, Stance.AFFIRMED, Stance.AFFIRMED))
    return say(
        f"{military} {stance} {choose.choice(list(Activity))} {region}",
        at=at,
        by=choose.choice((None, None, "Macron", "the ministry", "Paris Match")),
        outlet=choose.choice(("alpha.example", "beta.example", "gamma.example")),
        entry=choose.choice(("", "", "entry-1", "entry-2", "entry-3")),
        fingerprint=choose.choice(("", "", "near-1", "near-2")),
        published=at - timedelta(days=choose.choice((0, 0, 0, 5))),
        confidence=choose.choice((0.9, 0.9, 0.6, 0.3)),
        background=choose.random() < 0.2,
    )


def some_revision(choose: random.Random, days: int) -> Revision:
    entry, content = choose.choice(("entry-1", "entry-2", "entry-3")), choose.choice(("content-1", "content-2"))
    return Revision(entry_key=entry, article_id=content, seen_at=MONDAY + choose.randrange(24 * days) * HOUR)


def in_order(made: list[Report], seen: list[Revision], days: int) -> Iterator[Pieces]:
    for now in sorted({one.seen_at for one in made} | {one.seen_at for one in seen}):
        yield [one for one in made if one.seen_at == now], [one for one in seen if one.seen_at == now], now
    yield [], [], MONDAY + (days + 30) * DAY


def shuffled(choose: random.Random, made: list[Report], seen: list[Revision], days: int) -> Iterator[Pieces]:
    pieces: list[Report | Revision] = [*made, *seen]
    choose.shuffle(pieces)
    shards, now = choose.randrange(1, 6), MONDAY + (days + choose.choice((0, 60))) * DAY
    for number in range(shards):
        shard = pieces[number::shards]
        yield [x for x in shard if isinstance(x, Report)], [x for x in shard if isinstance(x, Revision)], now


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(4, 100))])
def test_any_batches_in_any_order_over_any_restart_decide_what_memory_decides(store: Store, seed: int) -> None:
    choose = random.Random(seed)
    days = choose.choice((3, 30, 120, 200))
    made = [some_report(choose, days) for _ in range(choose.choice((5, 15, 40)))]
    seen = [some_revision(choose, days) for _ in range(choose.randrange(5))]
    batches = in_order(made, seen, days) if seed % 2 else shuffled(choose, made, seen, days)
    expected = memory()
    for batch in batches:
        assert written(ledgers_of(store).add(*batch)) == written(expected.add(*batch))
    assert store.reading.ledgers() == expected.ledgers()
    assert {one.id for one in store.alerts.superseded()} == {one.id for one in expected.superseded()}


def test_adding_the_same_again_decides_nothing(store: Store) -> None:
    report = say("FRA affirmed train donbas")
    assert ledgers_of(store).add([report], [], MONDAY)
    assert ledgers_of(store).add([report], [], MONDAY) == []


def test_a_report_of_the_hundredth_day_is_decided_without_reading_the_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [
        one for outlet in ("a.example", "b.example") for one in daily("FRA affirmed attack UA-14", 100, outlet=outlet)
    ]
    for at in range(0, len(old), 25):
        ledgers_of(store).add(old[at : at + 25], [], MONDAY + 100 * DAY)
    read: list[Report] = []

    def counted(*arguments: object) -> list[Report]:
        found = load(*arguments)  # type: ignore[arg-type]
        read.extend(found)
        return found

    load = ledger.reports_of_entries
    monkeypatch.setattr(ledger, "reports_of_entries", counted)
    ledgers_of(store).commit(
        Batch([say("FRA affirmed attack UA-14", at=MONDAY + 100 * DAY, outlet="c.example")]), MONDAY + 100 * DAY
    )
    assert 0 < len(read) < 10


def test_a_new_catalogue_or_policy_decides_from_the_beginning(store: Store) -> None:
    ledgers_of(store).add([say("FRA affirmed train donbas", confidence=0.6)], [], MONDAY)
    other = StoreLedgers(store, CATALOGUE, Policy(threshold=0.7))
    other.add([say("FRA affirmed train donbas", at=MONDAY + HOUR)], [], MONDAY + HOUR)
    expected = MemoryLedgers(SUBSCRIPTIONS, CATALOGUE, Policy(threshold=0.7))
    expected.add([say("FRA affirmed train donbas", confidence=0.6)], [], MONDAY)
    expected.add([say("FRA affirmed train donbas", at=MONDAY + HOUR)], [], MONDAY + HOUR)
    superseded = {one.id for one in store.alerts.superseded()}
    assert {one.id for one in store.alerts.events(limit=99)} - superseded == {one.id for one in expected.events()}


@pytest.mark.parametrize(
    "entry", ["https://h.example/" + "x" * 9000, "feed#" + "й" * 4000, "feed#\0\ufffd" + "q" * 3000]
)
def test_an_entry_is_corrected_however_long_its_key_is(store: Store, entry: str) -> None:
    ledgers_of(store).commit(Batch([say("FRA affirmed train donbas", entry=entry)]), MONDAY)
    edit = Revision(entry_key=entry, article_id="edited", seen_at=MONDAY + HOUR)
    assert {one.kind for one in ledgers_of(store).commit(Batch([], [edit]), MONDAY + HOUR)} == {"corrected"}


def test_silence_closes_a_thread_at_midnight(store: Store) -> None:
    ledgers_of(store).commit(Batch([say("FRA affirmed train donbas")]), MONDAY)
    assert {event.kind for event in ledgers_of(store).pass_time(MONDAY + 14 * DAY)} == {"closed"}
    assert ledgers_of(store).pass_time(MONDAY + 14 * DAY) == []


def test_a_revision_without_reports_corrects_what_its_entry_said(store: Store) -> None:
    ledgers_of(store).commit(Batch([say("FRA affirmed train donbas", entry="entry")]), MONDAY)
    edit = Revision(entry_key="entry", article_id="edited", seen_at=MONDAY + HOUR)
    new = ledgers_of(store).commit(Batch([], [edit]), MONDAY + HOUR)
    assert {event.kind for event in new} == {"corrected"}
    assert store.reading.ledgers() == []


def test_what_nothing_opens_any_more_is_superseded(store: Store) -> None:
    ledgers_of(store).commit(Batch([say("FRA affirmed train donbas", entry="entry", article="a")]), MONDAY)
    at_the_same_moment = Revision(entry_key="entry", article_id="b", seen_at=MONDAY)
    assert ledgers_of(store).commit(Batch([], [at_the_same_moment]), MONDAY) == []
    assert {event.kind for event in store.alerts.superseded()} == {"opened"}
    ledgers_of(store).commit(Batch([say("FRA affirmed train donbas", at=MONDAY)]), MONDAY)
    assert store.alerts.superseded() == []


def test_what_another_machine_saw_a_moment_ahead_of_our_clock_is_decided_at_once(store: Store) -> None:
    ahead = say("FRA affirmed train donbas", at=MONDAY + timedelta(seconds=3))
    assert ledgers_of(store).commit(Batch([ahead]), MONDAY)


def test_what_is_seen_far_ahead_of_the_clock_waits_for_its_time(store: Store) -> None:
    ahead = say("FRA affirmed train donbas", at=MONDAY + DAY)
    assert ledgers_of(store).add([ahead], [], MONDAY) == []
    assert {event.kind for event in ledgers_of(store).add([], [], MONDAY + DAY)} == {"opened"}


def test_what_is_sent_has_a_row_for_each_destination_and_what_is_kept_has_none(store: Store) -> None:
    new = ledgers_of(store).add([say("FRA affirmed train donbas")], [], MONDAY)
    with store.database.read() as connection:
        rows = {(row.event, row.destination) for row in connection.execute(select(outbox))}
    sent = [event for event in new if event.sent and event.thread.subscription == "country"]
    assert rows == {(event.id, place) for event in sent for place in ("desk", "mail")}


def test_a_batch_takes_its_entries_out_of_the_inbox_with_their_dead_letters(store: Store) -> None:
    store.inbox.add([Entry(title="a", seen_at=MONDAY)], MONDAY)
    (taken,) = store.inbox.take(5, "me", MONDAY, HOUR)
    letter = DeadLetter(stage="scan", reason="failed", detail="", where=taken.entry.where)
    ledgers_of(store).commit(Batch([], dead=[letter], entries=[taken.id]), MONDAY)
    assert store.inbox.waiting() == 0
    assert [kept.letter for kept in store.dead_letters.newest()] == [letter]


def test_a_new_subscription_keeps_the_past_and_sums_up_what_is_open_once(store: Store) -> None:
    past, now = say("FRA affirmed train donbas"), MONDAY + HOUR
    ledgers_of(store).add([past, say("FRA affirmed attack UA-30", at=MONDAY - 20 * DAY)], [], MONDAY)
    store.subscriptions.put(asks("new", destinations=("new-desk",)))
    assert [ledgers_of(store).begin(now), ledgers_of(store).begin(now)] == [["new"], []]
    assert not any(event.sent for event in store.alerts.events(subscription="new"))
    (summary,) = store.outbox.due("new-desk", now, 5, "me", HOUR)
    assert {event.thread.group for event in summary.events} == {"presence"}
    (denied,) = [
        event
        for event in ledgers_of(store).add([say("FRA denied train donbas", by="Macron", at=now)], [], now)
        if event.thread.subscription == "new"
    ]
    assert (denied.kind, denied.sent) == ("contested", True)


def test_a_subscription_that_has_not_begun_tells_nothing(store: Store) -> None:
    store.subscriptions.put(asks("new"))
    new = ledgers_of(store).add([say("FRA affirmed train donbas")], [], MONDAY)
    assert "new" not in {event.thread.subscription for event in new}


def test_the_ledgers_of_a_large_root_are_folded_when_there_is_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_ledgers, "LARGE", 3)
    made = daily("FRA affirmed attack UA-14", 5)
    expected = memory()
    expected.add(made, [], MONDAY + 5 * DAY)
    ledgers_of(store).add(made, [], MONDAY + 5 * DAY)
    assert store.reading.ledgers() == []
    assert [ledgers_of(store).settle(MONDAY + 5 * DAY) for _ in range(2)] == [1, 0]
    assert store.reading.ledgers() == expected.ledgers()


def test_two_processes_on_one_root_decide_every_event_once(engine: str, tmp_path: object) -> None:
    url = new_url(engine, tmp_path)  # type: ignore[arg-type]
    made = [*daily("FRA affirmed train donbas", 12), *daily("FRA denied presence UA", 12, by="Macron")]
    decided: list[AlertEvent] = []
    with open_store(url) as one, open_store(url) as other:
        begin(one)
        workers = [
            threading.Thread(target=_add_each, args=(store, made[number::2], decided))
            for number, store in enumerate((one, other))
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        ids = [event.id for event in decided]
        assert len(ids) == len(set(ids))
        expected = memory()
        expected.add(made, [], MONDAY + 60 * DAY)
        superseded = {event.id for event in one.alerts.superseded()}
        assert set(ids) - superseded == {event.id for event in expected.events()}


def _add_each(store: Store, made: list[Report], decided: list[AlertEvent]) -> None:
    for report in made:
        decided.extend(ledgers_of(store).commit(Batch([report]), MONDAY + 60 * DAY))
