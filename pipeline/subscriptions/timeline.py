"""`timeline`: from a set of reports to the alert events of a subscription. Pure; the same set gives the same events.

Every thread with a report that matches is walked through once (see `walk`). docs/ledger.md tells the rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from pipeline.ledger.bearing import Node
from pipeline.ledger.containment import Containment
from pipeline.ledger.policy import Policy
from pipeline.ledger.root import Root, roots
from pipeline.subscriptions.events import reading_order
from pipeline.subscriptions.match import Reason, match
from pipeline.subscriptions.threads import Threads
from pipeline.subscriptions.walk import Walk
from schemas import AlertEvent, Report, Revision, Subscription, Thread


def timeline(
    reports: Iterable[Report],
    subscription: Subscription,
    catalogue: Containment,
    policy: Policy,
    now: datetime,
    *,
    revisions: Iterable[Revision] = (),
) -> list[AlertEvent]:
    """Everything a subscription decides on these reports up to `now`, in the order of reading."""
    found = (
        event
        for root in roots(reports, revisions, catalogue, now)
        for event in root_timeline(root, subscription, catalogue, policy, now)
    )
    return sorted(found, key=reading_order)


def root_timeline(
    root: Root, subscription: Subscription, catalogue: Containment, policy: Policy, now: datetime
) -> Iterator[AlertEvent]:
    """The events of one root, thread by thread."""
    reasons = {bearing.report.id: match(bearing.report, subscription, catalogue, policy) for bearing in root.bearings}
    for thread, own in _threads(root, Threads(subscription, catalogue), reasons):
        walk = Walk(thread, own, root, subscription=subscription, policy=policy, reasons=reasons)
        yield from walk.events(now)


def _threads(root: Root, threads: Threads, reasons: dict[str, Reason]) -> list[tuple[Thread, list[Node]]]:
    """The threads that a matching report may open, each with all claims of the root that roll up to it."""
    own: dict[Thread, dict[Node, None]] = defaultdict(dict)
    wanted: set[Thread] = set()
    for _, node in root.at:
        own[threads.of(node)][node] = None
    for bearing in root.bearings:
        if reasons[bearing.report.id] is Reason.MATCHED:
            wanted.add(threads.of(bearing.node))
    return [(thread, sorted(own[thread])) for thread in sorted(wanted, key=lambda thread: thread.id)]
