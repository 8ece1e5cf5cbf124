"""`Stream`: messages of one subscription as Google's client brings them, held until the work on them is durable.

The client extends the ack deadline of every message it has handed over, for ten minutes at most: one whose checkpoint
was never finalised comes again. One stream a process, because a checkpoint is finalised on another thread than the
reader's, and often after its reader is gone; what a reader left in the queue, the next one takes.
"""

import functools
import queue
import threading
from collections.abc import Iterable
from typing import Any

from google.api_core.exceptions import DeadlineExceeded, GoogleAPIError
from google.cloud import pubsub_v1

from schemas.errors import InputError

MOST_HELD = 20_000  # messages not acknowledged yet: what may pass between two checkpoints
MOST_BYTES = 256 << 20
RESUMED = 0.8  # of these
LEASE = 600  # seconds
ASKING = 5.0  # seconds that a broker has to find a message that is still waiting


class Stream:
    """Thread-safe. Opens its connection when it is first asked."""

    def __init__(self, subscription: str) -> None:
        self._subscription = subscription
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._held: dict[str, Any] = {}  # by ack id: handed over, not acknowledged
        self._client: Any = None
        self._future: Any = None

    def take(self, seconds: float) -> Any | None:
        """The next message, waiting as long as that; None where none came."""
        self._open()
        try:
            message = self._waiting.get(timeout=seconds)
        except queue.Empty:
            self._told()
            return None
        with self._lock:
            self._held[message.ack_id] = message
        return message

    def is_drained(self) -> bool:
        """Whether the broker has nothing more. It is asked: a stream that brings nothing may only be slow."""
        if self._may_be_paused() or not self._waiting.empty():
            return False
        with pubsub_v1.SubscriberClient() as client:
            asked = {"subscription": self._subscription, "max_messages": 1}
            try:
                found = [one.ack_id for one in client.pull(request=asked, timeout=ASKING, retry=None).received_messages]
            except DeadlineExceeded:
                return True
            if found:  # it is the stream's to bring
                at_once = {"subscription": self._subscription, "ack_ids": found, "ack_deadline_seconds": 0}
                client.modify_ack_deadline(request=at_once)
            return not found

    def acknowledge(self, ids: Iterable[str]) -> None:
        """The work is durable. Ids of another process are not ours to acknowledge: their messages come again."""
        for message in self._let_go(ids):
            message.ack()

    def give_back(self, ids: Iterable[str]) -> None:
        """The work failed: let them come again at once."""
        for message in self._let_go(ids):
            message.nack()

    def close(self) -> None:
        """Give back what is held and what waits."""
        while not self._waiting.empty():
            self._waiting.get_nowait().nack()
        self.give_back(list(self._held))
        with self._lock:
            future, self._future = self._future, None
        if future is not None:
            future.cancel()
            future.result(timeout=30)
            self._client.close()

    def _may_be_paused(self) -> bool:
        """Google's client brings nothing from its limits on until what is held is down to four fifths of them."""
        with self._lock:
            held = list(self._held.values())
        return len(held) >= RESUMED * MOST_HELD or sum(message.size for message in held) >= RESUMED * MOST_BYTES

    def _let_go(self, ids: Iterable[str]) -> list[Any]:
        with self._lock:
            found = [self._held.pop(id, None) for id in ids]
        return [message for message in found if message is not None]

    def _open(self) -> None:
        with self._lock:
            if self._future is None:
                limits = pubsub_v1.types.FlowControl(
                    max_messages=MOST_HELD, max_bytes=MOST_BYTES, max_lease_duration=LEASE
                )
                self._client = pubsub_v1.SubscriberClient()
                self._future = self._client.subscribe(self._subscription, self._waiting.put, flow_control=limits)

    def _told(self) -> None:
        """Raise what ended the stream, if something did; the next reader opens a new one."""
        future = self._future
        if future is None or not future.done():
            return
        with self._lock:
            self._future = None
        try:
            future.result()
        except GoogleAPIError as error:
            raise InputError(f"{self._subscription} cannot be read: {error}") from error


@functools.cache
def stream(subscription: str) -> Stream:
    return Stream(subscription)


def milliseconds(message: Any) -> int:
    """When a message was published."""
    return int(message.publish_time.timestamp() * 1000)
