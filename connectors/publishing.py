"""Publishing to any broker, in batches: `Publisher`, which connectors/kafka and connectors/pubsub fill in, and
`TopicWriter` for whoever publishes outside Beam, the poller and the delivery process. No Beam is imported here.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

import msgspec

from connectors.topics import Refused, Sealed, Topic, seal, undelivered
from schemas import DeadLetter
from schemas.errors import ConfigError, DeliveryFailed
from schemas.record import WireRecord

MOST_WAITING = 2000  # records between two flushes, so that memory is bounded
SECONDS = 60.0  # until a broker that does not answer counts as failed


class Publisher(ABC):
    """`publish` any number of records, then `flush`: only then is anything certain."""

    for_good: ClassVar[tuple[type[Exception], ...]]  # of this record: anything else may be mended in time
    for_now: ClassVar[tuple[type[Exception], ...]]
    where: str  # what it is called in an error

    def __init__(self) -> None:
        self._waiting: list[tuple[Any, Sealed]] = []
        self._refused: list[Refused] = []

    def publish(self, sealed: Sealed) -> None:
        """Queue one. Raises DeliveryFailed where the broker cannot take anything now."""
        if len(self._waiting) >= MOST_WAITING:
            self._settle()
        try:
            self._waiting.append((self._send(sealed), sealed))
        except self.for_good as error:
            self._refused.append(Refused(sealed, str(error)))
        except self.for_now as error:
            raise self._failed(error) from error

    def flush(self) -> list[Refused]:
        """Wait until the broker has everything. What it never will, and why; DeliveryFailed to try all of it again."""
        self._settle()
        refused, self._refused = self._refused, []
        return refused

    def forget(self) -> None:
        """Begin anew after a failure: what was queued comes again."""
        self._waiting, self._refused = [], []

    @abstractmethod
    def close(self, seconds: float = SECONDS) -> None:
        """Give what is queued so long to go out, then drop it. Raises nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @abstractmethod
    def _send(self, sealed: Sealed) -> Any:
        """Hand it to the client: what is returned is waited for."""

    @abstractmethod
    def _wait(self, sent: Any) -> None:
        """Until the broker has it."""

    def _push(self) -> None:  # noqa: B027 (a client without a buffer of its own has nothing to do)
        """Let the client send what it still holds."""

    def _again(self, sealed: Sealed) -> None:  # noqa: B027
        """This one was not taken: make the client ready for it to come once more."""

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            self._push()
        except self.for_now as error:
            raise self._failed(error) from error
        for sent, sealed in waiting:
            try:
                self._wait(sent)
            except self.for_good as error:
                self._refused.append(Refused(sealed, str(error)))
            except self.for_now as error:
                self._again(sealed)
                raise self._failed(error) from error

    def _failed(self, error: Exception) -> DeliveryFailed:
        why = f"{type(error).__name__}: {error}"
        return DeliveryFailed(
            f"{self.where} cannot be written to now: {why}. If it does not exist: vedette topics create"
        )


class TopicWriter:
    """Of one topic. The connection is made when something is sent, and anew after a failure. For one thread."""

    def __init__(self, url: str, topic: Topic) -> None:
        """`url` names a broker, and may name another topic than the usual one. Raises ConfigError."""
        self.name, self._connect = _target(url, topic)
        self._publisher: Publisher | None = None

    def send(self, records: Mapping[str, WireRecord]) -> list[DeadLetter]:
        """Returns once the broker has all of them, but for those that it never takes, which come back.

        `records` are by what a dead letter calls their place. Raises DeliveryFailed: then the broker may have any of
        them, and all of them are to be sent again.
        """
        places: dict[str, str] = {}
        try:
            self._publisher = publisher = self._publisher or self._connect()
            for place, record in records.items():
                sealed = seal(record)
                places[sealed.attributes["id"]] = place
                publisher.publish(sealed)
            refused = publisher.flush()
        except DeliveryFailed:
            self.close(0)
            raise
        letters = ((places[one.sealed.attributes["id"]], undelivered(one, self.name)) for one in refused)
        return [msgspec.structs.replace(letter, where=place) for place, letter in letters]

    def close(self, seconds: float = 10.0) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            publisher.close(seconds)


def _target(url: str, topic: Topic) -> tuple[str, Callable[[], Publisher]]:
    """What the target is called where people see it, and how it is opened."""
    if url.startswith("kafka:"):
        from connectors import kafka
        from connectors.kafka.publisher import Publisher as ToKafka

        address = kafka.parse(url)
        name = address.topic or topic.name
        return name, lambda: ToKafka(address.connection, name)
    if url.startswith("pubsub:"):
        from connectors.pubsub import parse  # Google's client takes a second to import
        from connectors.pubsub.publisher import Publisher as ToPubSub

        place = parse(url)
        place = place if place.name else place._replace(name=topic.name)
        return place.topic, lambda: ToPubSub(place.topic, ordered=topic.ordered)
    raise ConfigError(f"{url!r} is no broker: write kafka://HOST:PORT or pubsub://PROJECT")
