"""`Cursor`: one split's partitions of a topic over kafka-python: where they begin, what comes next, which were added.

Foreign errors stop here: what cannot be read raises InputError, and the runner tries again from its checkpoint.
"""

import logging
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from apache_beam.metrics.metric import Metrics
from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, LogTruncationError, OffsetOutOfRangeError

from connectors.kafka.commits import committer
from connectors.kafka.offsets import EARLIEST, LATEST, Offsets, beginnings, lost, owned, resumable
from connectors.kafka.reading import Reading
from schemas.errors import InputError

LISTED_EVERY = 10_000  # milliseconds until an added partition is noticed, at the latest
BATCH = 1000
_log = logging.getLogger(__name__)
_skipped = Metrics.counter("vedette", "kafka.lost")


class Cursor:
    """Open at `mark`, or where the reading begins without one."""

    def __init__(self, reading: Reading, mark: Offsets | None) -> None:
        self._reading = reading
        self.until = None if mark is None or mark.until is None else dict(mark.until)
        self._partitions: list[int] = []
        with self._told():
            self._consumer = KafkaConsumer(
                **reading.connection.options(os.environ),
                auto_offset_reset="none",  # never jump silently
                enable_auto_commit=False,
                isolation_level="read_committed",
                allow_auto_create_topics=False,
                metadata_max_age_ms=LISTED_EVERY,
                metrics_enabled=False,
            )
        try:
            with self._told():
                self._begin(mark)
        except BaseException:
            self.close()
            raise

    def poll(self, seconds: float) -> list[Any]:
        """Records that follow, a partition's in order, waiting for the first as long as that. [] where none came."""
        with self._told():
            self._follow()
            try:
                found = self._consumer.poll(timeout_ms=int(1000 * seconds), max_records=BATCH)
            except (OffsetOutOfRangeError, LogTruncationError) as error:
                self._jump(error)
                return []
        return [record for records in found.values() for record in records]

    def first(self, seconds: float) -> list[Any]:
        """The same for the first time: connections are made and every partition has answered before it says no."""
        until = time.monotonic() + seconds
        while True:
            if found := self.poll(min(0.5, seconds)):
                return found
            if time.monotonic() > until or all(self._end(one) is not None for one in self._partitions):
                return []

    def positions(self) -> dict[int, int]:
        """The next offset of each partition after all that was polled: past markers of transactions and compaction."""
        with self._told():
            found = ((one, self._consumer.position(self._at(one), timeout_ms=0)) for one in self._partitions)
            return {partition: offset for partition, offset in found if offset is not None}

    def ended(self, partition: int, position: int) -> bool:
        """Whether the broker had nothing beyond `position` when it was last asked."""
        end = self._end(partition)
        return end is not None and position >= end

    def close(self) -> None:
        self._consumer.close(autocommit=False, timeout_ms=2000)

    def _begin(self, mark: Offsets | None) -> None:
        listed = self._listed()
        if not listed:
            raise InputError(f"Kafka has no topic {self._reading.topic!r}: create it with vedette topics create")
        group = self._reading.group
        committed = committer(self._reading.connection, self._reading.topic, group).committed(listed) if group else {}
        known = None if mark is None else dict(mark.next)
        mine = owned(listed, *self._reading.share)
        self._assign(resumable(mark, mine) if mark else mine)
        self._seek(beginnings(self._partitions, known, committed if mark is None else {}, self._reading.start))
        if self._reading.until_now and mark is None:
            self.until = self._offsets(LATEST, mine)

    def _follow(self) -> None:
        """Take in partitions that were added. Metadata come by themselves, so that this costs next to nothing."""
        if self.until is not None:
            return
        mine = owned(self._listed(), *self._reading.share)
        added = [partition for partition in mine if partition not in self._partitions]
        if added:
            self._assign([*self._partitions, *added])
            self._seek(beginnings(added, {}, {}, EARLIEST))

    def _assign(self, partitions: list[int]) -> None:
        """Assign, where there is nothing to read a paused partition: without one the topic would not be watched."""
        self._partitions = sorted(partitions)
        watched = [self._at(partition) for partition in self._partitions] or [self._at(0)]
        self._consumer.assign(watched)
        if not self._partitions:
            self._consumer.seek(watched[0], 0)
            self._consumer.pause(watched[0])
        elif self._consumer.paused():
            self._consumer.resume(*self._consumer.paused())

    def _seek(self, places: dict[int, tuple[bool, int]]) -> None:
        for code in sorted({place for exact, place in places.values() if not exact}):
            asked = [partition for partition, place in places.items() if place == (False, code)]
            places = places | {one: (True, at) for one, at in self._offsets(code, asked).items()}
        for partition, (_, offset) in places.items():
            self._consumer.seek(self._at(partition), offset)

    def _offsets(self, code: int, partitions: Iterable[int]) -> dict[int, int]:
        """The broker's offset of a beginning, an end, or a time (the end where nothing is as late)."""
        asked = [self._at(partition) for partition in partitions]
        if code == EARLIEST:
            found = self._consumer.beginning_offsets(asked) if asked else {}
            return {at.partition: offset for at, offset in found.items()}
        ends = {at.partition: end for at, end in (self._consumer.end_offsets(asked) if asked else {}).items()}
        if code == LATEST or not asked:
            return ends
        times = self._consumer.offsets_for_times(dict.fromkeys(asked, code))
        return ends | {at.partition: found.offset for at, found in times.items() if found is not None}

    def _jump(self, error: OffsetOutOfRangeError | LogTruncationError) -> None:
        """Go on where the broker's log still is, and say how much is gone."""
        if isinstance(error, LogTruncationError):  # a leader without our last records was elected
            _log.warning("Kafka lost the end of a log: %s", error)
            places = {at: safe.offset for at, safe in error.divergent_offsets.items() if safe is not None}
            first = self._consumer.beginning_offsets([at for at in error.divergent_offsets if at not in places])
        else:
            places, first = {}, self._consumer.beginning_offsets(list(error.args[0]))
            self._count(error.args[0], first)
        for at, offset in (first | places).items():
            self._consumer.seek(at, offset)

    def _count(self, asked: dict[TopicPartition, int], first: dict[TopicPartition, int]) -> None:
        ends = self._consumer.end_offsets(list(asked))
        for at, offset in asked.items():
            gone = lost(offset, first[at], ends[at])
            _skipped.inc(gone)
            _log.warning("%s: offset %d is no longer there, %d records are lost; on at %d", at, offset, gone, first[at])

    def _listed(self) -> set[int]:
        return set(self._consumer.partitions_for_topic(self._reading.topic))

    def _end(self, partition: int) -> int | None:
        end = self._consumer.highwater(self._at(partition))
        return None if end is None else int(end)

    def _at(self, partition: int) -> TopicPartition:
        return TopicPartition(self._reading.topic, partition)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (KafkaError, ValueError) as error:  # ValueError: bytes that are no record, such as a header not in UTF-8
            where = f"kafka://{','.join(self._reading.connection.servers)}/{self._reading.topic}"
            raise InputError(f"{where} cannot be read: {type(error).__name__}: {error}") from error
