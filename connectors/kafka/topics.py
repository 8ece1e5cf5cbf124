"""Making Vedette's topics on a Kafka cluster, and saying how they stand."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from connectors.kafka.address import Connection
from connectors.kafka.commits import Committer
from connectors.topics import Topic
from schemas.errors import ConfigError

PATIENCE = {"bootstrap_timeout_ms": 10_000}  # a person is waiting
IN_SYNC = 2  # copies that must have a record before it counts, where there are three


class State(NamedTuple):
    """One topic as it stands."""

    name: str
    partitions: int  # 0: there is no such topic
    replication: int
    records: int  # between the first and the last offset kept
    behind: int | None  # how many of them the group has not committed; None: no group asked for
    leaderless: tuple[int, ...]  # partitions that nobody can read now
    lagging: tuple[int, ...]  # partitions with fewer copies in sync than they should have


def create(connection: Connection, topics: Iterable[Topic], *, partitions: int, replication: int) -> list[str]:
    """Make those that are missing; their names. What exists is left as it is."""
    with _admin(connection) as admin:
        existing = set(admin.list_topics())
        missing = {
            topic.name: _settings(topic, partitions, replication) for topic in topics if topic.name not in existing
        }
        if missing:
            admin.create_topics(missing, wait_for_metadata=True)
    return list(missing)


def describe(connection: Connection, names: Iterable[str], group: str = "") -> list[State]:
    """How each topic stands, in the order asked for."""
    asked = list(names)
    with _admin(connection) as admin:
        existing = set(admin.list_topics())
        found = {topic["name"]: topic for topic in admin.describe_topics([name for name in asked if name in existing])}
    with _told(connection), contextlib.closing(_consumer(connection)) as consumer:
        return [_state(connection, consumer, name, found.get(name), group) for name in asked]


def _settings(topic: Topic, partitions: int, replication: int) -> dict[str, Any]:
    configs = {"retention.ms": str(int(topic.kept.total_seconds() * 1000))}
    if replication > IN_SYNC:
        configs["min.insync.replicas"] = str(IN_SYNC)
    return {"num_partitions": partitions, "replication_factor": replication, "configs": configs}


def _state(
    connection: Connection, consumer: KafkaConsumer, name: str, found: dict[str, Any] | None, group: str
) -> State:
    if found is None:
        return State(name, 0, 0, 0, None, (), ())
    partitions = sorted(found["partitions"], key=lambda one: int(one["partition_index"]))
    leaderless = tuple(one["partition_index"] for one in partitions if one["leader_id"] < 0)
    lagging = tuple(one["partition_index"] for one in partitions if len(one["isr_nodes"]) < len(one["replica_nodes"]))
    readable = [one["partition_index"] for one in partitions if one["leader_id"] >= 0]
    first, end = _bounds(consumer, name, readable)
    records = sum(end[one] - first[one] for one in readable)
    behind = _behind(connection, name, group, first, end) if group else None
    return State(name, len(partitions), len(partitions[0]["replica_nodes"]), records, behind, leaderless, lagging)


def _bounds(consumer: KafkaConsumer, name: str, partitions: list[int]) -> tuple[dict[int, int], dict[int, int]]:
    asked = [TopicPartition(name, partition) for partition in partitions]
    if not asked:
        return {}, {}
    first, end = consumer.beginning_offsets(asked), consumer.end_offsets(asked)
    return {at.partition: first[at] for at in asked}, {at.partition: end[at] for at in asked}


def _behind(connection: Connection, name: str, group: str, first: dict[int, int], end: dict[int, int]) -> int:
    with contextlib.closing(Committer(connection, name, group)) as committer:
        committed = committer.committed(end)
    return sum(max(end[one] - max(committed.get(one, 0), first[one]), 0) for one in end)


def _consumer(connection: Connection) -> KafkaConsumer:
    return KafkaConsumer(**connection.options(os.environ), **PATIENCE, isolation_level="read_committed")


@contextlib.contextmanager
def _admin(connection: Connection) -> Iterator[KafkaAdminClient]:
    with _told(connection), contextlib.closing(KafkaAdminClient(**connection.options(os.environ), **PATIENCE)) as admin:
        yield admin


@contextlib.contextmanager
def _told(connection: Connection) -> Iterator[None]:
    try:
        yield
    except KafkaError as error:
        where = f"kafka://{','.join(connection.servers)}"
        raise ConfigError(f"{where}: {type(error).__name__}: {error}") from error
