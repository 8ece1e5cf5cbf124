"""`vedette deliver --to`: every decided event, of all subscriptions, on the topic `vedette.alerts`.

The store is the outbox: an event is marked once the broker has it. Whatever ends the process in between sends it once
more, with an equal id, by which a consumer drops it. Events of a thread stay in the order of deciding.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from connectors.publishing import TopicWriter
from connectors.store import Store
from connectors.store.publishing import alone

LIMIT = 500  # events of a batch

log = logging.getLogger(__name__)


class Announcer:
    """`step` until it gives False. Of several on one PostgreSQL store one works, the others stand by."""

    def __init__(self, store: Store, to: TopicWriter, clock: Callable[[], datetime]) -> None:
        self._store, self._to, self._clock = store, to, clock
        self.published = 0

    def step(self) -> bool:
        """One batch, where there is one. Raises DeliveryFailed where the broker takes none now."""
        with alone(self._store.database, "publish") as mine:
            return mine and self._publish()

    def _publish(self) -> bool:
        new = self._store.publishing.next(LIMIT, self._clock())
        if not new:
            return False
        refused = self._to.send({event.id: event for event in new})
        self._store.publishing.published([event.id for event in new], self._clock(), refused=refused)
        self.published += len(new) - len(refused)
        for letter in refused:
            log.error("event %s will never be on %s: %s", letter.where, self._to.name, letter.detail)
        return True
