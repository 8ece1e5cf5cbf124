"""`ReadFromKafka`: a topic as an endless (or, for backfill, bounded) PCollection of messages, at least once.

Beam calls `split()` once, so that a split owns every partition p with p mod n = i, also those added later. It parks a
reader between bundles under the source's pickle and the mark's bytes: both are the same in every process. On a runner
that makes a new reader instead, the first call waits for the first fetch; later ones wait milliseconds.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Self

import apache_beam as beam
import msgspec
from apache_beam.coders.typecoders import registry
from apache_beam.io.unbounded_source import ReadFromUnboundedSource
from apache_beam.utils.timestamp import MIN_TIMESTAMP, Timestamp

from connectors import broker
from connectors.broker import BUNDLES, timestamp
from connectors.kafka.commits import committer
from connectors.kafka.flow import Flow
from connectors.kafka.message import Message, MessageCoder
from connectors.kafka.offsets import EARLIEST, LATEST, Offsets, decode
from connectors.kafka.reading import Reading
from connectors.parking import ParkedReader
from connectors.watermark import event_time
from schemas.errors import ConfigError

_STARTS = {"earliest": EARLIEST, "latest": LATEST}


class ReadFromKafka(beam.PTransform):
    """Messages of a topic. `start`, "earliest", "latest" or a time, holds where nothing was read before."""

    def __init__(self, reading: Reading, *, start: str | datetime = "earliest", **bundles: Any) -> None:
        super().__init__()
        if not reading.topic:
            raise ConfigError("a Kafka address to read from names a topic: kafka://localhost:9092/vedette.entries")
        if reading.splits < 1:
            raise ConfigError(f"a topic is read by one split or more, not by {reading.splits}")
        self._source = KafkaSource(msgspec.structs.replace(reading, start=_start(start)))
        self._bundles = BUNDLES | bundles

    def expand(self, begin: Any) -> Any:
        registry.register_coder(Message, MessageCoder)
        return begin | "Poll" >> ReadFromUnboundedSource(self._source, **self._bundles)


class Mark(broker.Mark):
    """Where a reader stood. Finalised, it is committed for the group."""

    def __init__(self, reading: Reading, offsets: Offsets) -> None:
        super().__init__(reading)
        self.offsets = offsets

    def encode(self) -> bytes:
        return self.offsets.encode()

    @classmethod
    def decoded(cls, reading: Reading, data: bytes) -> Self:
        return cls(reading, decode(data))

    @classmethod
    def settle(cls, reading: Reading, marks: Sequence[Self]) -> None:
        if reading.group:
            offsets = sorted({place for mark in marks for place in mark.offsets.next})
            committer(reading.connection, reading.topic, reading.group).commit(offsets)


class KafkaSource(broker.Source):
    read, mark, coder = Reading, Mark, MessageCoder

    def create_reader(self, options: Any, checkpoint_mark: Any) -> "KafkaReader":
        return KafkaReader(self.reading, checkpoint_mark.offsets if checkpoint_mark else None)


class KafkaReader(ParkedReader):
    """One split, from a mark on. The connection is made by `start`, unless the reader before left one open there."""

    held: Flow | None

    def __init__(self, reading: Reading, mark: Offsets | None, clock: Callable[[], float] = time.time) -> None:
        self._reading, self._mark, self._clock = reading, mark, clock

    def start(self) -> bool:
        if self._mark is not None and self.take_over(Mark(self._reading, self._mark)):
            return self._open.step()
        self.held = Flow(self._reading, self._mark, self._clock)
        return self.held.first()

    def advance(self) -> bool:
        return self._open.step() if self.leave() else self.start()

    def get_current(self) -> Message:
        record = self._open.current
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
        return timestamp(event_time(self._open.current.timestamp, self._open.now))

    def get_watermark(self) -> Timestamp:
        return MIN_TIMESTAMP if self.held is None else self.held.reached

    def get_checkpoint_mark(self) -> Mark:
        if self.held is None:
            return Mark(self._reading, self._mark or Offsets())
        self._mark = self.held.offsets()
        mark = Mark(self._reading, self._mark)
        self.park(mark)
        return mark

    @property
    def _open(self) -> Flow:
        assert self.held is not None, "start() comes first"
        return self.held


def _start(start: str | datetime) -> int:
    if isinstance(start, datetime):
        return int(start.timestamp() * 1000)
    if start not in _STARTS:
        raise ConfigError(f"a topic is read from 'earliest', 'latest' or a time on, not from {start!r}")
    return _STARTS[start]
