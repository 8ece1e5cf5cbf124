"""`Message`: one record of a Kafka topic as it came, headers and all."""

from connectors import broker


class Message(broker.Message, frozen=True, kw_only=True):
    topic: str
    partition: int
    offset: int
    timestamp: int  # milliseconds since 1970; -1 where the record has none
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...] = ()  # in their order, repeated ones too

    @property
    def body(self) -> bytes | None:
        return self.value

    @property
    def where(self) -> str:
        return f"{self.topic}/{self.partition}@{self.offset}"

    @property
    def attributes(self) -> dict[str, str]:
        return broker.unprefixed((name, (text or b"").decode("utf-8", "replace")) for name, text in self.headers)


class MessageCoder(broker.MessageCoder):
    kind = Message
