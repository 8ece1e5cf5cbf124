"""From the inbox to decided events: small batches through the graph, each committed before the next is taken.

The graph and the store are synchronous, so all of this runs on one thread of its own, beside the poller's event loop.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from connectors.store import Store
from connectors.store.inbox import Stored
from pipeline.settings import Settings
from pipeline.store_ledgers import Batch, StoreLedgers
from schemas import AlertEvent
from vedette.clockwork import Clockwork
from vedette.monitor.batch import LEASE, LIMIT, read_batch
from vedette.monitor.tally import Tally

log = logging.getLogger(__name__)

Told = Callable[[Sequence[AlertEvent]], None]


class Reader:
    """Reads the inbox of a store: `step` until it gives 0. `told` hears of events once they are committed."""

    def __init__(
        self,
        store: Store,
        ledgers: StoreLedgers,
        clockwork: Clockwork,
        settings: Settings,
        tally: Tally,
        *,
        owner: str,
        clock: Callable[[], datetime],
        told: Told,
    ) -> None:
        self._store, self._ledgers, self._clockwork, self._settings = store, ledgers, clockwork, settings
        self._tally, self._owner, self._clock, self._told = tally, owner, clock, told

    def begin(self) -> None:
        """New subscriptions begin to tell."""
        self._clockwork.begin()

    def step(self) -> int:
        """One batch, from the inbox to the outbox: how many entries it had."""
        self._tell(self._clockwork.pass_time())
        taken = self._store.inbox.take(LIMIT, self._owner, self._clock(), LEASE)
        if taken:
            self._read(taken)
        else:
            self._clockwork.settle()
        self._tally.waiting = self._store.inbox.waiting()
        return len(taken)

    def _read(self, taken: Sequence[Stored]) -> None:
        """A graph that fails on several is tried with each alone: one bad entry takes no others with it.

        An entry on which it fails alone stays in the inbox, is tried again when its lease is over, and becomes a dead
        letter after a few times: a fault of ours may be mended by then.
        """
        started = time.monotonic()
        try:
            batch = read_batch(taken, self._settings)
        except Exception:
            log.exception("the graph failed on %d entries, the first from %s", len(taken), taken[0].entry.feed)
            for one in taken if len(taken) > 1 else ():
                self._read([one])
            return
        self._tell(self._ledgers.commit(batch, self._clock()))
        self._count(batch, time.monotonic() - started)

    def _tell(self, events: list[AlertEvent]) -> None:
        self._tally.decided(events)
        if events:
            self._told(events)

    def _count(self, batch: Batch, seconds: float) -> None:
        tally = self._tally
        tally.articles += len(batch.articles)
        tally.passed += len(batch.passed)
        tally.reports += len(batch.reports)
        tally.dead.update(letter.stage for letter in batch.dead)
        tally.batches += 1
        tally.batch_seconds += seconds
