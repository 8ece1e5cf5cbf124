"""Entries to a topic instead of being read: done once the broker has them, back in the inbox where it has not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.store import Store, open_store
from connectors.topics import ENTRIES
from schemas import Entry
from schemas.errors import DeliveryFailed
from tests.connectors.brokers import Remembers, writer
from vedette.monitor.forwarding import Forwarder
from vedette.monitor.tally import Tally

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GIVEN = [Entry(feed="f", guid=str(number), title=f"t{number}", seen_at=NOW) for number in range(3)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        store.inbox.add(GIVEN, NOW)
        yield store


def forwarder(store: Store, broker: Remembers, tally: Tally | None = None) -> Forwarder:
    to, tally = writer(broker, ENTRIES), tally or Tally(NOW)
    return Forwarder(store, to, tally, owner="me", clock=lambda: NOW)


def test_what_was_polled_is_on_the_topic_and_done(store: Store) -> None:
    broker, tally = Remembers(), Tally(NOW)
    forwarding = forwarder(store, broker, tally)
    assert [forwarding.step(), forwarding.step()] == [3, 0]
    assert (len(broker.got), tally.forwarded, tally.waiting) == (3, 3, 0)


def test_while_the_broker_is_away_entries_wait_untouched(store: Store) -> None:
    broker = Remembers()
    forwarding, broker.away = forwarder(store, broker), True
    for _ in range(9):
        with pytest.raises(DeliveryFailed):
            forwarding.step()
    broker.away = False
    assert forwarding.step() == 3
    assert (len(broker.got), store.dead_letters.newest()) == (3, [])


def test_a_trouble_is_told_when_it_begins_and_when_it_ends(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    broker = Remembers()
    forwarding, broker.away = forwarder(store, broker), True
    with caplog.at_level("INFO"):
        for _ in range(3):
            with pytest.raises(DeliveryFailed):
                forwarding.step()
        broker.away = False
        forwarding.step()
    assert [record.levelname for record in caplog.records if "forwarding" in record.name] == ["ERROR", "INFO"]


def test_one_that_the_broker_never_takes_is_a_dead_letter_that_can_be_requeued(store: Store) -> None:
    tally = Tally(NOW)
    forwarder(store, Remembers(refuses=b'"t1"'), tally).step()
    (kept,) = store.dead_letters.newest()
    assert (tally.forwarded, dict(tally.dead), store.inbox.waiting()) == (2, {"publish": 1}, 0)
    assert store.dead_letters.requeue(kept.id, NOW)
    assert forwarder(store, Remembers()).step() == 1


def test_an_entry_that_comes_twice_has_one_id(store: Store) -> None:
    broker = Remembers()
    taken = store.inbox.take(9, "killed", NOW, NOW - NOW, counted=False)
    writer(broker, ENTRIES).send({one.entry.where: one.entry for one in taken})
    forwarder(store, broker).step()
    ids = [sealed.attributes["id"] for sealed in broker.got]
    assert (len(ids), len(set(ids))) == (6, 3)
