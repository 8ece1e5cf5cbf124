"""In a Beam pipeline: records through a topic and back, and what a broker will not take."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from connectors.kafka import Message, ReadFromKafka, WriteToKafka, record
from schemas import DeadLetter, Entry
from tests.integration.kafka.reading import fill, new_topic, producer, source
from tests.integration.servers.kafka import Kafka

pytestmark = pytest.mark.kafka
AT = datetime(2026, 11, 26, tzinfo=UTC)
ENTRIES = [Entry(feed="f", guid=str(number), title=f"Заголовок {number}", seen_at=AT) for number in range(200)]


def _pipeline() -> Any:
    return beam.Pipeline(runner=FnApiRunner())


def _bounded(kafka: Kafka, topic: str) -> ReadFromKafka:
    return ReadFromKafka(source(kafka.bootstrap, topic, until_now=True).reading)


def _records(message: Message) -> Iterator[Entry | DeadLetter]:
    yield record(message, Entry)


def test_records_go_through_a_topic_and_back(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap)
    with _pipeline() as pipeline:
        dead = pipeline | beam.Create(ENTRIES) | WriteToKafka(source(kafka.bootstrap, topic).reading.connection, topic)
        assert_that(dead, equal_to([]))
    with _pipeline() as pipeline:
        found = pipeline | _bounded(kafka, topic) | beam.FlatMap(_records)
        assert_that(found, equal_to(ENTRIES))


def test_poison_becomes_dead_letters_and_stops_nothing(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap, partitions=1)
    with producer(kafka.bootstrap) as made:
        made.send(topic, None, key=b"tombstone")
        made.send(topic, b"\xff\xfe not json")
    fill(kafka.bootstrap, topic, 1, partitions=1)
    with _pipeline() as pipeline:
        found = pipeline | _bounded(kafka, topic) | beam.FlatMap(_records)
        places = found | beam.Map(lambda letter: (letter.reason, letter.where, letter.payload))
        payloads = ["", "�� not json", "0"]
        assert_that(places, equal_to([("wire", f"{topic}/0@{at}", text) for at, text in enumerate(payloads)]))


def test_what_no_broker_takes_is_a_dead_letter_and_the_rest_is_written(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap)
    big = Entry(feed="f", guid="big", content="".join(chr(0x4E00 + n % 20000) for n in range(700_000)), seen_at=AT)
    with _pipeline() as pipeline:
        given = pipeline | beam.Create([*ENTRIES[:3], big])
        dead = given | WriteToKafka(source(kafka.bootstrap, topic).reading.connection, topic)
        assert_that(dead | beam.Map(lambda letter: (letter.reason, letter.where)), equal_to([("refused", "f#big")]))
    with _pipeline() as pipeline:
        assert_that(pipeline | _bounded(kafka, topic) | beam.FlatMap(_records), equal_to(ENTRIES[:3]))
