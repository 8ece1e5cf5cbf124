"""A subscription that is added to a full store begins with one delivery, and then tells what is new."""

from datetime import timedelta
from pathlib import Path

import msgspec

from connectors.notify.outbox import Pending
from connectors.store import Store
from pipeline.catalogue.catalogue import load
from pipeline.ledger.policy import Policy
from pipeline.store_ledgers import Batch, StoreLedgers
from pipeline.subscriptions.timeline import timeline
from tests.pipeline.ledger.fakes import DAY, HOUR, asks, say
from tests.vedette.stored import NOW, STORY, TRAIN, filled, legible

LATE = asks("late", destinations=("desk",))


def begin(store: Store) -> StoreLedgers:
    ledgers = StoreLedgers(store, load(), Policy())
    ledgers.begin(NOW)
    return ledgers


def messages(store: Store) -> list[Pending]:
    """All that may be delivered to the desk of the late subscription, as if each were delivered at once."""
    found = store.outbox.due("desk", NOW + HOUR, 100, "test", timedelta(minutes=1))
    for message in found:
        store.outbox.delivered(message.id, NOW)
    return [message for message in found if message.subscription.name == "late"]


def test_what_is_open_is_one_message_and_only_once(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        store.subscriptions.put(LATE)
        begin(store)
        (summary,) = messages(store)
        assert summary.slot.startswith("summary ")
        assert [str(event.status) for event in summary.events] == ["contested"]
        begin(store)
        assert messages(store) == []


def test_what_is_new_afterwards_is_told_by_itself(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        store.subscriptions.put(LATE)
        ledgers = begin(store)
        messages(store)
        ledgers.commit(Batch([legible(say(TRAIN, outlet="c.example", at=NOW))]), NOW)
        (message,) = messages(store)
        assert [event.kind for event in message.events] == ["corroborated"]


def test_a_changed_question_sums_up_only_what_was_not_told(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        store.subscriptions.put(LATE)
        begin(store)
        messages(store)
        store.subscriptions.put(msgspec.structs.replace(LATE, background=True))
        begin(store)
        assert messages(store) == []


def test_one_that_comes_back_sends_nothing_of_what_it_missed_but_what_is_open(tmp_path: Path) -> None:
    with filled(tmp_path) as store:
        store.subscriptions.put(LATE)
        ledgers = begin(store)
        messages(store)
        store.subscriptions.remove("late")
        ledgers.commit(Batch([legible(say("FRA affirmed attack donbas", at=NOW))]), NOW)
        store.subscriptions.put(LATE)
        begin(store)
        (summary,) = messages(store)
        assert [event.thread.group for event in summary.events] == ["fighting"]


def test_one_that_comes_back_decides_as_if_it_had_never_gone(tmp_path: Path) -> None:
    weeks = [legible(say(TRAIN, outlet=f"o{n}.example", at=NOW + n * 7 * DAY)) for n in range(1, 5)]
    with filled(tmp_path) as store:
        store.subscriptions.put(LATE)
        ledgers = begin(store)
        ledgers.commit(Batch([weeks[0]]), weeks[0].seen_at)
        store.subscriptions.remove("late")
        for report in weeks[1:3]:
            ledgers.commit(Batch([report]), report.seen_at)
        store.subscriptions.put(LATE)
        ledgers.begin(weeks[2].seen_at)
        ledgers.commit(Batch([weeks[3]]), weeks[3].seen_at)
        decided = {event.id for event in store.alerts.events(subscription="late")}
    made = [*map(legible, STORY), *weeks]
    assert decided == {event.id for event in timeline(made, LATE, load(), Policy(), weeks[3].seen_at)}
