"""A publisher that remembers what it got, refuses what it is told to, and fails as long as it is told to."""

from typing import Any

from connectors.publishing import Publisher, TopicWriter
from connectors.topics import Sealed, Topic

TOO_LARGE = "too large"


class Refusal(Exception):
    """Of one record, for good."""


class Away(Exception):
    """Of the broker, for now."""


class Remembers(Publisher):
    for_good = (Refusal,)
    for_now = (Away,)
    where = "memory"

    def __init__(self, refuses: bytes = b"\0") -> None:
        super().__init__()
        self.got: list[Sealed] = []
        self.away = False
        self.closed = 0
        self._refuses = refuses

    def close(self, seconds: float = 0) -> None:
        self.forget()
        self.closed += 1

    def _send(self, sealed: Sealed) -> Any:
        if self._refuses in sealed.body:
            raise Refusal(TOO_LARGE)
        return sealed

    def _wait(self, sent: Any) -> None:
        if self.away:
            raise Away("no broker")
        self.got.append(sent)


def writer(publisher: Publisher, topic: Topic) -> TopicWriter:
    """Of a topic that this publisher stands for."""
    made = TopicWriter("kafka://memory", topic)
    made._connect = lambda: publisher
    return made
