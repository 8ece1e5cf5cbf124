"""What time alone brings, whoever reads the entries: new subscriptions begin, an episode passes in silence, ledgers of
large roots are folded again, what is old is forgotten.

`vedette monitor` has one beside its reader, `vedette deliver` one beside a stream. Several may run on one store.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from connectors.store import Store
from connectors.store.publishing import alone
from connectors.store.retention import Keep, forget
from pipeline.store_ledgers import StoreLedgers
from schemas import AlertEvent

SETTLE = timedelta(hours=1)  # the ledgers of a large root are folded again no sooner than this
RETENTION = timedelta(hours=24)
STEP = timedelta(seconds=20)  # between two looks at what is due

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


class Clockwork:
    """Each method does what is due, if anything, and may be called as often as one likes."""

    def __init__(
        self, store: Store, ledgers: StoreLedgers, clock: Callable[[], datetime], *, article_days: int
    ) -> None:
        self._store, self._ledgers, self._clock = store, ledgers, clock
        self._keep = Keep(articles=timedelta(days=article_days))
        self._looked: datetime | None = None
        self._forgot: datetime | None = None
        self._stepped: datetime | None = None

    def begin(self) -> None:
        """New subscriptions begin to tell, each with one summary of what is open."""
        with alone(self._store.database, "begin", wait=True):
            for name in self._ledgers.begin(self._clock()):
                log.info("the subscription %s begins to tell", name)

    def pass_time(self) -> list[AlertEvent]:
        """Once a day: what an episode without a report means. The events that are new."""
        now = self._clock()
        if self._looked is not None and self._looked.date() == now.date():
            return []
        events = self._ledgers.pass_time(now)
        self._looked = now
        return events

    def settle(self) -> int:
        """The ledgers of one large root, where they lag behind: how many were folded."""
        with alone(self._store.database, "settle") as mine:
            return self._ledgers.settle(self._clock(), every=SETTLE, limit=1) if mine else 0

    def forget(self) -> None:
        """Once a day: what is older than it is kept."""
        now = self._clock()
        if self._forgot is not None and now - self._forgot < RETENTION:
            return
        removed = {table: count for table, count in forget(self._store.database, now, self._keep).items() if count}
        self._forgot = now
        if removed:
            log.info("forgotten, because old: %s", ", ".join(f"{n:,} {table}" for table, n in removed.items()))

    def step(self) -> bool:
        """All of it, every `STEP`, for who has nothing else to do. Whether there is more at once."""
        now = self._clock()
        if self._stepped is not None and now - self._stepped < STEP:
            return False
        self.begin()
        self.pass_time()
        self.forget()
        if self.settle():
            return True
        self._stepped = now
        return False
