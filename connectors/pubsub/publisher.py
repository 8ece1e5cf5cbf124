"""`Publisher`: sealed records to a Pub/Sub topic, in batches, with Google's own retries.

`ordered` keeps what has the same key in order, at the price of a batch for each key; our ledgers need no order.
"""

from typing import Any, Self

from google.api_core.exceptions import GoogleAPIError
from google.cloud import pubsub_v1
from google.cloud.pubsub_v1.publisher.exceptions import MessageTooLargeError

from connectors.pubsub.message import PREFIX
from connectors.topics import CONTENT_TYPE, Refused, Sealed, prefixed
from schemas import ids
from schemas.errors import ConfigError, DeliveryFailed

MOST_WAITING = 2000  # records between two flushes, so that memory is bounded
LONGEST_KEY = 1024  # bytes, as Pub/Sub has it
SECONDS = 60.0


class Publisher:
    """`publish` any number of records, then `flush`: only then is anything certain."""

    def __init__(self, topic: str, *, ordered: bool = False) -> None:
        if "/topics/" not in topic or topic.endswith("/"):
            raise ConfigError("a Pub/Sub address to write to names a topic: pubsub://PROJECT/vedette.reports")
        self._topic, self._ordered = topic, ordered
        self._waiting: list[tuple[Any, Sealed]] = []
        self._refused: list[Refused] = []
        batches = pubsub_v1.types.BatchSettings(max_messages=500, max_bytes=1 << 20, max_latency=0.02)
        options = pubsub_v1.types.PublisherOptions(enable_message_ordering=ordered)
        self._client = pubsub_v1.PublisherClient(batch_settings=batches, publisher_options=options)

    def publish(self, sealed: Sealed) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._settle()
        attributes = prefixed(sealed.attributes, PREFIX) | {"content-type": CONTENT_TYPE}
        key = ordering_key(sealed.key) if self._ordered else ""
        try:
            future = self._client.publish(self._topic, sealed.body, ordering_key=key, **attributes)
        except MessageTooLargeError as error:
            self._refused.append(Refused(sealed, str(error)))
        else:
            self._waiting.append((future, sealed))

    def flush(self) -> list[Refused]:
        """Wait until the broker has everything. What it never will, and why; DeliveryFailed to try all of it again."""
        self._settle()
        refused, self._refused = self._refused, []
        return refused

    def forget(self) -> None:
        """Begin anew after a failure: what was queued comes again."""
        self._waiting, self._refused = [], []

    def close(self) -> None:
        self._client.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future, sealed in waiting:
            try:
                future.result(timeout=SECONDS)
            except (GoogleAPIError, TimeoutError) as error:
                if self._ordered:
                    self._client.resume_publish(self._topic, ordering_key(sealed.key))
                why = f"{type(error).__name__}: {error}"
                raise DeliveryFailed(f"{self._topic} cannot be written to now: {why}") from error


def ordering_key(key: str) -> str:
    """A key as Pub/Sub takes it."""
    return key if len(key.encode()) <= LONGEST_KEY else ids.digest("key", key)
