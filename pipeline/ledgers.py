"""The port behind the graph: reports and revisions go in, new alert events come out.

`MemoryLedgers` keeps everything in this process: the form for replay and tests. `decide_root` decides one military
root completely, in whatever process it is called.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from pipeline.ledger.bearing import least, sighting
from pipeline.ledger.containment import Containment
from pipeline.ledger.fold import fold
from pipeline.ledger.policy import Policy
from pipeline.ledger.revisions import current
from pipeline.ledger.root import Root
from pipeline.subscriptions.events import reading_order
from pipeline.subscriptions.index import SubscriptionIndex
from pipeline.subscriptions.timeline import root_timeline
from schemas import AlertEvent, Ledger, Report, Revision, Subscription


class Ledgers(Protocol):
    """Where reports end: it folds them and decides what the subscriptions are told."""

    def add(self, reports: Iterable[Report], revisions: Iterable[Revision], now: datetime) -> list[AlertEvent]:
        """The events that are new with these reports and this `now`. Adding anything twice changes nothing."""
        ...


def decide_root(
    reports: Iterable[Report],
    revisions: Iterable[Revision],
    subscriptions: Iterable[Subscription],
    catalogue: Containment,
    policy: Policy,
    now: datetime,
) -> tuple[list[Ledger], list[AlertEvent]]:
    """The ledgers and all events of one military root up to `now`.

    `revisions` must hold every sighting of the entries concerned: an entry whose latest content has no report of this
    root makes none of its earlier ones any more. What else it holds does no harm.
    """
    made = list(reports)
    seen = list(revisions)
    ledgers = fold(current(made, seen, now), catalogue, policy)
    events: list[AlertEvent] = []
    for id in sorted({report.claim.root for report in made}):
        root = Root(id, [report for report in made if report.claim.root == id], seen, catalogue, now)
        for subscription in SubscriptionIndex(subscriptions, catalogue).of_root(id):
            events += root_timeline(root, subscription, catalogue, policy, now)
    return ledgers, sorted(events, key=reading_order)


class MemoryLedgers:
    """All reports in memory; each root that something was added to is decided anew."""

    def __init__(self, subscriptions: Sequence[Subscription], catalogue: Containment, policy: Policy) -> None:
        self._subscriptions = tuple(subscriptions)
        self._catalogue = catalogue
        self._policy = policy
        self._reports: dict[str, dict[str, Report]] = defaultdict(dict)  # root -> id -> the least of that id
        self._roots_of: dict[str, set[str]] = defaultdict(set)  # entry key -> roots of its reports
        self._revisions: dict[str, set[Revision]] = defaultdict(set)  # by entry key
        self._ledgers: dict[str, list[Ledger]] = {}
        self._events: dict[str, dict[str, AlertEvent]] = {}  # root -> id -> what follows now
        self._decided: dict[str, AlertEvent] = {}
        self._now: datetime | None = None

    def add(self, reports: Iterable[Report], revisions: Iterable[Revision], now: datetime) -> list[AlertEvent]:
        """The events that were not decided before. `now` never goes back."""
        touched = self._take(reports, revisions)
        before, self._now = self._now, now if self._now is None else max(now, self._now)
        if before is None or before.date() != self._now.date():  # an episode may have passed in silence
            touched.update(self._reports)
        new = [event for root in sorted(touched) for event in self._decide(root, self._now)]
        return sorted(new, key=reading_order)

    def ledgers(self) -> list[Ledger]:
        """The ledgers of all roots as they are now."""
        return [ledger for root in sorted(self._ledgers) for ledger in self._ledgers[root]]

    def events(self) -> list[AlertEvent]:
        """All events that follow from what was added, whatever the order it came in."""
        return sorted((event for root in self._events.values() for event in root.values()), key=reading_order)

    def superseded(self) -> list[AlertEvent]:
        """Events that were decided and no longer follow: a late report changed the past."""
        follows = {id for root in self._events.values() for id in root}
        return sorted((event for id, event in self._decided.items() if id not in follows), key=reading_order)

    def _take(self, reports: Iterable[Report], revisions: Iterable[Revision]) -> set[str]:
        touched: set[str] = set()
        for report in reports:
            of_root = self._reports[report.claim.root]
            of_root[report.id] = least(report, of_root.get(report.id, report))
            self._roots_of[report.entry_key].add(report.claim.root)
            touched |= self._see(sighting(report)) | {report.claim.root}
        for revision in revisions:
            touched |= self._see(revision)
        return touched

    def _see(self, revision: Revision) -> set[str]:
        self._revisions[revision.entry_key].add(revision)
        return self._roots_of.get(revision.entry_key, set())

    def _decide(self, root: str, now: datetime) -> list[AlertEvent]:
        reports = self._reports[root].values()
        entries = {report.entry_key for report in reports}
        revisions = [revision for entry in sorted(entries) for revision in self._revisions[entry]]
        ledgers, events = decide_root(reports, revisions, self._subscriptions, self._catalogue, self._policy, now)
        self._ledgers[root] = ledgers
        self._events[root] = {event.id: event for event in events}
        new = [event for event in events if event.id not in self._decided]
        self._decided.update((event.id, event) for event in new)
        return new
