"""The store form of the port `Ledgers`: a batch becomes reports, ledgers, events and outbox rows, one root at a time.

    sightings and articles            one transaction, first: whoever decides later sees which content came last
    for each military root            one transaction: lock its row, reports in, read what bears on it, walk the
                                      threads that changed, the events that are new, their outbox rows, ledgers
    inbox done, dead letters          one transaction, last

A crash between two of them loses nothing: the entries are still in the inbox, and whatever is done twice writes the
same rows. Two processes on one store meet at the root's row; what they saw of one entry is looked for at the end.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from connectors.notify.outbox import Planned, planned
from connectors.store import Store, alerts, dead, inbox, ledger, memories, outbox, subscriptions
from pipeline.ledger.bearing import sighting
from pipeline.ledger.containment import Containment
from pipeline.ledger.fold import fold
from pipeline.ledger.policy import Policy
from pipeline.ledger.revisions import current
from pipeline.store_threads import Changed, RootThreads, Walked
from pipeline.subscriptions.beginning import beginning, predicate, rows
from pipeline.subscriptions.events import reading_order
from pipeline.subscriptions.memory import VERSION
from pipeline.subscriptions.threads import Threads
from schemas import (
    AlertEvent,
    Article,
    DeadLetter,
    Ledger,
    OwnedSubscription,
    Report,
    Revision,
    Subscription,
    ids,
    wire,
)

Plan = Callable[[AlertEvent, Subscription, datetime], Sequence[Planned]]
Begun = Mapping[str, OwnedSubscription]
LARGE = 1000  # reports: the ledgers of a root with more are folded when there is time (`settle`)
SKEW = timedelta(minutes=5)  # another machine's clock may be ahead of ours by less than this
NOTHING = Changed((), {}, ())


class Batch(NamedTuple):
    """What the graph made of some entries of the inbox."""

    reports: Sequence[Report]
    sightings: Sequence[Revision] = ()
    articles: Sequence[Article] = ()
    dead: Sequence[DeadLetter] = ()
    passed: Collection[str] = ()  # ids of the articles that the scan let through
    entries: Sequence[str] = ()  # ids of the inbox rows that are done with this


class StoreLedgers:
    """`Ledgers` over a store. Its subscriptions are the store's, as they are when a root is decided."""

    def __init__(self, store: Store, catalogue: Containment, policy: Policy, plan: Plan = planned) -> None:
        self._store = store
        self._writing = store.database.writing
        self._catalogue = catalogue
        self._policy = policy
        self._plan = plan
        self._version = ids.digest(
            "memories", VERSION, str(getattr(catalogue, "version", "")), wire.encode(policy).decode()
        )
        self._threads = functools.cache(lambda asked: Threads(asked, catalogue))  # they know where regions roll up

    def add(self, reports: Iterable[Report], revisions: Iterable[Revision], now: datetime) -> list[AlertEvent]:
        """The events that are new with these reports and this `now`, silence included."""
        new = self.commit(Batch(list(reports), list(revisions)), now)
        return sorted([*new, *self.pass_time(now)], key=reading_order)

    def commit(self, batch: Batch, now: datetime) -> list[AlertEvent]:
        """Store a batch and decide what it changes. The events that are new."""
        seen = {*batch.sightings, *map(sighting, batch.reports)}
        now = max([now, *(one.seen_at for one in seen if one.seen_at - now < SKEW)])
        entries = {one.entry_key for one in seen}
        feeds = {article.id: article.feed for article in batch.articles}
        known = self._writing(functools.partial(_arrive, batch, seen))
        new: list[AlertEvent] = []
        roots = sorted({report.claim.root for report in batch.reports} | self._roots_of(entries))
        while roots:
            for root in roots:
                mine = [report for report in batch.reports if report.claim.root == root]
                new += self._writing(functools.partial(self._decide, root, mine, seen, feeds, now))
            later = self._seen_of(entries) - known  # by another process, while this one decided
            known, seen = known | later, seen | later
            roots = sorted(self._roots_of({one.entry_key for one in later}))
        self._writing(functools.partial(_leave, batch, now))
        return sorted(new, key=reading_order)

    def pass_time(self, now: datetime, limit: int = 1_000_000) -> list[AlertEvent]:
        """Decide the roots that were not decided since midnight: an episode may have passed in silence."""
        midnight = datetime.combine(now.astimezone(UTC), time(), UTC)
        with self._store.database.read() as connection:
            waiting = ledger.roots_before(connection, midnight, limit)
        decide = (functools.partial(self._decide, root, (), (), {}, now) for root in waiting)
        return sorted((event for each in decide for event in self._writing(each)), key=reading_order)

    def settle(self, now: datetime, *, every: timedelta = timedelta(), limit: int = 1_000_000) -> int:
        """Fold the ledgers of large roots, which lag behind; none sooner than `every` after the last time. How many.

        The work is done outside any transaction, so that nobody waits for it.
        """
        with self._store.database.read() as connection:
            waiting = ledger.unfolded(connection, now - every)[:limit]
        for root in waiting:
            with self._store.database.read() as connection:
                decision, at = ledger.decision(connection, root)
                made, seen = ledger.reports_of(connection, root), ledger.sightings_of(connection, root)
            ledgers = fold(current(made, seen, at), self._catalogue, self._policy)
            self._writing(functools.partial(_keep_ledgers, root, ledgers, decision, now))
        return len(waiting)

    def begin(self, now: datetime) -> list[str]:
        """Subscriptions that are new, or ask for something else than before, begin to tell. Their names.

        Whatever they decide on what is stored is kept, not sent; one delivery sums up what is open.
        """
        new = [one.subscription for one in self._store.subscriptions.all() if not _has_begun(one)]
        for subscription in new:
            self._begin(subscription, now)
        return [subscription.name for subscription in new]

    def _decide(
        self,
        root: str,
        reports: Sequence[Report],
        seen: Collection[Revision],
        feeds: Mapping[str, str],
        now: datetime,
        connection: Connection,
    ) -> list[AlertEvent]:
        """One root, in the transaction that holds its row."""
        held = ledger.lock_root(connection, root)
        now = max(held.decided_at, now)
        changed = _changed(connection, root, reports, seen, feeds)
        begun = {one.subscription.name: one for one in subscriptions.active(connection) if _has_begun(one)}
        is_ahead = ledger.newest_sighting(connection, root) > now  # of what is seen later no memory knows
        anew = is_ahead or held.version != self._version
        if anew:
            memories.forget_memories(connection, root)
        threads = RootThreads(connection, root, self._catalogue, self._policy, self._threads, now)
        walked = threads.decide([one.subscription for one in begun.values()], changed, anew=anew)
        new = _keep_new(connection, walked, begun, now)
        asked = {event.id: begun[event.thread.subscription].subscription for event in new}
        outbox.write_rows(connection, (outbox.Row(e, row) for e in new for row in self._plan(e, asked[e.id], now)))
        ledger.decided(connection, root, now, "" if is_ahead else self._version)
        self._fold_small(connection, root, now)
        return new

    def _fold_small(self, connection: Connection, root: str, now: datetime) -> None:
        """The ledgers of a root that is not large, in the transaction that decided it."""
        if ledger.count_reports(connection, root, LARGE) < LARGE:
            made, seen = ledger.reports_of(connection, root), ledger.sightings_of(connection, root)
            ledgers = fold(current(made, seen, now), self._catalogue, self._policy)
            _keep_ledgers(root, ledgers, ledger.decision(connection, root)[0], now, connection)

    def _begin(self, subscription: Subscription, now: datetime) -> None:
        with self._store.database.read() as connection:
            told = alerts.told_threads(connection, subscription.name)
            roots = ledger.all_roots(connection)
        begins = [self._writing(functools.partial(self._begin_root, root, subscription, told, now)) for root in roots]
        summary = beginning(subscription, [event for one in begins for event in one], now).summary

        def tell(connection: Connection) -> None:
            subscriptions.begin(connection, subscription.name, predicate(subscription), now)
            outbox.write_rows(connection, (outbox.Row(*row) for row in rows(summary, subscription, now)))

        self._writing(tell)

    def _begin_root(
        self, root: str, subscription: Subscription, told: set[str], now: datetime, connection: Connection
    ) -> tuple[AlertEvent, ...]:
        """Keeps what a beginning subscription decides on a root. What is open of it, and was not told before."""
        now = max(ledger.lock_root(connection, root).decided_at, now)
        threads = RootThreads(connection, root, self._catalogue, self._policy, self._threads, now)
        follows = threads.decide([subscription], NOTHING, anew=True).events
        begins = beginning(subscription, follows, now, told)
        alerts.keep(connection, begins.events, now)
        return begins.summary

    def _roots_of(self, entries: Iterable[str]) -> set[str]:
        with self._store.database.read() as connection:
            return ledger.roots_of(connection, entries)

    def _seen_of(self, entries: Iterable[str]) -> set[Revision]:
        with self._store.database.read() as connection:
            return {*ledger.sightings_of_entries(connection, entries)}


def _has_begun(owned: OwnedSubscription) -> bool:
    return owned.begun == predicate(owned.subscription)


def _arrive(batch: Batch, seen: Collection[Revision], connection: Connection) -> set[Revision]:
    """Stores articles and sightings. All sightings of these entries that there are now."""
    ledger.put_articles(connection, batch.articles, batch.passed)
    ledger.put_sightings(connection, seen)
    return {*ledger.sightings_of_entries(connection, {one.entry_key for one in seen})}


def _leave(batch: Batch, now: datetime, connection: Connection) -> None:
    dead.write(connection, batch.dead, now)
    inbox.done(connection, batch.entries, now)


def _keep_ledgers(root: str, ledgers: Sequence[Ledger], decision: int, now: datetime, connection: Connection) -> None:
    ledger.lock_root(connection, root)
    ledger.put_ledgers(connection, root, ledgers)
    ledger.folded(connection, root, decision, now)


def _changed(
    connection: Connection, root: str, reports: Sequence[Report], seen: Collection[Revision], feeds: Mapping[str, str]
) -> Changed:
    """Stores reports. The entries that may now say something else than before, and since when.

    An entry that was seen again with the content that it has always had says what it said.
    """
    new = ledger.put_reports(connection, reports, feeds)
    said = memories.add_statements(connection, root, reports)
    made = ledger.reports_of_entries(connection, root, {one.entry_key for one in seen})
    here: dict[str, list[Revision]] = defaultdict(list)
    for one in ledger.sightings_of_entries(connection, {report.entry_key for report in made}):
        here[one.entry_key].append(one)
    ledger.renew(connection, made, {entry: max(one.seen_at for one in of_entry) for entry, of_entry in here.items()})
    first = {entry: min(one.seen_at for one in of_entry) for entry, of_entry in here.items()}
    changed = {report.entry_key for report in reports if report.id in new}
    changed |= {entry for entry, of_entry in here.items() if len({one.article_id for one in of_entry}) > 1}
    changed |= {one.entry_key for one in seen if one.seen_at == first.get(one.entry_key)}
    since = {entry: first[entry] for entry in sorted(changed) if entry in first}
    return Changed([report for report in made if report.entry_key in since], since, said)


def _keep_new(connection: Connection, walked: Walked, begun: Begun, now: datetime) -> list[AlertEvent]:
    """Stores the events that were not decided before, and marks those that no longer follow."""
    known = alerts.known(connection, walked.threads)
    follows = {event.id for event in walked.events}
    elsewhere = alerts.known_ids(connection, follows - set(known))
    new = [event for event in walked.events if event.id not in known and event.id not in elsewhere]
    alerts.keep(connection, new, now)
    gone = [row.id for row in known.values() if row.id not in follows and _is_gone(row, begun)]
    back = [row.id for row in known.values() if row.id in follows and row.superseded_at]
    alerts.supersede(connection, gone, back, now)
    return new


def _is_gone(row: Any, begun: Begun) -> bool:
    """Whether an event that does not follow is to be marked. What was decided before its subscription began is not."""
    at = begun[row.subscription].begun_at
    return row.superseded_at is None and (at is None or row.decided_at >= at)
