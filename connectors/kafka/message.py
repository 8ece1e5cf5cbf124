"""`Message`: one record of a Kafka topic as it came, headers and all."""

import msgspec

from connectors import topics
from connectors.topics import R
from schemas import DeadLetter
from schemas.record import Record

PREFIX = "ce_"  # CloudEvents' Kafka binding, 3.2.3


class Message(Record, frozen=True, kw_only=True):
    topic: str
    partition: int
    offset: int
    timestamp: int  # milliseconds since 1970; -1 where the record has none
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()  # in their order, repeated ones too

    @property
    def where(self) -> str:
        """For dead letters and explanations."""
        return f"{self.topic}/{self.partition}@{self.offset}"


def record(message: Message, kind: type[R]) -> R | DeadLetter:
    """The record that a message carries, or a dead letter with what came instead."""
    return topics.opened(message.value, kind, message.where)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Message)


def encode(message: Message) -> bytes:
    """Bytes between workers: msgpack, because a body stays the bytes it is."""
    return _encoder.encode(message)


def decode(data: bytes) -> Message:
    return _decoder.decode(data)
