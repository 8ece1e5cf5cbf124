"""`Publisher`: sealed records to a Pub/Sub topic, in batches, with Google's own retries.

`ordered` keeps what has the same key in order, at the price of a batch for each key; our ledgers need no order.
"""

from typing import Any

from google.api_core.exceptions import GoogleAPIError
from google.cloud import pubsub_v1
from google.cloud.pubsub_v1.publisher.exceptions import MessageTooLargeError

from connectors import publishing
from connectors.publishing import SECONDS
from connectors.topics import CONTENT_TYPE, ON_PUBSUB, Sealed, prefixed
from schemas import ids
from schemas.errors import ConfigError

LONGEST_KEY = 1024  # bytes, as Pub/Sub has it


class Publisher(publishing.Publisher):
    """To one topic."""

    for_good = (MessageTooLargeError,)
    for_now = (GoogleAPIError, TimeoutError)

    def __init__(self, topic: str, *, ordered: bool = False) -> None:
        super().__init__()
        self.where = self._topic = writable(topic)
        self._ordered = ordered
        batches = pubsub_v1.types.BatchSettings(max_messages=500, max_bytes=1 << 20, max_latency=0.02)
        options = pubsub_v1.types.PublisherOptions(enable_message_ordering=ordered)
        self._client = pubsub_v1.PublisherClient(batch_settings=batches, publisher_options=options)

    def close(self, seconds: float = SECONDS) -> None:
        self._client.stop()

    def _send(self, sealed: Sealed) -> Any:
        attributes = prefixed(sealed.attributes, ON_PUBSUB) | {"content-type": CONTENT_TYPE}
        key = ordering_key(sealed.key) if self._ordered else ""
        return self._client.publish(self._topic, sealed.body, ordering_key=key, **attributes)

    def _wait(self, sent: Any) -> None:
        sent.result(timeout=SECONDS)

    def _again(self, sealed: Sealed) -> None:
        if self._ordered:
            self._client.resume_publish(self._topic, ordering_key(sealed.key))


def writable(topic: str) -> str:
    """The topic. Raises ConfigError where an address named none."""
    if "/topics/" not in topic or topic.endswith("/"):
        raise ConfigError("a Pub/Sub address to write to names a topic: pubsub://PROJECT/vedette.reports")
    return topic


def ordering_key(key: str) -> str:
    """A key as Pub/Sub takes it."""
    return key if len(key.encode()) <= LONGEST_KEY else ids.digest("key", key)
