"""Decided events to a topic: each until the broker has it, marked afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.store import Store, open_store
from connectors.topics import ALERTS
from schemas.errors import DeliveryFailed
from tests.connectors.brokers import Remembers, writer
from tests.connectors.notify.making import NOW, event, subscription
from tests.connectors.notify.storing import fill
from vedette.announcing import Announcer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        fill(store, subscription(), [event(1), event(2, sent=False), event(3)])
        yield store


def announcer(store: Store, broker: Remembers) -> Announcer:
    return Announcer(store, writer(broker, ALERTS), lambda: NOW)


def ids(broker: Remembers) -> list[str]:
    return [sealed.attributes["id"] for sealed in broker.got]


def test_every_decided_event_is_published_in_order_also_what_is_not_sent(store: Store) -> None:
    broker = Remembers()
    announcing = announcer(store, broker)
    assert [announcing.step(), announcing.step()] == [True, False]
    assert ids(broker) == ["e1", "e2", "e3"]


def test_while_the_broker_is_away_nothing_is_marked(store: Store) -> None:
    broker = Remembers()
    announcing, broker.away = announcer(store, broker), True
    with pytest.raises(DeliveryFailed):
        announcing.step()
    assert store.publishing.waiting() == 3
    broker.away = False
    announcing.step()
    assert (ids(broker), store.publishing.waiting()) == (["e1", "e2", "e3"], 0)


def test_one_that_the_broker_never_takes_is_a_dead_letter_and_holds_up_nothing(store: Store) -> None:
    broker = Remembers(refuses=b'"e2"')
    announcing = announcer(store, broker)
    assert [announcing.step(), announcing.step()] == [True, False]
    assert (ids(broker), announcing.published) == (["e1", "e3"], 2)
    assert [kept.letter.where for kept in store.dead_letters.newest()] == ["e2"]
