"""`ReadFromPubSub`: a subscription as an endless (or bounded) PCollection of messages, at least once.

The broker keeps what is not acknowledged, so that a mark holds no position but the ids to acknowledge when Beam says
that the work is durable. A job that starts anew gets everything else again.
"""

import time
from collections.abc import Callable
from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.coders import Coder
from apache_beam.coders.typecoders import registry
from apache_beam.io.unbounded_source import CheckpointMark, ReadFromUnboundedSource, UnboundedReader, UnboundedSource
from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp

from connectors.pubsub import message
from connectors.pubsub.message import Message
from connectors.pubsub.stream import milliseconds, stream
from connectors.watermark import Progress, event_time, given, read_to_end, watermark
from schemas.errors import ConfigError
from schemas.record import Record

FIRST_WAIT = 5.0  # seconds: connection and first answer
NEXT_WAIT = 0.02


class Reading(Record, frozen=True, kw_only=True):
    """What is read from where: all that travels to a worker."""

    subscription: str  # projects/PROJECT/subscriptions/NAME
    until_idle: bool = False  # end once nothing came for `idle`
    splits: int = 2
    split: int = 0
    idle: int = 10_000  # milliseconds without a message after which the watermark follows the clock
    slack: int = 10_000  # milliseconds by which messages may come out of order


class ReadFromPubSub(beam.PTransform):
    """Messages of a subscription. Bounded with `until_idle`."""

    def __init__(self, reading: Reading, *, poll_interval: float = 0.1) -> None:
        super().__init__()
        if "/subscriptions/" not in reading.subscription or reading.subscription.endswith("/"):
            raise ConfigError("a Pub/Sub address to read from names a subscription: pubsub://PROJECT/SUBSCRIPTION")
        self._source, self._poll_interval = PubSubSource(reading), poll_interval

    def expand(self, begin: Any) -> Any:
        registry.register_coder(Message, MessageCoder)
        return begin | "Pull" >> ReadFromUnboundedSource(self._source, poll_interval=self._poll_interval)


class PubSubSource(UnboundedSource):
    """Its pickle is made of bytes alone, so that equal sources have equal pickles."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def split(self, desired_num_splits: int, options: Any = None) -> list["PubSubSource"]:
        splits = max(1, min(desired_num_splits, self.reading.splits))
        return [PubSubSource(msgspec.structs.replace(self.reading, split=number)) for number in range(splits)]

    def create_reader(self, options: Any, checkpoint_mark: Any) -> "PubSubReader":
        return PubSubReader(self.reading)

    def get_checkpoint_mark_coder(self) -> "MarkCoder":
        return MarkCoder(self.reading)

    def default_output_coder(self) -> "MessageCoder":
        return MessageCoder()

    def __reduce__(self) -> tuple[Any, ...]:
        return _source, (msgspec.json.encode(self.reading, order="deterministic"),)


class Mark(CheckpointMark):
    """What was given out since the mark before. Finalised, it is acknowledged."""

    def __init__(self, reading: Reading, ids: tuple[str, ...]) -> None:
        self.reading, self.ids = reading, ids

    def finalize_checkpoint(self) -> None:
        stream(self.reading.subscription).acknowledge(self.ids)


class PubSubReader(UnboundedReader):
    def __init__(self, reading: Reading, clock: Callable[[], float] = time.time) -> None:
        self._reading, self._clock = reading, clock
        self._stream = stream(reading.subscription)
        self._given: list[str] = []  # since the last mark
        self._progress = Progress()
        self._current: Any = None
        self._now = 0

    def start(self) -> bool:
        return self._next(FIRST_WAIT)

    def advance(self) -> bool:
        return self._next(NEXT_WAIT)

    def get_current(self) -> Message:
        found = self._current
        return Message(
            subscription=self._reading.subscription,
            id=found.message_id,
            timestamp=milliseconds(found),
            key=found.ordering_key,
            data=found.data,
            attributes=tuple(sorted(found.attributes.items())),
        )

    def get_current_timestamp(self) -> Timestamp:
        return Timestamp(micros=1000 * event_time(milliseconds(self._current), self._now))

    def get_watermark(self) -> Timestamp:
        reading, ended = self._reading, self._progress.ended_at
        if reading.until_idle and ended is not None and self._now - ended >= reading.idle:
            return MAX_TIMESTAMP
        reached = watermark([self._progress], self._now, idle=reading.idle, slack=reading.slack)
        return max(MIN_TIMESTAMP, Timestamp(micros=1000 * reached))

    def get_checkpoint_mark(self) -> Mark:
        mark = Mark(self._reading, tuple(sorted(self._given)))
        self._given = []
        return mark

    def close(self) -> None:
        self._stream.give_back(self._given)  # given out, but their bundle failed
        self._given = []

    def _next(self, seconds: float) -> bool:
        found = self._stream.take(seconds)
        self._now = int(1000 * self._clock())
        self._progress = read_to_end(self._progress, found is None, self._now)
        if found is None:
            return False
        self._current = found
        self._given.append(found.ack_id)
        self._progress = given(self._progress, milliseconds(found))
        return True


class MarkCoder(Coder):
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def encode(self, value: Mark) -> bytes:
        return msgspec.json.encode(value.ids)

    def decode(self, encoded: bytes) -> Mark:
        return Mark(self._reading, msgspec.json.decode(encoded, type=tuple[str, ...]))

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


def _source(reading: bytes) -> PubSubSource:
    return PubSubSource(msgspec.json.decode(reading, type=Reading))
