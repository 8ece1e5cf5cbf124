"""What reading from any broker has in common: a message as it came, and what travels between workers.

connectors/kafka and connectors/pubsub are these classes with one broker's client in them. A source, a mark and a
message have the same bytes in every process, because Beam finds a parked reader by them.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

import msgspec
from apache_beam.coders import Coder
from apache_beam.io.unbounded_source import CheckpointMark, UnboundedReader, UnboundedSource
from apache_beam.utils.timestamp import MIN_TIMESTAMP, Timestamp

from connectors.finalising import Finalising
from connectors.topics import PREFIXES, R, opened
from schemas import DeadLetter
from schemas.record import Record

FIRST_WAIT = 5.0  # seconds of a reader's first call: connection, metadata, first answer
NEXT_WAIT = 0.02
BUNDLES: dict[
    str, Any
] = {  # how a reader works: short bundles, because nothing goes on to other workers before its bundle ends
    "poll_interval": 0.1,
    "max_records_per_bundle": 1000,
    "max_read_time_seconds": 1.0,
}


class Message(Record, frozen=True, kw_only=True):
    """One message as it came. Subclasses have the broker's own fields."""

    @property
    def body(self) -> bytes | None:
        raise NotImplementedError

    @property
    def where(self) -> str:
        """For dead letters and explanations."""
        raise NotImplementedError

    @property
    def attributes(self) -> dict[str, str]:
        """CloudEvents attributes without their prefix, whichever binding's it is."""
        raise NotImplementedError


def record(message: Message, kind: type[R]) -> R | DeadLetter:
    """The record that a message carries, or a dead letter with what came instead."""
    return opened(message.body, kind, message.where, message.attributes)


def unprefixed(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The CloudEvents attributes among these: a bridge between brokers may have left the other one's prefix."""
    return {name[len(PREFIXES[0]) :].casefold(): value for name, value in named if name.casefold().startswith(PREFIXES)}


class MessageCoder(Coder):
    """Bytes between workers: msgpack, because a body stays the bytes it is. Subclasses say of which `kind`."""

    kind: ClassVar[type[Message]]

    def encode(self, value: Message) -> bytes:
        return _encoder.encode(value)

    def decode(self, encoded: bytes) -> Message:
        return msgspec.msgpack.decode(encoded, type=self.kind)

    def is_deterministic(self) -> bool:
        return True

    def to_type_hint(self) -> type[Message]:
        return self.kind

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self).__qualname__)


class Reading(Record, frozen=True, kw_only=True):
    """What is read from where, as plain values: all that a source is, and all that travels to a worker."""

    splits: int = 4  # how many readers the source becomes; `split` is the number of this one
    split: int | None = None  # None: not split, one reader has it all
    idle: int = 10_000  # milliseconds at its end after which a partition holds the watermark no longer
    slack: int = 10_000  # milliseconds by which messages may come out of order

    @property
    def share(self) -> tuple[int, int]:
        """This split's number, and of how many."""
        return (0, 1) if self.split is None else (self.split, self.splits)


class Mark(CheckpointMark):
    """Where a reader of this reading stood. Subclasses hold it, and say what is done once the work is durable."""

    def __init__(self, reading: Any) -> None:
        self.reading = reading
        self.cut_at = time.monotonic()

    def encode(self) -> bytes:
        raise NotImplementedError

    @classmethod
    def decoded(cls, reading: Any, data: bytes) -> Self:
        raise NotImplementedError

    @classmethod
    def settle(cls, reading: Any, marks: Sequence[Self]) -> None:
        """Everything up to these is durable: say so to the broker."""
        raise NotImplementedError

    def finalize_checkpoint(self) -> None:
        key = type(self).__module__.encode() + msgspec.json.encode(self.reading, order="deterministic")
        if settled := finalising.finalised(key, self, self.cut_at):
            self.settle(self.reading, settled)


class MarkCoder(Coder):
    """Deterministic bytes of a mark; needs no connection."""

    def __init__(self, mark: type[Mark], reading: Reading) -> None:
        self._mark, self._reading = mark, reading

    def encode(self, value: Mark) -> bytes:
        return value.encode()

    def decode(self, encoded: bytes) -> Mark:
        return self._mark.decoded(self._reading, encoded)

    def is_deterministic(self) -> bool:
        return True


class Source(UnboundedSource):
    """Its pickle is made of bytes alone, so that equal sources have equal pickles."""

    read: ClassVar[type[Reading]]
    mark: ClassVar[type[Mark]]
    coder: ClassVar[type[MessageCoder]]

    def __init__(self, reading: Any) -> None:
        self.reading = reading

    def split(self, desired_num_splits: int, options: Any = None) -> list[Self]:
        splits = max(1, min(desired_num_splits, self.reading.splits))
        replace = msgspec.structs.replace
        return [type(self)(replace(self.reading, splits=splits, split=number)) for number in range(splits)]

    def create_reader(self, options: Any, checkpoint_mark: Any) -> UnboundedReader:
        raise NotImplementedError

    def get_checkpoint_mark_coder(self) -> MarkCoder:
        return MarkCoder(self.mark, self.reading)

    def default_output_coder(self) -> MessageCoder:
        return self.coder()

    def __reduce__(self) -> tuple[Any, ...]:
        return _source, (type(self), msgspec.json.encode(self.reading, order="deterministic"))


def timestamp(milliseconds: int) -> Timestamp:
    return max(MIN_TIMESTAMP, Timestamp(micros=1000 * milliseconds))


finalising: Finalising[Any] = Finalising()
_encoder = msgspec.msgpack.Encoder()


def _source(source: type[Source], reading: bytes) -> Source:
    return source(msgspec.json.decode(reading, type=source.read))
