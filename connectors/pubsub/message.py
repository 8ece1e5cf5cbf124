"""`Message`: one message of a Pub/Sub subscription as it came, attributes and all."""

import msgspec

from connectors import topics
from connectors.topics import R
from schemas import DeadLetter
from schemas.record import Record

PREFIX = "ce-"  # CloudEvents' Pub/Sub binding


class Message(Record, frozen=True, kw_only=True):
    subscription: str
    id: str  # the broker's; a message that comes again has the same
    timestamp: int  # when it was published, in milliseconds since 1970
    key: str  # the ordering key
    data: bytes
    attributes: tuple[tuple[str, str], ...] = ()  # sorted

    @property
    def where(self) -> str:
        """For dead letters and explanations."""
        return f"{self.subscription}@{self.id}"


def record(message: Message, kind: type[R]) -> R | DeadLetter:
    """The record that a message carries, or a dead letter with what came instead."""
    return topics.opened(message.data, kind, message.where)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Message)


def encode(message: Message) -> bytes:
    return _encoder.encode(message)


def decode(data: bytes) -> Message:
    return _decoder.decode(data)
