"""Pub/Sub on Google's own emulator: what is acknowledged is gone, whatever else was given out comes again."""

import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from connectors.publishing import TopicWriter
from connectors.pubsub import Message, ReadFromPubSub, Reading, WriteToPubSub, record
from connectors.pubsub.address import Address
from connectors.pubsub.publisher import Publisher
from connectors.pubsub.source import Mark, PubSubReader, PubSubSource
from connectors.pubsub.stream import stream
from connectors.pubsub.topics import create
from connectors.store import open_store
from connectors.topics import ALERTS, ENTRIES, TOPICS, Sealed, seal
from schemas import Entry
from schemas.errors import InputError
from tests.connectors.notify.making import NOW, event, subscription
from tests.connectors.notify.storing import fill
from tests.integration.servers.pubsub import PubSub
from tests.vedette.monitor.desk import Desk
from vedette.announcing import Announcer

pytestmark = pytest.mark.pubsub
SECONDS = 400  # a busy machine
AT = datetime(2026, 11, 26, tzinfo=UTC)
_numbers = itertools.count()


@pytest.fixture
def place(pubsub_server: PubSub) -> Iterator[Address]:
    """A topic with a subscription, both new."""
    place = Address("vedette", f"test.{next(_numbers)}")
    create("vedette", [ENTRIES._replace(name=place.name)])
    yield place
    stream(place.subscription).close()
    stream.cache_clear()


def _fill(place: Address, count: int) -> None:
    with Publisher(place.topic) as publisher:
        for number in range(count):
            publisher.publish(Sealed("key", str(number).encode(), {"id": str(number)}))
        assert publisher.flush() == []


def _messages(reader: PubSubReader, count: int, *, acknowledged: bool = False) -> list[Message]:
    """So many messages; `acknowledged` one by one, as the next one of the same key waits for that."""
    until, found = time.monotonic() + SECONDS, list[Message]()
    more = reader.start()
    while True:
        if more:
            found.append(reader.get_current())
        if acknowledged:
            reader.get_checkpoint_mark().finalize_checkpoint()
        if len(found) >= count:
            return found
        assert time.monotonic() < until, f"only {len(found)} messages came"
        more = reader.advance()


def _read(reader: PubSubReader, count: int) -> list[int]:
    return sorted(int(message.data) for message in _messages(reader, count))


def _reader(place: Address) -> PubSubReader:
    return PubSubReader(Reading(subscription=place.subscription))


def test_what_a_finalised_mark_holds_does_not_come_again(place: Address) -> None:
    _fill(place, 20)
    reader = _reader(place)
    assert _read(reader, 20) == list(range(20))
    coder = PubSubSource(reader._reading).get_checkpoint_mark_coder()
    mark = coder.decode(coder.encode(reader.get_checkpoint_mark()))
    reader.close()
    mark.finalize_checkpoint()
    Mark(reader._reading, ()).finalize_checkpoint()  # the next round
    assert not stream(place.subscription)._held
    _fill(place, 1)
    assert _read(_reader(place), 1) == [0]


def test_what_a_failed_bundle_was_given_comes_again_at_once(place: Address) -> None:
    _fill(place, 10)
    failed = _reader(place)
    _read(failed, 4)
    failed.close()
    assert _read(_reader(place), 10) == list(range(10))


def test_a_stream_that_brings_nothing_is_drained_only_where_the_broker_says_so(
    place: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(place, 3)
    assert not stream(place.subscription).is_drained()  # nothing came yet
    assert _read(_reader(place), 3) == [0, 1, 2]
    assert stream(place.subscription).is_drained()
    monkeypatch.setattr("connectors.pubsub.stream.MOST_HELD", 3)
    assert not stream(place.subscription).is_drained()  # it may take nothing before something is acknowledged


def test_a_mark_of_another_process_acknowledges_nothing(place: Address) -> None:
    Mark(Reading(subscription=place.subscription), ("unknown",)).finalize_checkpoint()


def test_a_missing_subscription_is_said_in_a_sentence(place: Address) -> None:
    with pytest.raises(InputError, match="subscriptions/nothing"):
        PubSubReader(Reading(subscription="projects/vedette/subscriptions/nothing")).start()


def test_records_travel_with_cloud_event_attributes(place: Address) -> None:
    entry = Entry(feed="f", guid="1", title="Військо", seen_at=AT)
    with Publisher(place.topic, ordered=True) as publisher:
        publisher.publish(seal(entry))
        publisher.flush()
    reader = _reader(place)
    assert reader.start()
    message = reader.get_current()
    assert record(message, Entry) == entry
    assert {("ce-type", "vedette.entry"), ("ce-schemaversion", "1")} <= set(message.headers)
    assert message.attributes == seal(entry).attributes
    assert message.key == "f#1"


def test_topics_and_subscriptions_are_made_once(pubsub_server: PubSub) -> None:
    assert create("other", TOPICS) == [topic.name for topic in TOPICS]
    assert create("other", TOPICS) == []


def _entry(message: Message) -> Any:
    return record(message, Entry)


def test_records_go_through_pubsub_and_back_in_beam(place: Address) -> None:
    entries = [Entry(feed="f", guid=str(number), title=f"标题 {number}", seen_at=AT) for number in range(100)]
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        assert_that(pipeline | beam.Create(entries) | WriteToPubSub(place.topic), equal_to([]))
    reading = Reading(subscription=place.subscription, until_idle=True, idle=2000, splits=1)
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        assert_that(pipeline | ReadFromPubSub(reading) | beam.Map(_entry), equal_to(entries))


def test_the_poller_sends_on_what_feeds_sent(place: Address, tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.publish(0, 2)
        done = desk.run("--to", f"pubsub://{place.project}/{place.name}")
        assert (done.returncode, desk.received) == (0, []), done.stderr
        with open_store(desk.store) as store:
            assert store.inbox.waiting() == 0
    found = [record(message, Entry) for message in _messages(_reader(place), 2)]
    assert {entry.guid for entry in found if isinstance(entry, Entry)} == {"0-0", "0-1"}


def test_the_events_of_a_thread_come_in_their_order(pubsub_server: PubSub, tmp_path: Path) -> None:
    place = Address("vedette", f"test.{next(_numbers)}")
    create(place.project, [ALERTS._replace(name=place.name)])
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        fill(store, subscription(), [event(number) for number in range(20)])
        to = TopicWriter(f"pubsub://{place.project}/{place.name}", ALERTS)
        assert Announcer(store, to, lambda: NOW).step()
        to.close()
        assert store.publishing.waiting() == 0
    found = _messages(_reader(place), 20, acknowledged=True)
    assert {message.key for message in found} == {"t"}
    assert [message.attributes["id"] for message in found] == [f"e{number}" for number in range(20)]
