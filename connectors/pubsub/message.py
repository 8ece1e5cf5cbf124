"""`Message`: one message of a Pub/Sub subscription as it came, attributes and all."""

from connectors import broker


class Message(broker.Message, frozen=True, kw_only=True):
    subscription: str
    id: str  # the broker's; a message that comes again has the same
    timestamp: int  # when it was published, in milliseconds since 1970
    key: str  # the ordering key
    data: bytes
    headers: tuple[tuple[str, str], ...] = ()  # what Pub/Sub calls attributes, sorted

    @property
    def body(self) -> bytes | None:
        return self.data

    @property
    def where(self) -> str:
        return f"{self.subscription}@{self.id}"

    @property
    def attributes(self) -> dict[str, str]:
        return broker.unprefixed(self.headers)


class MessageCoder(broker.MessageCoder):
    kind = Message
