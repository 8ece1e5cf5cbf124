"""What an outbox promises, shown on the one in memory; tests/connectors/store asks the stored one the same."""

from datetime import datetime, timedelta

import pytest

from connectors.notify.memory import MemoryOutbox
from connectors.notify.outbox import Outbox, Pending
from tests.connectors.notify.making import NOW, outbox, subscription

LEASE = timedelta(minutes=10)
DIGEST = NOW + timedelta(hours=6)


@pytest.fixture
def three() -> MemoryOutbox:
    return outbox(events=3)


@pytest.fixture
def digest() -> MemoryOutbox:
    return outbox(subscription(digest="every 6h"), events=3)


def take(outbox: Outbox, now: datetime = NOW, limit: int = 20) -> list[Pending]:
    return outbox.due("desk", now, limit, "worker", LEASE)


def test_messages_come_in_the_order_of_their_events(three: Outbox) -> None:
    assert [message.events[0].id for message in take(three)] == ["france-1", "france-2", "france-3"]


def test_a_destination_waits_only_while_something_is_due_there(three: Outbox) -> None:
    assert three.waiting(NOW - timedelta(seconds=1)) == []
    assert three.waiting(NOW) == ["desk"]
    take(three)
    assert three.waiting(NOW) == []


def test_what_is_taken_is_not_taken_twice(three: Outbox) -> None:
    assert len(take(three, limit=2)) == 2
    assert len(take(three)) == 1
    assert take(three) == []


def test_what_a_dead_process_held_comes_back_under_its_id(three: Outbox) -> None:
    first, again = take(three), take(three, NOW + LEASE)
    assert [message.id for message in first] == [message.id for message in again]
    assert {message.attempt for message in again} == {2}


def test_what_is_delivered_is_done(three: Outbox) -> None:
    for message in take(three):
        three.delivered(message.id, NOW)
    assert take(three, NOW + timedelta(days=9)) == []


def test_a_retry_comes_at_its_time_and_counts(three: Outbox) -> None:
    (message,) = take(three, limit=1)
    three.retry(message.id, NOW + timedelta(minutes=1), "answered 500")
    assert message.id not in [each.id for each in take(three)]
    (again,) = take(three, NOW + timedelta(minutes=1))
    assert (again.id, again.attempt) == (message.id, 2)


def test_what_was_not_tried_does_not_count(three: Outbox) -> None:
    (message, *_) = take(three)
    three.later(message.id, NOW + timedelta(minutes=1))
    (again,) = take(three, NOW + timedelta(minutes=1))
    assert (again.id, again.attempt) == (message.id, 1)


def test_a_dead_letter_comes_back_only_when_it_is_asked_for(three: Outbox) -> None:
    (message, other, _) = take(three)
    for each in (message, other):
        three.dead(each.id, NOW, "gone")
    assert three.waiting(NOW) == []
    assert three.requeue(NOW, messages=[message.id]) == 1
    assert [(each.id, each.attempt) for each in take(three)] == [(message.id, 1)]
    assert three.requeue(NOW, destination="phone") == 0
    assert three.requeue(NOW) == 1


def test_a_digest_is_one_message_at_its_hour(digest: Outbox) -> None:
    assert take(digest) == []
    (message,) = take(digest, DIGEST)
    assert [each.id for each in message.events] == ["france-1", "france-2", "france-3"]
    assert message.slot == "digest 2026-03-03T18:00Z"


def test_a_digest_is_the_same_message_after_a_crash(digest: Outbox) -> None:
    (message,), (again,) = take(digest, DIGEST), take(digest, DIGEST + LEASE)
    assert (again.id, again.events, again.attempt) == (message.id, message.events, 2)


def test_digests_of_two_subscriptions_stay_apart() -> None:
    messages = take(outbox(*(subscription(name=name, digest="every 6h") for name in "ab"), events=2), DIGEST)
    assert sorted(message.subscription.name for message in messages) == ["a", "b"]


def test_what_is_folded_travels_together(three: Outbox) -> None:
    first, *rest = take(three)
    three.delivered(first.id, NOW)
    three.fold([message.id for message in rest], "cap x", NOW + timedelta(hours=1))
    (summary,) = take(three, NOW + timedelta(hours=1))
    assert ([each.id for each in summary.events], summary.slot, summary.attempt) == (
        ["france-2", "france-3"],
        "cap x",
        1,
    )
    assert summary.id not in [message.id for message in rest]


def test_a_silenced_event_leaves_its_message(digest: Outbox) -> None:
    (message,) = take(digest, DIGEST)
    digest.held(message.id, ["france-2"], DIGEST, "muted until Friday")
    (again,) = take(digest, DIGEST + LEASE)
    assert (again.id, [each.id for each in again.events]) == (message.id, ["france-1", "france-3"])


def test_deliveries_are_counted_as_messages(three: Outbox) -> None:
    for minutes, message in enumerate(take(three)):
        three.delivered(message.id, NOW + timedelta(minutes=minutes))
    assert three.sent("desk", 2, since=NOW) == [NOW + timedelta(minutes=2), NOW + timedelta(minutes=1)]
    assert len(three.sent("desk", 9, since=NOW + timedelta(minutes=1))) == 1
    assert three.sent("desk", 9, "another", since=NOW) == []
    assert three.sent("phone", 9, since=NOW) == []


def test_telling_it_again_changes_nothing(three: Outbox) -> None:
    (message, *_) = take(three)
    three.delivered(message.id, NOW)
    for late in (three.retry, three.dead):
        late(message.id, NOW, "late")
    assert take(three, NOW + timedelta(minutes=1)) == []
    assert three.requeue(NOW) == 0
