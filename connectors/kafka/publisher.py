"""`Publisher`: sealed records to a topic, in batches, each once in the log: acknowledged by all, or told why not.

The producer is idempotent: what it tries again after a lost answer does not stand in the log twice. After a crash
the whole bundle comes again, with equal `id`s, by which a consumer drops it.
"""

import os
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError

from connectors import publishing
from connectors.kafka.address import Connection
from connectors.publishing import SECONDS
from connectors.topics import CONTENT_TYPE, ON_KAFKA, Sealed, prefixed
from schemas.errors import ConfigError

BOOTSTRAP = 10.0  # seconds until a cluster of which nobody answers counts as away


class Publisher(publishing.Publisher):
    """To one topic of one cluster."""

    for_good = (MessageSizeTooLargeError, RecordListTooLargeError)
    for_now = (KafkaError,)

    def __init__(self, connection: Connection, topic: str, *, linger_ms: int = 20) -> None:
        super().__init__()
        self._topic = writable(topic)
        self.where = f"Kafka topic {topic}"
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
                bootstrap_timeout_ms=int(1000 * BOOTSTRAP),
                max_block_ms=int(1000 * SECONDS),
            )
        except KafkaError as error:
            raise self._failed(error) from error

    def close(self, seconds: float = SECONDS) -> None:
        try:
            self._producer.close(timeout=seconds)
        except KafkaError:  # records are queued that do not go out: its thread would try for ever
            self._producer._sender.force_close()

    def _send(self, sealed: Sealed) -> Any:
        return self._producer.send(self._topic, sealed.body, sealed.key.encode() or None, headers(sealed))

    def _push(self) -> None:
        self._producer.flush(timeout=SECONDS)

    def _wait(self, sent: Any) -> None:
        sent.get(timeout=SECONDS)


def writable(topic: str) -> str:
    """The topic. Raises ConfigError where an address named none."""
    if not topic:
        raise ConfigError("a Kafka address to write to names a topic: kafka://localhost:9092/vedette.reports")
    return topic


def headers(sealed: Sealed) -> list[tuple[str, bytes]]:
    """CloudEvents in Kafka's binary mode."""
    attributes = prefixed(sealed.attributes, ON_KAFKA)
    return [("content-type", CONTENT_TYPE.encode()), *((name, text.encode()) for name, text in attributes.items())]
