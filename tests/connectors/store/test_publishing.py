"""Which events a broker still has to get: in order, each until it is marked, one process at a time."""

import pytest
from sqlalchemy import update

from connectors.store import Store, open_store
from connectors.store.publishing import alone
from connectors.store.tables import events
from schemas import DeadLetter
from tests.connectors.notify.making import NOW, event, subscription
from tests.connectors.notify.storing import fill

ASKED = subscription()


def ids(store: Store, limit: int = 10) -> list[str]:
    return [event.id for event in store.publishing.next(limit, NOW)]


def test_events_come_in_their_order_until_they_are_marked(store: Store) -> None:
    fill(store, ASKED, [event(3), event(1, sent=False), event(2)])
    assert ids(store, limit=2) == ids(store, limit=2) == ["e1", "e2"]
    store.publishing.published(["e1", "e2"], NOW)
    assert (ids(store), store.publishing.waiting()) == (["e3"], 1)


def test_one_that_is_decided_earlier_and_stored_later_is_not_passed_over(store: Store) -> None:
    fill(store, ASKED, [event(2)])
    store.publishing.published(["e2"], NOW)
    fill(store, ASKED, [event(1)])
    assert ids(store) == ["e1"]


def test_what_is_decided_again_is_not_published_again(store: Store) -> None:
    for _ in range(2):
        fill(store, ASKED, [event(1)])
        store.publishing.published(ids(store), NOW)
    assert store.publishing.waiting() == 0


def test_what_a_broker_never_takes_is_a_dead_letter_and_done(store: Store) -> None:
    fill(store, ASKED, [event(1)])
    letter = DeadLetter(stage="publish", reason="refused", detail="too large", where="e1")
    store.publishing.published(["e1"], NOW, refused=[letter])
    assert ids(store) == []
    assert [kept.letter for kept in store.dead_letters.newest()] == [letter]


def test_one_that_cannot_be_read_holds_up_nothing(store: Store) -> None:
    fill(store, ASKED, [event(1), event(2)])
    with store.database.write() as connection:
        connection.execute(update(events).where(events.c.id == "e1").values(data=b'{"schema": "x/9"}'))
    assert [ids(store, limit=1), ids(store)] == [["e2"], ["e2"]]
    assert [kept.letter.where for kept in store.dead_letters.newest()] == ["e1"]


@pytest.mark.parametrize("engine", ["postgresql"])
def test_of_two_processes_one_publishes_at_a_time(url: str) -> None:
    with open_store(url) as one, open_store(url) as other:
        with alone(one.database, "publish") as mine, alone(other.database, "publish") as theirs:
            assert (mine, theirs) == (True, False)
        with alone(other.database, "publish") as theirs, alone(one.database, "begin", wait=True) as mine:
            assert (mine, theirs) == (True, True)
