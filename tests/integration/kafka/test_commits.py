"""Committed offsets: only what is durable, only where it moved; and where a job begins that has no checkpoint."""

import contextlib
from collections.abc import Iterator

import pytest
from kafka import KafkaConsumer

from connectors.kafka.commits import Committer, committer
from connectors.kafka.offsets import LATEST
from connectors.kafka.source import KafkaSource, Mark
from tests.integration.kafka.reading import (
    add_partitions,
    durable,
    fill,
    new_topic,
    numbers,
    read,
    resumed,
    some,
    source,
)
from tests.integration.servers.kafka import Kafka

pytestmark = pytest.mark.kafka


@pytest.fixture
def grouped(kafka: Kafka) -> Iterator[KafkaSource]:
    topic = new_topic(kafka.bootstrap)
    fill(kafka.bootstrap, topic, 90)
    grouped = source(kafka.bootstrap, topic, group=f"group-{topic}")
    yield grouped
    _forget(grouped)


def _forget(source: KafkaSource) -> None:
    """As if this were another process."""
    committer(source.reading.connection, source.reading.topic, source.reading.group).close()
    committer.cache_clear()


def _committed(source: KafkaSource) -> dict[int, int]:
    """As the broker says, not as we remember."""
    reading = source.reading
    with contextlib.closing(Committer(reading.connection, reading.topic, reading.group)) as fresh:
        return fresh.committed(range(3))


def _marked(source: KafkaSource, count: int) -> Mark:
    reader = resumed(source, None)
    read(reader, some(count))
    mark = reader.get_checkpoint_mark()
    reader.close()
    return mark


def test_nothing_is_committed_before_the_work_is_durable(grouped: KafkaSource) -> None:
    mark = _marked(grouped, 40)
    assert _committed(grouped) == {}
    mark.finalize_checkpoint()
    assert (
        _committed(grouped) == {}
    )  # Flink finalises bundles that its checkpoint does not hold: a round later they are
    durable(mark)
    assert _committed(grouped) == dict(mark.offsets.next)
    assert sum(_committed(grouped).values()) == 40


def test_only_offsets_that_moved_are_written(grouped: KafkaSource, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    real = KafkaConsumer.commit

    def counted(self: KafkaConsumer, marks: dict[object, object], **more: object) -> None:
        written.append(len(marks))
        real(self, marks, **more)

    monkeypatch.setattr(KafkaConsumer, "commit", counted)
    mark = _marked(grouped, 40)
    for _ in range(3):
        durable(mark)
    assert written == [3]


def test_a_late_older_mark_takes_nothing_back(grouped: KafkaSource) -> None:
    older, newer = _marked(grouped, 20), _marked(grouped, 60)
    durable(newer)
    durable(older)
    assert _committed(grouped) == dict(newer.offsets.next)


def test_a_job_without_checkpoint_goes_on_from_what_was_committed(grouped: KafkaSource) -> None:
    mark = _marked(grouped, 40)
    durable(mark)
    _forget(grouped)
    reader = resumed(grouped, None)
    rest = read(reader, some(50))
    reader.close()
    taken = dict(mark.offsets.next)
    assert all(message.offset >= taken[message.partition] for message in rest)


def test_a_partition_added_while_no_job_ran_is_read_whole_even_from_latest(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap, partitions=1)
    late = source(kafka.bootstrap, topic, group=f"group-{topic}", start=LATEST)
    reader = resumed(late, None)
    reader.start()
    durable(reader.get_checkpoint_mark())
    reader.close()
    add_partitions(kafka.bootstrap, topic, 3)
    fill(kafka.bootstrap, topic, 9)
    reader = resumed(late, None)
    assert numbers(read(reader, some(9))) == list(range(9))
    reader.close()
    _forget(late)
