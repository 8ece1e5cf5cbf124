"""`ReadFromPubSub`: a subscription as an endless (or bounded) PCollection of messages, at least once.

The broker keeps what is not acknowledged, so that a mark holds no position but the ids to acknowledge when Beam says
that the work is durable. A job that starts anew gets everything else again.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, Self

import apache_beam as beam
import msgspec
from apache_beam.coders.typecoders import registry
from apache_beam.io.unbounded_source import ReadFromUnboundedSource
from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp

from connectors import broker
from connectors.broker import BUNDLES, FIRST_WAIT, NEXT_WAIT, timestamp
from connectors.parking import ParkedReader
from connectors.pubsub.message import Message, MessageCoder
from connectors.pubsub.reading import Reading
from connectors.pubsub.stream import Stream, milliseconds, stream
from connectors.watermark import Progress, event_time, given, read_to_end, watermark
from schemas.errors import ConfigError


class ReadFromPubSub(beam.PTransform):
    """Messages of a subscription. Bounded with `until_idle`."""

    def __init__(self, reading: Reading, **bundles: Any) -> None:
        super().__init__()
        if "/subscriptions/" not in reading.subscription or reading.subscription.endswith("/"):
            raise ConfigError("a Pub/Sub address to read from names a subscription: pubsub://PROJECT/SUBSCRIPTION")
        self._source, self._bundles = PubSubSource(reading), BUNDLES | bundles

    def expand(self, begin: Any) -> Any:
        registry.register_coder(Message, MessageCoder)
        return begin | "Pull" >> ReadFromUnboundedSource(self._source, **self._bundles)


class Mark(broker.Mark):
    """What was given out since the mark before. Finalised, it is acknowledged."""

    def __init__(self, reading: Reading, ids: tuple[str, ...]) -> None:
        super().__init__(reading)
        self.ids = ids

    def encode(self) -> bytes:
        return msgspec.json.encode(self.ids)

    @classmethod
    def decoded(cls, reading: Reading, data: bytes) -> Self:
        return cls(reading, msgspec.json.decode(data, type=tuple[str, ...]))

    @classmethod
    def settle(cls, reading: Reading, marks: Sequence[Self]) -> None:
        stream(reading.subscription).acknowledge([id for mark in marks for id in mark.ids])


class PubSubSource(broker.Source):
    read, mark, coder = Reading, Mark, MessageCoder

    def create_reader(self, options: Any, checkpoint_mark: Any) -> "PubSubReader":
        return PubSubReader(self.reading, checkpoint_mark)


class Taken:
    """What a reader has taken from the stream since its last mark, and how far event time has come."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.ids: list[str] = []
        self.progress = Progress()
        self.current: Any = None
        self.now = 0

    def next(self, seconds: float, now: Callable[[], float]) -> bool:
        found = self.stream.take(seconds)
        self.now = int(1000 * now())
        self.progress = read_to_end(self.progress, found is None, self.now)
        if found is None:
            return False
        self.current = found
        self.ids.append(found.ack_id)
        self.progress = given(self.progress, milliseconds(found))
        return True

    def close(self) -> None:
        """Given out, but the bundle failed."""
        self.stream.give_back(self.ids)
        self.ids = []


class PubSubReader(ParkedReader):
    held: Taken | None

    def __init__(self, reading: Reading, mark: Mark | None = None, clock: Callable[[], float] = time.time) -> None:
        self._reading, self._mark, self._clock = reading, mark, clock

    def start(self) -> bool:
        if self._mark is not None and self.take_over(self._mark):
            return self._open.next(NEXT_WAIT, self._clock)
        self.held = Taken(stream(self._reading.subscription))
        return self.held.next(FIRST_WAIT, self._clock)

    def advance(self) -> bool:
        return self._open.next(NEXT_WAIT, self._clock) if self.leave() else self.start()

    def get_current(self) -> Message:
        found = self._open.current
        return Message(
            subscription=self._reading.subscription,
            id=found.message_id,
            timestamp=milliseconds(found),
            key=found.ordering_key,
            data=found.data,
            headers=tuple(sorted(found.attributes.items())),
        )

    def get_current_timestamp(self) -> Timestamp:
        return timestamp(event_time(milliseconds(self._open.current), self._open.now))

    def get_watermark(self) -> Timestamp:
        if self.held is None:
            return MIN_TIMESTAMP
        reading, ended, now = self._reading, self.held.progress.ended_at, self.held.now
        if reading.until_idle and ended is not None and now - ended >= reading.idle and self.held.stream.is_drained():
            return MAX_TIMESTAMP
        return timestamp(watermark([self.held.progress], now, idle=reading.idle, slack=reading.slack))

    def get_checkpoint_mark(self) -> Mark:
        ids = [] if self.held is None else self.held.ids
        mark = self._mark = Mark(self._reading, tuple(sorted(ids)))
        if self.held is not None:
            self.held.ids = []
            self.park(mark)
        return mark

    @property
    def _open(self) -> Taken:
        assert self.held is not None, "start() comes first"
        return self.held
