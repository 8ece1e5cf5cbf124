"""Pub/Sub on Google's own emulator: what is acknowledged is gone, whatever else was given out comes again."""

import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from connectors.pubsub import Message, ReadFromPubSub, Reading, WriteToPubSub, record
from connectors.pubsub.address import Address
from connectors.pubsub.publisher import Publisher
from connectors.pubsub.source import Mark, MarkCoder, PubSubReader
from connectors.pubsub.stream import stream
from connectors.pubsub.topics import create
from connectors.topics import ENTRIES, TOPICS, Sealed, seal
from schemas import Entry
from schemas.errors import InputError
from tests.integration.servers.pubsub import PubSub

pytestmark = pytest.mark.pubsub
SECONDS = 60
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


def _read(reader: PubSubReader, count: int) -> list[int]:
    until, found = time.monotonic() + SECONDS, list[int]()
    more = reader.start()
    while True:
        if more:
            found.append(int(reader.get_current().data))
        if len(found) >= count:
            return sorted(found)
        assert time.monotonic() < until, f"only {len(found)} messages came"
        more = reader.advance()


def _reader(place: Address) -> PubSubReader:
    return PubSubReader(Reading(subscription=place.subscription))


def test_what_a_finalised_mark_holds_does_not_come_again(place: Address) -> None:
    _fill(place, 20)
    reader = _reader(place)
    assert _read(reader, 20) == list(range(20))
    coder = MarkCoder(reader._reading)
    mark: Mark = coder.decode(coder.encode(reader.get_checkpoint_mark()))
    reader.close()
    mark.finalize_checkpoint()
    assert not stream(place.subscription)._held
    _fill(place, 1)
    assert _read(_reader(place), 1) == [0]


def test_what_a_failed_bundle_was_given_comes_again_at_once(place: Address) -> None:
    _fill(place, 10)
    failed = _reader(place)
    _read(failed, 4)
    failed.close()
    assert _read(_reader(place), 10) == list(range(10))


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
    assert {("ce-type", "vedette.entry"), ("ce-schemaversion", "1")} <= set(message.attributes)
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
