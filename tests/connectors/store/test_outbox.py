"""The stored outbox does what the one in memory does, whatever is asked of it in whatever order."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.notify.memory import MemoryOutbox
from connectors.notify.outbox import Planned, row_id
from connectors.store import Store, alerts, open_store, outbox
from schemas import ActivityGroup, AlertEvent, EventKind, Status, Subscription, Thread
from tests.connectors.store.engines import empty_store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ASKED = [Subscription(name="a"), Subscription(name="b")]
PLACES = ("desk", "mail")
steps = st.lists(
    st.tuples(
        st.sampled_from(("add", "due", "delivered", "retry", "later", "fold", "held", "dead", "requeue", "time")),
        st.integers(0, 5),
        st.integers(0, 1),
    ),
    max_size=30,
)


def event(number: int, subscription: str) -> AlertEvent:
    thread = Thread(id="t", subscription=subscription, root="FRA", region="UA", group=ActivityGroup.OTHER)
    return AlertEvent(
        id=f"event-{number}-{subscription}", thread=thread, episode="2026-03-02", kind=EventKind.OPENED,
        at=NOW + number * MINUTE, status=Status.REPORTED, before=None, changed="", reason="", sent=True,
        sent_reason="", origins=(), cause=None, voices=(),
    )  # fmt: skip


class Both:
    """One outbox in memory and one in a store, asked the same."""

    def __init__(self, store: Store) -> None:
        self.memory, self.stored, self.store = MemoryOutbox(), store.outbox, store
        self.now = NOW
        store.subscriptions.define(ASKED, "file")
        self.messages = ["none"]

    def step(self, what: str, number: int, other: int) -> None:
        if what == "add":
            self.add(number, other)
        elif what == "time":
            self.now += number * MINUTE
        elif what == "due":
            taken = self.ask("due", PLACES[other], self.now, number, "me", 2 * MINUTE)
            self.messages += [pending.id for pending in taken]
        elif what == "requeue":
            self.ask("requeue", self.now)
        else:
            self.change(what, self.messages[-1 - number % len(self.messages)], number)
        self.ask("waiting", self.now)
        self.ask("sent", PLACES[other], 3, ASKED[number % 2].name, since=NOW + (number - 1) * MINUTE)

    def change(self, what: str, message: str, number: int) -> None:
        later = self.now + number * MINUTE
        arguments: dict[str, tuple[Any, ...]] = {
            "delivered": (message, self.now),
            "retry": (message, later, "busy"),
            "later": (message, later),
            "fold": ([message], "cap", later),
            "held": (message, [event(number, "a").id], self.now, "muted"),
            "dead": (message, self.now, "gone"),
        }
        self.ask(what, *arguments[what])

    def add(self, number: int, other: int) -> None:
        asked = ASKED[other]
        made = event(number, asked.name)
        slot = "digest" if number % 2 else ""
        rows = [Planned(row_id(made.id, place), place, NOW + number * MINUTE, slot) for place in PLACES]
        self.memory.add(rows, made, asked)
        with self.store.database.write() as connection:
            alerts.keep(connection, [made], NOW)
            outbox.write_rows(connection, [outbox.Row(made, row) for row in rows])

    def ask(self, what: str, *arguments: Any, **named: Any) -> Any:
        answer = getattr(self.stored, what)(*arguments, **named)
        assert answer == getattr(self.memory, what)(*arguments, **named), what
        return answer


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_the_stored_outbox_does_what_memory_does(engine: str, steps: list[tuple[str, int, int]]) -> None:
    with empty_store(engine) as store:
        both = Both(store)
        for step in steps:
            both.step(*step)


def test_a_message_in_work_is_not_taken_by_another(store: Store) -> None:
    both = Both(store)
    both.add(0, 0)
    assert len(store.outbox.due("desk", NOW, 5, "me", MINUTE)) == 1
    assert store.outbox.due("desk", NOW, 5, "another", MINUTE) == []
    assert store.outbox.waiting(NOW) == ["mail"]


def test_after_a_death_the_message_goes_out_under_the_same_id_with_the_next_attempt(store: Store) -> None:
    both = Both(store)
    both.add(1, 0)
    both.add(3, 0)
    later = NOW + 10 * MINUTE
    (first,) = store.outbox.due("desk", later, 5, "me", MINUTE)
    (again,) = store.outbox.due("desk", later + MINUTE, 5, "another", MINUTE)
    assert (again.id, again.events, again.attempt) == (first.id, first.events, 2)


def test_figures_say_what_became_of_rows(store: Store) -> None:
    both = Both(store)
    both.add(0, 0)
    (taken,) = store.outbox.due("desk", NOW, 5, "me", MINUTE)
    store.outbox.dead(taken.id, NOW, "gone")
    assert store.outbox.counts() == {("desk", "dead"): 1, ("mail", "waiting"): 1}


def test_two_senders_at_once_never_take_the_same_message(url: str) -> None:
    with open_store(url) as one, open_store(url) as other:
        one.subscriptions.define(ASKED, "file")
        made = [event(number, "a") for number in range(40)]
        with one.database.write() as connection:
            alerts.keep(connection, made, NOW)
            for each in made:
                slot = "digest" if each.at.minute % 2 else ""
                row = Planned(row_id(each.id, "desk"), "desk", NOW, slot)
                outbox.write_rows(connection, [outbox.Row(each, row)])
        taken: list[str] = []
        senders = [threading.Thread(target=_take_all, args=(store, taken)) for store in (one, other)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert sorted(taken) == sorted({each.id for each in made})


def _take_all(store: Store, taken: list[str]) -> None:
    while found := store.outbox.due("desk", NOW, 2, "me", MINUTE):
        taken.extend(each.id for pending in found for each in pending.events)
