"""What tests of `vedette stream` do: fill a topic, start the command as a user does, wait until all is committed.

publish(kafka, topic, entries)
with started(source(kafka, topic), url, "FlinkRunner", flink.options()) as job:
    job.until(lambda: behind(kafka, topic) == 0)
"""

import contextlib
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

import psycopg
from kafka import KafkaConsumer, TopicPartition
from psycopg.errors import UndefinedTable

from connectors.archive.read import entries as read_unit
from connectors.archive.units import units
from connectors.kafka.address import Connection, parse
from connectors.kafka.publisher import Publisher
from connectors.kafka.topics import create, describe
from connectors.store import open_store
from connectors.topics import ENTRIES, Topic, seal
from pipeline.settings import Settings
from pipeline.stream import ledgers
from schemas import Entry
from tests.integration.kafka.reading import new_name
from tests.integration.servers.kafka import Kafka
from tests.integration.stream.answers import UNTIL
from tests.sample import SUBSCRIPTIONS

ROOT = Path(__file__).parents[3]
SECONDS = 400  # a busy machine
PARTITIONS = 6


class Job:
    """`vedette stream` as a process of its own."""

    def __init__(self, words: Sequence[str]) -> None:
        self._log = tempfile.NamedTemporaryFile(prefix="vedette-stream-", suffix=".log")  # noqa: SIM115 closed by stop
        environ = os.environ | {"PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "vedette", "stream", *words], env=environ, stdout=self._log, stderr=self._log
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def until(self, true: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Ask until it is so; an error where the command ends before."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"it never came true:\n{self.said()}"
            assert self._process.poll() in (None, 0), f"vedette stream has ended:\n{self.said()}"
            time.sleep(0.3)

    def done(self) -> bool:
        return self._process.poll() == 0

    def wait(self, seconds: float = SECONDS) -> None:
        """Until it has ended well."""
        self.until(self.done, seconds)

    def said(self) -> str:
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")[-6000:]

    def stop(self) -> None:
        """End the command; the job goes on where its workers are elsewhere."""
        self._process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()
        self._log.close()


def started(come_from: str, store: str, runner: str, options: Sequence[str], *words: str) -> Job:
    """`vedette stream` with the sample's subscriptions, decided as of `UNTIL`."""
    given = ["--from", come_from, "--store", store, "--runner", runner, "--until", UNTIL.isoformat()]
    return Job([*given, "--subscriptions", str(SUBSCRIPTIONS), *words, "--", *options])


def ended(store: str) -> None:
    """What `vedette deliver` does beside an endless job: what silence means by now, and the ledgers of large roots."""
    with open_store(store) as opened:
        kept = ledgers(opened, Settings(model="cues", until=UNTIL))
        kept.pass_time(UNTIL)
        kept.settle(UNTIL)


def counted(store: str) -> dict[str, int]:
    """How many rows the tables of a PostgreSQL store have; {} before it has tables."""
    names = ("articles", "reports", "ledgers", "events", "outbox")
    with psycopg.connect(store.replace("+psycopg", "")) as connection, contextlib.suppress(UndefinedTable):
        return {name: _count(connection, name) for name in names}
    return {}


def new_entries_topic(kafka: Kafka, partitions: int = PARTITIONS) -> str:
    """The name of a new, empty topic for entries."""
    name = new_name("entries")
    create(_connection(kafka), [ENTRIES._replace(name=name)], partitions=partitions, replication=1)
    return name


def create_topics(kafka: Kafka, topics: Sequence[Topic]) -> None:
    create(_connection(kafka), topics, partitions=PARTITIONS, replication=1)


def ends(kafka: Kafka, topic: str) -> dict[int, int]:
    """The offset after the last message, by partition."""
    with contextlib.closing(KafkaConsumer(bootstrap_servers=kafka.bootstrap)) as consumer:
        partitions = [TopicPartition(topic, one) for one in consumer.partitions_for_topic(topic)]
        return {at.partition: end for at, end in consumer.end_offsets(partitions).items()}


def bodies(kafka: Kafka, topic: str, after: Mapping[int, int]) -> list[bytes]:
    """What came to a topic since its ends were these."""
    now, found = ends(kafka, topic), list[bytes]()
    with contextlib.closing(KafkaConsumer(bootstrap_servers=kafka.bootstrap)) as consumer:
        partitions = {TopicPartition(topic, one): offset for one, offset in after.items()}
        consumer.assign(list(partitions))
        for at, offset in partitions.items():
            consumer.seek(at, offset)
        while any(consumer.position(at) < now[at.partition] for at in partitions):
            found += [one.value for records in consumer.poll(timeout_ms=1000).values() for one in records]
    return found


def publish(kafka: Kafka, topic: str, entries: Iterable[Entry]) -> int:
    """As the poller does. How many there were."""
    count = 0
    with Publisher(_connection(kafka), topic) as publisher:
        for entry in entries:
            publisher.publish(seal(entry))
            count += 1
        assert publisher.flush() == []
    return count


def source(kafka: Kafka, topic: str) -> str:
    """What `--from` is given."""
    return f"kafka://{kafka.bootstrap}/{topic}?group={topic}"


def behind(kafka: Kafka, topic: str) -> int:
    """How many messages of a topic have not been committed to the store: an offset is committed after its work is."""
    (state,) = describe(_connection(kafka), [topic], group=topic)
    return state.behind or 0


def archived(paths: Iterable[Path], limit: int | None = None) -> list[Entry]:
    """The entries of an archive."""
    found = (one for unit in units(list(paths)) for one in read_unit(unit) if isinstance(one, Entry))
    return list(itertools.islice(found, limit))


def muddled(entries: Sequence[Entry], seed: int = 7) -> list[Entry]:
    """As a network delivers them: in no order, one in ten twice."""
    choose = random.Random(seed)
    all_of_them = [*entries, *choose.sample(list(entries), len(entries) // 10)]
    choose.shuffle(all_of_them)
    return all_of_them


def _count(connection: "psycopg.Connection[tuple[int]]", table: str) -> int:
    found = connection.execute(f"select count(*) from {table}".encode()).fetchone()
    return found[0] if found else 0


def _connection(kafka: Kafka) -> Connection:
    return parse(f"kafka://{kafka.bootstrap}").connection
