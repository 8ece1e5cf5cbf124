"""`ReadFromKafka`: a topic as an endless (or, for backfill, bounded) PCollection of messages, at least once.

Beam calls `split()` once, so that a split owns every partition p with p mod n = i, also those added later. It parks a
reader between bundles under the source's pickle and the mark's bytes: both are the same in every process. On a runner
that makes a new reader instead, the first call waits for the first fetch; later ones wait milliseconds.
"""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.coders import Coder
from apache_beam.coders.typecoders import registry
from apache_beam.io.unbounded_source import CheckpointMark, ReadFromUnboundedSource, UnboundedReader, UnboundedSource
from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp

from connectors.kafka import message
from connectors.kafka.commits import committer
from connectors.kafka.cursor import Cursor
from connectors.kafka.message import Message
from connectors.kafka.offsets import EARLIEST, LATEST, Offsets, decode, within
from connectors.kafka.reading import Reading
from connectors.watermark import Progress, event_time, given, read_to_end, watermark
from schemas.errors import ConfigError

FIRST_WAIT = 5.0  # seconds: connection, metadata, first fetch
NEXT_WAIT = 0.02
_STARTS = {"earliest": EARLIEST, "latest": LATEST}


class ReadFromKafka(beam.PTransform):
    """Messages of a topic. `start`, "earliest", "latest" or a time, holds where nothing was read before."""

    def __init__(self, reading: Reading, *, start: str | datetime = "earliest", poll_interval: float = 0.1) -> None:
        super().__init__()
        if not reading.topic:
            raise ConfigError("a Kafka address to read from names a topic: kafka://localhost:9092/vedette.entries")
        if reading.splits < 1:
            raise ConfigError(f"a topic is read by one split or more, not by {reading.splits}")
        self._source = KafkaSource(msgspec.structs.replace(reading, start=_start(start)))
        self._poll_interval = poll_interval

    def expand(self, begin: Any) -> Any:
        registry.register_coder(Message, MessageCoder)
        return begin | "Poll" >> ReadFromUnboundedSource(self._source, poll_interval=self._poll_interval)


class KafkaSource(UnboundedSource):
    """Its pickle is made of bytes alone, so that equal sources have equal pickles."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def split(self, desired_num_splits: int, options: Any = None) -> list["KafkaSource"]:
        splits = max(1, min(desired_num_splits, self.reading.splits))
        replace = msgspec.structs.replace
        return [KafkaSource(replace(self.reading, splits=splits, split=number)) for number in range(splits)]

    def create_reader(self, options: Any, checkpoint_mark: Any) -> "KafkaReader":
        return KafkaReader(self.reading, checkpoint_mark.offsets if checkpoint_mark else None)

    def get_checkpoint_mark_coder(self) -> "MarkCoder":
        return MarkCoder(self.reading)

    def default_output_coder(self) -> "MessageCoder":
        return MessageCoder()

    def __reduce__(self) -> tuple[Any, ...]:
        return _source, (msgspec.json.encode(self.reading, order="deterministic"),)


class Mark(CheckpointMark):
    """Where a reader stood. Finalised, it is committed for the group."""

    def __init__(self, reading: Reading, offsets: Offsets) -> None:
        self.reading, self.offsets = reading, offsets

    def finalize_checkpoint(self) -> None:
        if self.reading.group:
            committer(self.reading.connection, self.reading.topic, self.reading.group).commit(self.offsets.next)


class KafkaReader(UnboundedReader):
    """One split, from a mark on. The connection is made by `start`."""

    def __init__(self, reading: Reading, mark: Offsets | None, clock: Callable[[], float] = time.time) -> None:
        self._reading, self._mark, self._clock = reading, mark, clock
        self._cursor: Cursor | None = None
        self._waiting: deque[Any] = deque()  # polled, not given out
        self._next: dict[int, int] = {}
        self._progress: dict[int, Progress] = {}
        self._current: Any = None
        self._reached = MIN_TIMESTAMP
        self._now = 0

    def start(self) -> bool:
        self._cursor = Cursor(self._reading, self._mark)
        self._next = self._cursor.positions()
        self._take(self._cursor.first(FIRST_WAIT))
        return self._step()

    def advance(self) -> bool:
        if not self._waiting:
            self._take(self._open.poll(NEXT_WAIT))
        return self._step()

    def get_current(self) -> Message:
        record = self._current
        return Message(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            timestamp=record.timestamp,
            key=record.key,
            value=record.value,
            headers=tuple(record.headers),
        )

    def get_current_timestamp(self) -> Timestamp:
        return _timestamp(event_time(self._current.timestamp, self._now))

    def get_watermark(self) -> Timestamp:
        return self._reached

    def get_checkpoint_mark(self) -> Mark:
        return Mark(self._reading, Offsets.of(self._next, None if self._cursor is None else self._cursor.until))

    def close(self) -> None:
        if self._cursor is not None:
            self._cursor.close()

    def _step(self) -> bool:
        if not self._waiting:
            return False
        record = self._current = self._waiting.popleft()
        self._next[record.partition] = record.offset + 1
        self._progress[record.partition] = given(self._progress.get(record.partition, Progress()), record.timestamp)
        return True

    def _take(self, records: list[Any]) -> None:
        """What was polled, and how far event time has come before it is given out."""
        self._now = int(1000 * self._clock())
        self._waiting.extend(one for one in records if within(one.offset, one.partition, self._open.until))
        positions = self._open.positions()
        busy = {record.partition for record in self._waiting}
        for partition, position in positions.items():
            ended = partition not in busy and self._open.ended(partition, position)
            self._progress[partition] = read_to_end(self._progress.get(partition, Progress()), ended, self._now)
            if partition not in busy:
                self._next[partition] = position
        for record in self._waiting:  # the first of a partition that is new to us
            self._next.setdefault(record.partition, record.offset)
        self._reached = max(self._reached, self._bound())

    def _bound(self) -> Timestamp:
        if not self._waiting and self.get_checkpoint_mark().offsets.done:
            return MAX_TIMESTAMP
        reading = self._reading
        return _timestamp(watermark(self._progress.values(), self._now, idle=reading.idle, slack=reading.slack))

    @property
    def _open(self) -> Cursor:
        assert self._cursor is not None, "start() comes first"
        return self._cursor


class MarkCoder(Coder):
    """Deterministic bytes of a mark; needs no connection."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def encode(self, value: Mark) -> bytes:
        return value.offsets.encode()

    def decode(self, encoded: bytes) -> Mark:
        return Mark(self._reading, decode(encoded))

    def is_deterministic(self) -> bool:
        return True


class MessageCoder(Coder):
    def encode(self, value: Message) -> bytes:
        return message.encode(value)

    def decode(self, encoded: bytes) -> Message:
        return message.decode(encoded)

    def is_deterministic(self) -> bool:
        return True

    def to_type_hint(self) -> type[Message]:
        return Message

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MessageCoder)

    def __hash__(self) -> int:
        return hash(MessageCoder)


def _source(reading: bytes) -> KafkaSource:
    return KafkaSource(msgspec.json.decode(reading, type=Reading))


def _start(start: str | datetime) -> int:
    if isinstance(start, datetime):
        return int(start.timestamp() * 1000)
    if start not in _STARTS:
        raise ConfigError(f"a topic is read from 'earliest', 'latest' or a time on, not from {start!r}")
    return _STARTS[start]


def _timestamp(milliseconds: int) -> Timestamp:
    return max(MIN_TIMESTAMP, Timestamp(micros=1000 * milliseconds))
