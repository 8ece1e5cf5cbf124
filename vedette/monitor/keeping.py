"""Housekeeping of a running monitor: its place in the store, the health of its feeds, and what is forgotten."""

import logging
from datetime import datetime, timedelta

from connectors.feeds import health
from connectors.feeds.health import Finding
from connectors.feeds.intake import collapses
from connectors.store import Store
from vedette.clockwork import Clockwork
from vedette.monitor.tally import Tally

HEALTH = timedelta(minutes=10)  # between two looks at all feeds

log = logging.getLogger(__name__)


class Keeper:
    """`look` every few seconds; what is due is done. A trouble is logged when it begins and when it ends."""

    def __init__(self, store: Store, tally: Tally, clockwork: Clockwork, *, owner: str) -> None:
        self._store, self._tally, self._clockwork, self._owner = store, tally, clockwork, owner
        self._health: datetime | None = None
        self._troubles: dict[tuple[str, str], Finding] = {}
        self._collapsed: set[str] = set()

    def look(self, now: datetime) -> None:
        self._store.beat(self._owner, now)
        feeds = self._store.feeds.all()
        self._tally.feeds = len(feeds)
        self._tally.due = sum(state.next_due is None or state.next_due <= now for _, state in feeds)
        if self._health is None or now - self._health >= HEALTH:
            self._health = now
            self._look_at_feeds(now)
            self._look_at_intake(now)
        self._clockwork.forget()

    def _look_at_feeds(self, now: datetime) -> None:
        report = health.report(self._store.feeds.all(), self._store.intake.by_feed(), now)
        found = {(finding.url, str(finding.trouble)): finding for feed in report for finding in feed.findings}
        for key in sorted(found.keys() - self._troubles.keys()):
            finding = found[key]
            log.warning(
                "feed %s: %s: %s", finding.url, finding.trouble, finding.detail,
                extra={"feed": finding.url, "trouble": str(finding.trouble)},
            )  # fmt: skip
        for url, trouble in sorted(self._troubles.keys() - found.keys()):
            log.info("feed %s: no longer %s", url, trouble, extra={"feed": url, "trouble": trouble})
        self._troubles = found
        self._tally.troubles.clear()
        self._tally.troubles.update(trouble for _, trouble in found)

    def _look_at_intake(self, now: datetime) -> None:
        found = collapses(self._store.intake.hourly(now), now)
        for collapse in found:
            if collapse.id not in self._collapsed:
                log.error("%s", collapse.message, extra={"trouble": f"{collapse.kind} collapsed"})
        self._collapsed = {collapse.id for collapse in found}
        self._tally.collapses = len(found)
