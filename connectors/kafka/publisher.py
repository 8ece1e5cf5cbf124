"""`Publisher`: sealed records to a topic, in batches, each once in the log: acknowledged by all, or told why not.

The producer is idempotent: what it tries again after a lost answer does not stand in the log twice. After a crash
the whole bundle comes again, with equal `id`s, by which a consumer drops it.
"""

import os
from typing import Any, Self

from kafka import KafkaProducer
from kafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError

from connectors.kafka.address import Connection
from connectors.kafka.message import PREFIX
from connectors.topics import CONTENT_TYPE, Refused, Sealed, prefixed
from schemas.errors import ConfigError, DeliveryFailed

MOST_WAITING = 2000  # records between two flushes, so that memory is bounded
SECONDS = 60.0
_FOR_GOOD = (MessageSizeTooLargeError, RecordListTooLargeError)  # of this record: anything else may be mended in time


class Publisher:
    """`publish` any number of records, then `flush`: only then is anything certain."""

    def __init__(self, connection: Connection, topic: str, *, linger_ms: int = 20) -> None:
        if not topic:
            raise ConfigError("a Kafka address to write to names a topic: kafka://localhost:9092/vedette.reports")
        self._topic = topic
        self._waiting: list[tuple[Any, Sealed]] = []
        self._refused: list[Refused] = []
        try:
            self._producer = KafkaProducer(
                **connection.options(os.environ),
                enable_idempotence=True,
                acks="all",
                compression_type="zstd",
                linger_ms=linger_ms,
                batch_size=1 << 17,
                allow_auto_create_topics=False,
                metrics_enabled=False,
                max_block_ms=int(1000 * SECONDS),
            )
        except KafkaError as error:
            raise self._failed(error) from error

    def publish(self, sealed: Sealed) -> None:
        """Queue one. Raises DeliveryFailed where the cluster cannot take anything now."""
        if len(self._waiting) >= MOST_WAITING:
            self._settle()
        key = sealed.key.encode() or None
        try:
            future = self._producer.send(self._topic, sealed.body, key, headers(sealed))
        except _FOR_GOOD as error:
            self._refused.append(Refused(sealed, str(error)))
        except KafkaError as error:
            raise self._failed(error) from error
        else:
            self._waiting.append((future, sealed))

    def flush(self) -> list[Refused]:
        """Wait until everything is in the log. What never will be, and why; DeliveryFailed to try all of it again."""
        self._settle()
        refused, self._refused = self._refused, []
        return refused

    def forget(self) -> None:
        """Begin anew after a failure: what was queued comes again."""
        self._waiting, self._refused = [], []

    def close(self) -> None:
        self._producer.close(timeout=SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            self._producer.flush(timeout=SECONDS)
            for future, sealed in waiting:
                self._look(future, sealed)
        except KafkaError as error:
            raise self._failed(error) from error

    def _look(self, future: Any, sealed: Sealed) -> None:
        try:
            future.get(timeout=SECONDS)
        except _FOR_GOOD as error:
            self._refused.append(Refused(sealed, str(error)))

    def _failed(self, error: KafkaError) -> DeliveryFailed:
        why = f"{type(error).__name__}: {error}"
        return DeliveryFailed(
            f"Kafka topic {self._topic} cannot be written to now: {why}. If it does not exist: vedette topics create"
        )


def headers(sealed: Sealed) -> list[tuple[str, bytes]]:
    """CloudEvents in Kafka's binary mode."""
    attributes = prefixed(sealed.attributes, PREFIX)
    return [("content-type", CONTENT_TYPE.encode()), *((name, text.encode()) for name, text in attributes.items())]
