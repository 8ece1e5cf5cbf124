"""The source on a real Kafka: from any checkpoint mark each offset comes once, whatever happened to the log."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.kafka.message import Message
from connectors.kafka.offsets import LATEST
from connectors.kafka.source import KafkaSource, Mark
from tests.integration.kafka import reading
from tests.integration.kafka.reading import (
    add_partitions,
    fill,
    new_topic,
    numbers,
    producer,
    read,
    resumed,
    some,
    source,
)
from tests.integration.servers.kafka import Kafka

pytestmark = pytest.mark.kafka
COUNT = 600
REAL = settings(
    max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def filled(kafka: Kafka) -> KafkaSource:
    topic = new_topic(kafka.bootstrap)
    fill(kafka.bootstrap, topic, COUNT)
    return source(kafka.bootstrap, topic)


@REAL
@given(cuts=st.lists(st.integers(0, COUNT), min_size=1, max_size=4))
def test_through_any_checkpoint_marks_each_offset_comes_once(filled: KafkaSource, cuts: list[int]) -> None:
    mark: Mark | None = None
    found: list[Message] = []
    for cut in [*sorted(cuts), COUNT]:
        reader = resumed(filled, mark)
        found += read(reader, some(max(1, cut - len(found)))) if len(found) < COUNT else []
        mark = reader.get_checkpoint_mark() if len(found) < COUNT else mark
        reader.close()
    places = [(message.partition, message.offset) for message in found]
    assert sorted(places) == [(partition, offset) for partition in range(3) for offset in range(COUNT // 3)]
    assert all(message.headers == (("n", b"1"), ("n", b"2")) for message in found)


def test_splits_share_the_partitions(filled: KafkaSource) -> None:
    splits = filled.split(2)
    readers = [split.create_reader(None, None) for split in splits]
    owned = [
        {message.partition for message in read(reader, some(count))}
        for reader, count in zip(readers, (400, 200), strict=True)
    ]
    for reader in readers:
        reader.close()
    assert owned == [{0, 2}, {1}]


def test_a_reader_that_is_thrown_away_after_its_first_call_has_delivered(filled: KafkaSource) -> None:
    """Flink does so with an idle one: one that gave up before its first fetch came would never deliver a row."""
    mark: Mark | None = None
    for _ in range(4):
        reader = resumed(filled, mark)
        assert reader.start()
        mark = reader.get_checkpoint_mark()
        reader.close()
    assert mark is not None
    assert sum(offset for _, offset in mark.offsets.next) == 4


def test_a_reader_that_went_idle_goes_on(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap)
    reader = source(kafka.bootstrap, topic).create_reader(None, None)
    assert not reader.start()
    fill(kafka.bootstrap, topic, 5)
    assert numbers(read(reader, some(5), start=False)) == list(range(5))
    reader.close()


def test_latest_begins_at_the_end_and_loses_nothing_over_a_restart(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap)
    fill(kafka.bootstrap, topic, 30)
    late = source(kafka.bootstrap, topic, start=LATEST)
    reader = resumed(late, None)
    assert not reader.start()
    mark = reader.get_checkpoint_mark()
    reader.close()
    fill(kafka.bootstrap, topic, 6, first=30)
    reader = resumed(late, mark)
    assert numbers(read(reader, some(6))) == list(range(30, 36))
    reader.close()


def test_a_time_begins_with_the_first_record_of_that_time(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap, partitions=1)
    with producer(kafka.bootstrap) as made:
        for number in range(10):
            made.send(topic, str(number).encode(), timestamp_ms=1_000_000 + number)
    reader = source(kafka.bootstrap, topic, start=1_000_007).create_reader(None, None)
    assert numbers(read(reader, some(3))) == [7, 8, 9]
    reader.close()


@pytest.mark.parametrize("owner", ["a split with partitions", "a split without one"])
def test_a_partition_added_while_running_is_read_from_its_beginning(
    kafka: Kafka, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.kafka.cursor.LISTED_EVERY", 500)
    topic = new_topic(kafka.bootstrap, partitions=1)
    splits = source(kafka.bootstrap, topic, start=LATEST, splits=1 if "with " in owner else 2).split(20)
    reader = splits[-1].create_reader(None, None)
    assert not reader.start()
    add_partitions(kafka.bootstrap, topic, 2)
    with producer(kafka.bootstrap) as made:
        made.send(topic, b"1", partition=1)
    assert numbers(read(reader, some(1), start=False)) == [1]
    assert dict(reader.get_checkpoint_mark().offsets.next)[1] == 1
    reader.close()


def test_a_partition_added_between_two_readers_is_read_from_its_beginning(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap, partitions=1)
    late = source(kafka.bootstrap, topic, start=LATEST)
    reader = resumed(late, None)
    reader.start()
    mark = reader.get_checkpoint_mark()
    reader.close()
    add_partitions(kafka.bootstrap, topic, 3)
    fill(kafka.bootstrap, topic, 9)
    reader = resumed(late, mark)
    assert numbers(read(reader, some(9))) == list(range(9))
    reader.close()


def test_aborted_transactions_and_their_markers_are_skipped_and_passed(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap, partitions=1)
    with producer(kafka.bootstrap, transactional_id=topic) as made:
        made.init_transactions()
        for number in range(20):
            made.begin_transaction()
            made.send(topic, str(number).encode(), partition=0).get(reading.SECONDS)
            made.abort_transaction() if number % 3 == 2 else made.commit_transaction()
    kept = [number for number in range(20) if number % 3 != 2]
    bounded = source(kafka.bootstrap, topic, until_now=True)
    reader = resumed(bounded, None)
    assert numbers(read(reader, lambda _: reader.get_checkpoint_mark().offsets.done)) == kept
    assert reader.get_checkpoint_mark().offsets.next == ((0, 40),)  # a record and a marker each
    reader.close()


def test_what_compaction_left_comes_once_and_its_gaps_are_passed(kafka: Kafka) -> None:
    settings = {"cleanup_policy": "compact", "segment_ms": "100", "min_cleanable_dirty_ratio": "0.01"}
    topic = new_topic(kafka.bootstrap, partitions=1, **settings)
    with producer(kafka.bootstrap) as made:
        for number in range(50):
            made.send(topic, str(number).encode(), key=b"same", partition=0)
    _compacted(kafka, topic)
    reader = resumed(source(kafka.bootstrap, topic, until_now=True), None)
    found = read(reader, lambda _: reader.get_checkpoint_mark().offsets.done)
    assert len(found) < 50
    assert len({message.offset for message in found}) == len(found)
    reader.close()


def _compacted(kafka: Kafka, topic: str) -> None:
    """Until the cleaner has been there: it looks at closed segments only, which new records make."""

    def cleaned() -> bool:
        with producer(kafka.bootstrap) as made:
            made.send(topic, b"-1", key=b"other", partition=0)
        reader = source(kafka.bootstrap, topic).create_reader(None, None)
        first = read(reader, some(1))[0]
        reader.close()
        return first.offset > 0

    reading.until(cleaned)


def test_a_bounded_reading_ends_where_the_topic_ended_when_it_began(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap)
    fill(kafka.bootstrap, topic, 30)
    bounded = source(kafka.bootstrap, topic, until_now=True)
    reader = resumed(bounded, None)
    found = read(reader, some(7))
    mark = reader.get_checkpoint_mark()
    reader.close()
    fill(kafka.bootstrap, topic, 30, first=30)
    reader = resumed(bounded, mark)
    found += read(reader, lambda _: reader.get_checkpoint_mark().offsets.done)
    assert numbers(found) == list(range(30))
    reader.close()


def test_records_that_retention_took_are_passed_over_and_counted(
    kafka: Kafka, caplog: pytest.LogCaptureFixture
) -> None:
    topic = new_topic(kafka.bootstrap, partitions=1)
    fill(kafka.bootstrap, topic, 20, partitions=1)
    unread = source(kafka.bootstrap, topic)
    reader = resumed(unread, None)
    read(reader, some(5))
    mark = reader.get_checkpoint_mark()
    reader.close()
    reading.delete_before(kafka.bootstrap, topic, 0, 12)
    reader = resumed(unread, mark)
    assert numbers(read(reader, some(8))) == list(range(12, 20))
    assert "7 records are lost" in caplog.text
    reader.close()
