"""`vedette monitor --to`: from the inbox to a broker's topic. What is read of the entries, a stream behind it reads.

An entry is done once the broker has it; whatever ends the process in between sends it once more, with an equal id.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from connectors.publishing import TopicWriter
from connectors.store import Store
from connectors.store.inbox import Stored
from schemas.errors import DeliveryFailed
from vedette.monitor.batch import LEASE, LIMIT
from vedette.monitor.tally import Tally

log = logging.getLogger(__name__)


class Forwarder:
    """In the place of a `Reader`: `step` until it gives 0."""

    def __init__(
        self, store: Store, to: TopicWriter, tally: Tally, *, owner: str, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._to, self._tally, self._owner, self._clock = store, to, tally, owner, clock
        self._failing = False

    def begin(self) -> None:
        """Subscriptions begin where reports are decided, not here."""

    def step(self) -> int:
        """One batch: how many entries it had. Raises DeliveryFailed where the broker takes none now: they wait."""
        taken = self._store.inbox.take(LIMIT, self._owner, self._clock(), LEASE, counted=False)
        if taken:
            self._forward(taken)
        self._tally.waiting = self._store.inbox.waiting()
        return len(taken)

    def _forward(self, taken: Sequence[Stored]) -> None:
        try:
            refused = self._to.send({one.entry.where: one.entry for one in taken})
        except DeliveryFailed as error:
            self._store.inbox.release(taken, self._owner)
            self._say(error)
            raise
        self._store.inbox.done([one.id for one in taken], self._clock(), refused=refused)
        self._say(None)
        self._tally.forwarded += len(taken) - len(refused)
        self._tally.dead.update(letter.stage for letter in refused)

    def _say(self, error: DeliveryFailed | None) -> None:
        """A trouble is logged when it begins and when it ends."""
        if error and not self._failing:
            log.error("entries wait in the inbox: %s", error)
        elif self._failing and not error:
            log.info("%s takes entries again", self._to.name)
        self._failing = error is not None
