"""A thread that is to be walked again, and what appears in it: the pure part of `pipeline.store_threads`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from connectors.store.columns import NEVER
from connectors.store.memories import Head, Statement
from pipeline.ledger.bearing import Node
from pipeline.ledger.root import Root
from pipeline.subscriptions.match import Reason
from pipeline.subscriptions.memory import Memory
from pipeline.subscriptions.moments import guests
from schemas import Activity, Stance, Subscription, Thread

Key = tuple[Stance, Node]


class Plan:
    """A thread to be walked."""

    def __init__(self, thread: Thread, asked: Subscription, own: Sequence[Node], keys: Collection[Key]) -> None:
        self.thread = thread
        self.asked = asked
        self.own = own
        self.keys = keys
        self.heads: list[Head] = []  # memories that may be gone on from, the newest first
        self.memory: Memory | None = None

    @property
    def since(self) -> datetime:
        return self.memory.at if self.memory else NEVER


def keys_of(statement: Statement) -> list[Key]:
    """What a statement says. A denied withdrawal says that a force is there, too."""
    claim, stance = statement
    node = Node(claim.military, claim.activity, claim.region)
    if (claim.activity, stance) == (Activity.WITHDRAW, Stance.DENIED):
        return [(stance, node), (Stance.AFFIRMED, node._replace(activity=Activity.PRESENCE))]
    return [(stance, node)]


def reach(shape: Root, own: frozenset[Node], thread: Thread) -> set[Key]:
    """Whatever appears in the thread of these claims."""
    mine = {(stance, node) for node in own for stance in Stance if (stance, node) in shape.at}
    return mine | set(guests(shape, own, thread.group))


def crossing(plan: Plan, root: Root) -> datetime | None:
    """Since when the earliest report has counted that began before the plan's memory and ended after it."""
    if plan.memory is None:
        return None
    at = plan.memory.at
    found = (
        bearing.since
        for key in plan.keys
        for bearing in root.at.get(key, ())
        if bearing.since < at and bearing.until is not None and bearing.until >= at
    )
    return min(found, default=None)


def opens(plan: Plan, root: Root, reasons: Mapping[str, Reason]) -> bool:
    """Whether any report of a thread's own matches."""
    own = ((stance, node) for node in plan.own for stance in Stance)
    return any(reasons[one.report.id] is Reason.MATCHED for key in own for one in root.at.get(key, ()))
