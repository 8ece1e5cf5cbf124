"""Committed offsets of a consumer group: written when Beam says that the work is durable, and only where they moved.

One committer a process and group, because a checkpoint is finalised on another thread than the reader's, and often
after its reader is gone. What is committed is where a job starts that has no checkpoint of its own.
"""

import functools
import os
import threading
from collections.abc import Iterable

from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from connectors.kafka.address import Connection
from connectors.kafka.offsets import moved

SECONDS = 10.0


class Committer:
    """Thread-safe. Opens its connection when it is first needed."""

    def __init__(self, connection: Connection, topic: str, group: str) -> None:
        self._connection, self._topic, self._group = connection, topic, group
        self._lock = threading.Lock()
        self._consumer: KafkaConsumer | None = None
        self._committed: dict[int, int] = {}  # what this process has committed

    def committed(self, partitions: Iterable[int]) -> dict[int, int]:
        """What the group has committed, as the broker knows it."""
        with self._lock:
            return self._fetch(partitions)

    def commit(self, offsets: Iterable[tuple[int, int]]) -> None:
        """Commit those that moved. Idempotent; an older mark changes nothing."""
        with self._lock:
            ahead = moved(self._committed, offsets)
            new = ahead.keys() - self._committed.keys()
            known = self._fetch(new) if new else {}
            self._write({partition: at for partition, at in ahead.items() if known.get(partition) != at})
            self._committed |= ahead

    def close(self) -> None:
        with self._lock:
            if self._consumer is not None:
                self._consumer.close(autocommit=False)
                self._consumer = None

    def _write(self, offsets: dict[int, int]) -> None:
        if offsets:
            marks = {TopicPartition(self._topic, at): OffsetAndMetadata(offsets[at], "", -1) for at in sorted(offsets)}
            self._open().commit(marks, timeout_ms=1000 * SECONDS)

    def _fetch(self, partitions: Iterable[int]) -> dict[int, int]:
        asked = sorted(partitions)
        found = (
            (at, self._open().committed(TopicPartition(self._topic, at), timeout_ms=1000 * SECONDS)) for at in asked
        )
        return {partition: offset for partition, offset in found if offset is not None}

    def _open(self) -> KafkaConsumer:
        if self._consumer is None:
            options = self._connection.options(os.environ) | {"enable_auto_commit": False, "metrics_enabled": False}
            self._consumer = KafkaConsumer(group_id=self._group, allow_auto_create_topics=False, **options)
        return self._consumer


@functools.cache
def committer(connection: Connection, topic: str, group: str) -> Committer:
    return Committer(connection, topic, group)
