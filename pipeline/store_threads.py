"""Which threads of a root a batch touches, and how far back each must be read: the part that keeps a store fast.

A thread is walked again only where a report of its own, or a guest, was added or edited, or where silence decides
something. The walk goes on from the newest memory before everything that changed; of the root's reports only those are
read that the thread has seen since, those that its memory names, and the other reports of the same entries.

A memory is passed over where a report of an earlier time ends after it (an edit): the walk then begins earlier. What
was never walked is walked from its beginning. So the events are those of a walk through everything.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from connectors.store import ledger, memories
from connectors.store.memories import KEPT, Head, Statement
from pipeline.ledger.bearing import Node, statements
from pipeline.ledger.containment import Containment
from pipeline.ledger.policy import Policy
from pipeline.ledger.root import Root
from pipeline.store_plans import Key, Plan, crossing, keys_of, opens, reach
from pipeline.subscriptions.beginning import predicate
from pipeline.subscriptions.index import SubscriptionIndex
from pipeline.subscriptions.match import Reason, match
from pipeline.subscriptions.memory import Memory, Unfit
from pipeline.subscriptions.threads import Threads
from pipeline.subscriptions.walk import Walk
from schemas import AlertEvent, Report, Stance, Subscription, Thread, wire


class Changed(NamedTuple):
    """What a batch changed in a root: entries, with the moment from which they may say something else."""

    reports: Sequence[Report]  # all of these entries
    since: Mapping[str, datetime]  # entry key -> moment
    said: Collection[Statement]  # what was never said before


class Walked(NamedTuple):
    """What the walks came to: the events of these threads, each from a moment on."""

    events: list[AlertEvent]
    threads: dict[str, datetime]


class RootThreads:
    """The threads of one root, in the transaction that holds it."""

    def __init__(
        self,
        connection: Connection,
        root: str,
        catalogue: Containment,
        policy: Policy,
        threads: Callable[[Subscription], Threads],
        now: datetime,
    ) -> None:
        self._connection = connection
        self._root = root
        self._catalogue = catalogue
        self._policy = policy
        self._threads = threads
        self._now = now
        self._claims: dict[Key, set[str]] = defaultdict(set)
        for statement in memories.statements_of(connection, root, now):
            for key in keys_of(statement):
                self._claims[key].add(statement.claim.id)
        self._heads = memories.heads_of(connection, root)
        self._predicate = functools.cache(predicate)

    def decide(self, asked: Iterable[Subscription], changed: Changed, *, anew: bool = False) -> Walked:
        """Walk the threads that changed; with `anew` all of them, from the beginning, without a look at memories."""
        plans = self._everything(asked) if anew else self._touched(asked, changed)
        root = self._load(plans)
        walks = self._walks(plans, root)
        while walks is None:
            root = self._load(plans)
            walks = self._walks(plans, root)
        events: list[AlertEvent] = []
        for _, walk in walks:
            events += walk.events(self._now) if walk else ()
        self._remember(walks)
        return Walked(events, {plan.thread.id: plan.since for plan, _ in walks})

    # --- which threads, and from when

    def _everything(self, asked: Iterable[Subscription]) -> list[Plan]:
        shape = self._shape()
        return [plan for one in self._of_root(asked) for plan in self._plans(one, shape)]

    def _touched(self, asked: Iterable[Subscription], changed: Changed) -> list[Plan]:
        shape, before = self._shape(), self._shape(changed.said) if changed.said else None
        since: dict[Key, datetime] = {}
        for report in changed.reports:
            for key in statements(report):
                since[key] = min(since.get(key, self._now), changed.since[report.entry_key])
        found = []
        for one in self._of_root(asked):
            wanted = self._wanted(one, changed.reports)
            for plan in self._plans(one, shape):
                if self._choose(plan, since, wanted, shape if before is None else before):
                    found.append(plan)
        return found

    def _choose(self, plan: Plan, since: Mapping[Key, datetime], wanted: set[Thread], before: Root) -> bool:
        """Whether a thread is to be walked; if so, from which memory."""
        heads = [head for head in self._heads.get(plan.thread.id, ()) if head.predicate == self._predicate(plan.asked)]
        if not heads:
            return plan.thread in wanted
        moments = [since[key] for key in plan.keys if key in since]
        closes = heads[0].closes_at is not None and heads[0].closes_at <= self._now
        if not (moments or closes):
            return False
        if not self._has_old_guests(plan, before):
            first = min(moments, default=self._now)
            plan.heads = [head for head in heads if head.at <= first]
        self._take_memory(plan)
        return True

    def _has_old_guests(self, plan: Plan, before: Root) -> bool:
        """Whether what is said for the first time makes old reports appear in a thread."""
        known = {key for key in plan.keys if key in before.at}
        own = frozenset(node for node in plan.own if any((stance, node) in before.at for stance in Stance))
        return not known <= reach(before, own, plan.thread)

    def _wanted(self, asked: Subscription, reports: Iterable[Report]) -> set[Thread]:
        """The threads that these reports open, if nothing opened them before."""
        threads = self._threads(asked)
        return {
            threads.of(node)
            for report in reports
            if match(report, asked, self._catalogue, self._policy) is Reason.MATCHED
            for _, node in statements(report)
        }

    def _plans(self, asked: Subscription, shape: Root) -> list[Plan]:
        threads = self._threads(asked)
        own: dict[Thread, dict[Node, None]] = defaultdict(dict)
        for _, node in shape.at:
            own[threads.of(node)][node] = None
        plans = []
        for thread in sorted(own, key=lambda thread: thread.id):
            nodes = sorted(own[thread])
            plans.append(Plan(thread, asked, nodes, reach(shape, frozenset(nodes), thread)))
        return plans

    def _of_root(self, asked: Iterable[Subscription]) -> tuple[Subscription, ...]:
        return SubscriptionIndex(asked, self._catalogue).of_root(self._root)

    def _shape(self, without: Iterable[Statement] = ()) -> Root:
        """The root with everything that was said, but no report."""
        left_out = {key for statement in without for key in keys_of(statement)}
        said = [key for key in self._claims if key not in left_out]
        return Root(self._root, (), (), self._catalogue, self._now, said)

    # --- what is read for them

    def _load(self, plans: Sequence[Plan]) -> Root:
        by_moment: dict[datetime, set[str]] = defaultdict(set)
        refs: set[str] = set()
        for plan in plans:
            for key in plan.keys:
                by_moment[plan.since].update(self._claims[key])
            refs.update(ref.report for ref in plan.memory.refs()) if plan.memory else None
        found = ledger.reports_of_ids(self._connection, refs)
        for since, claims in sorted(by_moment.items()):
            found += ledger.reports_of_claims(self._connection, self._root, claims, since)
        entries = {report.entry_key for report in found}
        made = ledger.reports_of_entries(self._connection, self._root, entries)
        seen = ledger.sightings_of_entries(self._connection, entries)
        return Root(self._root, made, seen, self._catalogue, self._now, list(self._claims))

    def _walks(self, plans: Sequence[Plan], root: Root) -> list[tuple[Plan, Walk | None]] | None:
        """The walks, each where anything opens it; None where some must begin earlier, so that more must be read."""
        walks: list[tuple[Plan, Walk | None]] = []
        earlier = False
        reasons: dict[str, dict[str, Reason]] = {}
        for plan in plans:
            since = crossing(plan, root)
            if since is not None:
                plan.heads = [head for head in plan.heads if head.at <= since]
                self._take_memory(plan)
                earlier = True
                continue
            seen = reasons.get(plan.asked.name)
            if seen is None:
                seen = reasons[plan.asked.name] = self._reasons(plan.asked, root)
            if plan.memory is None and not opens(plan, root, seen):
                walks.append((plan, None))  # whatever it once decided follows no more
                continue
            walk = self._walk(plan, root, seen)
            if walk is None:
                earlier = True
            else:
                walks.append((plan, walk))
        return None if earlier else walks

    def _walk(self, plan: Plan, root: Root, reasons: Mapping[str, Reason]) -> Walk | None:
        try:
            return Walk(
                plan.thread,
                plan.own,
                root,
                subscription=plan.asked,
                policy=self._policy,
                reasons=reasons,
                memory=plan.memory,
                remembers=True,
            )
        except Unfit:
            plan.heads, plan.memory = [], None
            return None

    def _reasons(self, asked: Subscription, root: Root) -> dict[str, Reason]:
        reports = {bearing.report.id: bearing.report for bearing in root.bearings}
        return {id: match(report, asked, self._catalogue, self._policy) for id, report in reports.items()}

    # --- memories

    def _take_memory(self, plan: Plan) -> None:
        plan.memory = wire.decode(memories.memory(self._connection, plan.heads[0]), Memory) if plan.heads else None

    def _remember(self, walks: Iterable[tuple[Plan, Walk | None]]) -> None:
        """Keep what the walks remember, and the memories that they went on from; later ones no longer hold."""
        new: list[tuple[Head, bytes]] = []
        gone: list[Head] = []
        for plan, walk in walks:
            if walk is None or walk.memory is None:
                gone += self._heads.get(plan.thread.id, ())
                continue
            head = Head(plan.thread.id, walk.memory.at, plan.asked.name, self._predicate(plan.asked), walk.closes_at)
            stay = [head.at, *(one.at for one in plan.heads if one.at < head.at)][:KEPT]
            gone += [one for one in self._heads.get(plan.thread.id, ()) if one.at not in stay]
            new.append((head, wire.encode(walk.memory)))
        memories.put_memories(self._connection, self._root, new, gone)
