"""What tests of the Kafka source do: make topics, fill them, read them through marks, as a runner would."""

import contextlib
import itertools
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from kafka import KafkaAdminClient, KafkaProducer, TopicPartition

from connectors.kafka.address import Connection
from connectors.kafka.message import Message
from connectors.kafka.reading import Reading
from connectors.kafka.source import KafkaReader, KafkaSource, Mark

SECONDS = 400  # a busy machine
_numbers = itertools.count()


def new_name(prefix: str) -> str:
    return f"{prefix}.{os.getpid()}.{next(_numbers)}"


def new_topic(bootstrap: str, partitions: int = 3, name: str = "", **settings: str) -> str:
    """The name of a new topic. Settings as `cleanup_policy="compact"`."""
    name = name or new_name("test")
    configs = {key.replace("_", "."): value for key, value in settings.items()}
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        admin.create_topics({name: {"num_partitions": partitions, "configs": configs}}, wait_for_metadata=True)
    return name


def add_partitions(bootstrap: str, topic: str, total: int) -> None:
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        admin.create_partitions({topic: total})
        admin.wait_for_topics([topic])


@contextlib.contextmanager
def producer(bootstrap: str, **options: Any) -> Iterator[KafkaProducer]:
    made = KafkaProducer(bootstrap_servers=bootstrap, **options)
    try:
        yield made
    finally:
        made.flush()
        made.close()


def fill(bootstrap: str, topic: str, count: int, partitions: int = 3, first: int = 0) -> None:
    """`count` records, one partition after the other, whose values are their numbers."""
    with producer(bootstrap, linger_ms=50) as made:
        for number in range(first, first + count):
            made.send(topic, str(number).encode(), partition=number % partitions, headers=[("n", b"1"), ("n", b"2")])


def source(bootstrap: str, topic: str, **settings: Any) -> KafkaSource:
    connection = Connection(servers=tuple(bootstrap.split(",")))
    return KafkaSource(Reading(connection=connection, topic=topic, **settings))


def resumed(source: KafkaSource, mark: Mark | None) -> KafkaReader:
    """A reader as another worker would make it: from bytes."""
    coder = source.get_checkpoint_mark_coder()
    return source.create_reader(None, coder.decode(coder.encode(mark)) if mark else None)


def durable(mark: Mark) -> None:
    """As a runner does: it finalises this mark, and a round later one that was cut since."""
    mark.finalize_checkpoint()
    Mark(mark.reading, mark.offsets).finalize_checkpoint()


def read(reader: KafkaReader, enough: Callable[[list[Message]], bool], *, start: bool = True) -> list[Message]:
    """Messages until there are enough of them, through idle moments."""
    until, found = time.monotonic() + SECONDS, list[Message]()
    more = reader.start() if start else reader.advance()
    while True:
        if more:
            found.append(reader.get_current())
        if enough(found):
            return found
        assert time.monotonic() < until, f"only {len(found)} messages came"
        more = reader.advance()


def messages(bootstrap: str, topic: str, count: int | None = None) -> list[Message]:
    """All that is on a topic, by partition and offset; `count` of them, where it is known."""
    reader = source(bootstrap, topic, until_now=True).create_reader(None, None)
    found = read(reader, lambda _: reader.get_checkpoint_mark().offsets.done)
    reader.close()
    assert count is None or len(found) == count, f"{len(found)} messages"
    return sorted(found, key=lambda message: (message.partition, message.offset))


def some(count: int) -> Callable[[list[Message]], bool]:
    return lambda found: len(found) >= count


def numbers(messages: list[Message]) -> list[int]:
    """The values of filled records, sorted."""
    return sorted(int(message.value or b"-1") for message in messages)


def until(true: Callable[[], bool]) -> None:
    """Ask until it is so."""
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.2)


def delete_before(bootstrap: str, topic: str, partition: int, offset: int) -> None:
    """What retention does, at once."""
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=bootstrap)) as admin:
        admin.delete_records({TopicPartition(topic, partition): offset})
