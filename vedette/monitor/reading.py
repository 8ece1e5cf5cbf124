"""From the inbox to decided events: small batches through the graph, each committed before the next is taken.

The graph and the store are synchronous, so all of this runs on one thread of its own, beside the poller's event loop.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from connectors.store import Store
from connectors.store.inbox import Stored
from pipeline.settings import Settings
from pipeline.store_ledgers import Batch, StoreLedgers
from schemas import AlertEvent
from vedette.monitor.batch import LEASE, LIMIT, read_batch
from vedette.monitor.tally import Tally

SETTLE = timedelta(hours=1)  # the ledgers of a large root are folded again no sooner than this

log = logging.getLogger(__name__)

Told = Callable[[Sequence[AlertEvent]], None]


class Reader:
    """Reads the inbox of a store: `step` until it gives 0. `told` hears of events once they are committed."""

    def __init__(
        self,
        store: Store,
        ledgers: StoreLedgers,
        settings: Settings,
        tally: Tally,
        *,
        owner: str,
        clock: Callable[[], datetime],
        told: Told,
    ) -> None:
        self._store, self._ledgers, self._settings = store, ledgers, settings
        self._tally, self._owner, self._clock, self._told = tally, owner, clock, told
        self._looked: datetime | None = None

    def begin(self) -> list[str]:
        """New subscriptions begin to tell, each with one summary of what is open. Their names."""
        return self._ledgers.begin(self._clock())

    def step(self) -> int:
        """One batch, from the inbox to the outbox: how many entries it had."""
        now = self._clock()
        self._look_at_silence(now)
        taken = self._store.inbox.take(LIMIT, self._owner, now, LEASE)
        if taken:
            self._read(taken)
        else:
            self._ledgers.settle(now, every=SETTLE, limit=1)
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

    def _look_at_silence(self, now: datetime) -> None:
        """Once a day: what an episode without a report means."""
        if self._looked is None or self._looked.date() != now.date():
            self._tell(self._ledgers.pass_time(now))
            self._looked = now

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
