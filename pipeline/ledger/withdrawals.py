"""Which withdrawals are sure enough to end something, and what.

Most reports add to what is known; a withdrawal takes away all that was said before it at or below its place, whoever
said it. One misread sentence must not do that. The more it takes away, the surer it must be:

- What was said of its very place it ends where it is as sure by itself as two reports that barely count would be
  together (`Policy.end_confidence`), or where a second independent origin affirmed it in the days before (`end_days`).
- What was said of places below it ends where it is as sure as three (`end_below_confidence`), or has three origins.
- Origins are outweighed: where more of them say, in those days, that the force is there than say that it left, it ends
  nothing. Only a report that is as sure as three needs no other.

Until then it stands as what it is: a report of a withdrawal.
"""

import bisect
import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pipeline.ledger.bearing import Bearing, Node
from pipeline.ledger.counters import Links
from pipeline.ledger.origins import OriginKeys
from pipeline.ledger.policy import Policy
from pipeline.ledger.status import weight_of
from schemas import Activity, Stance

Key = tuple[str, datetime]  # report id and the moment from which it counts


def is_withdrawal(bearing: Bearing) -> bool:
    """Whether it affirms a completed withdrawal."""
    return bearing.node.activity == Activity.WITHDRAW and bearing.stance == Stance.AFFIRMED


def key(bearing: Bearing) -> Key:
    return (bearing.report.id, bearing.since)


class Leaving:
    """The reports of withdrawals that count, given in the order of time, and what each of them ends."""

    def __init__(self, root: str, policy: Policy) -> None:
        self._root = root
        self._policy = policy
        self._keys: dict[Node, OriginKeys] = defaultdict(OriginKeys)
        self._made: dict[Node, list[tuple[str, Bearing]]] = defaultdict(list)

    def add(self, withdrawal: Bearing) -> None:
        self._made[withdrawal.node].append((self._keys[withdrawal.node].add(withdrawal), withdrawal))

    def origins(self, withdrawal: Bearing) -> int:
        """How many independent origins affirm a withdrawal that was added, in the days up to it."""
        made = self._made[withdrawal.node]
        standing = {origin for origin, other in made if _stands(other, withdrawal.since, self._policy)}
        return weight_of(len(standing), self._root)

    def ended(
        self, withdrawal: Bearing, reached: Sequence[Node], against: Callable[[Sequence[Node]], int]
    ) -> Sequence[Node]:
        """What a withdrawal that was added ends of what it reaches. `against`: how many origins affirm these."""
        confidence, origins = withdrawal.report.confidence, self.origins(withdrawal)
        if confidence >= self._policy.end_below_confidence or (origins > 2 and origins >= against(reached)):
            return reached
        place = [node for node in reached if node.region == withdrawal.node.region]
        is_sure = confidence >= self._policy.end_confidence or origins > 1
        return place if is_sure and origins >= against(place) else ()


class Ended(NamedTuple):
    """What every withdrawal ended, and until when the affirmations of a claim are over."""

    by: Mapping[Key, Sequence[Node]]
    until: Mapping[Node, datetime]


def ended(bearings: Iterable[Bearing], ends: Links, policy: Policy) -> Ended:
    """What withdrawals end of what they reach (`ends`). Each reads only what was seen up to its own moment."""
    affirmed = sorted((one for one in bearings if one.stance == Stance.AFFIRMED), key=lambda bearing: bearing.order)
    standing = _Standing(affirmed, policy)
    books: dict[str, Leaving] = {}
    by: dict[Key, Sequence[Node]] = {}
    for withdrawal in filter(is_withdrawal, affirmed):
        root = withdrawal.report.claim.root
        book = books.setdefault(root, Leaving(root, policy))
        book.add(withdrawal)
        against = functools.partial(standing.origins, withdrawal=withdrawal, enough=book.origins(withdrawal))
        by[key(withdrawal)] = book.ended(withdrawal, ends.get(withdrawal.node, ()), against)
        standing.end(by[key(withdrawal)], withdrawal.since)
    return Ended(by, standing.over)


class _Standing:
    """What is affirmed of each claim and not over yet."""

    def __init__(self, affirmed: Iterable[Bearing], policy: Policy) -> None:
        self._policy = policy
        self._said: dict[Node, list[Bearing]] = defaultdict(list)
        for bearing in affirmed:
            self._said[bearing.node].append(bearing)
        self.over: dict[Node, datetime] = {}

    def origins(self, nodes: Iterable[Node], withdrawal: Bearing, *, enough: int) -> int:
        """How many independent origins affirmed these in the days before a withdrawal, counted past `enough`."""
        first = withdrawal.since - self._policy.withdrawals_stand
        stands = [
            one
            for node in nodes
            for one in self._between(node, first, withdrawal.since)
            if node not in self.over or self.over[node] < one.since
        ]
        keys, found = OriginKeys(), set()
        for one in sorted(stands, key=lambda bearing: bearing.order):
            found.add(keys.add(one))
            if len(found) > enough:
                break
        return weight_of(len(found), withdrawal.report.claim.root)

    def end(self, nodes: Iterable[Node], at: datetime) -> None:
        self.over.update((node, at) for node in nodes)

    def _between(self, node: Node, first: datetime, last: datetime) -> list[Bearing]:
        said = self._said.get(node, [])
        start = bisect.bisect_left(said, first, key=lambda bearing: bearing.since)
        return said[start : bisect.bisect_right(said, last, key=lambda bearing: bearing.since)]


def _stands(other: Bearing, at: datetime, policy: Policy) -> bool:
    """Whether an earlier report of the same withdrawal still counts, and speaks of the same days."""
    return at - policy.withdrawals_stand <= other.since and (other.until is None or at < other.until)
