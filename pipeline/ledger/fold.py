"""`fold`: from a set of reports to the ledger of every claim in it. Pure, and blind to order and repetition.

A claim's ledger holds its own reports, the affirmations at or below it that imply it, and the denials that counter any
of these or deny this very claim. Plans stay where they were made.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pipeline.ledger.activities import LASTING, implied
from pipeline.ledger.bearing import Bearing, Node, bearings, distinct
from pipeline.ledger.containment import Containment, Within
from pipeline.ledger.contest import contesters, qualified_denials
from pipeline.ledger.counters import Relations, above
from pipeline.ledger.origins import origins
from pipeline.ledger.policy import Policy
from pipeline.ledger.status import status, weight_of
from pipeline.ledger.withdrawals import ended, key
from schemas import Claim, Ledger, Report, Stance, Status


def fold(reports: Iterable[Report], catalogue: Containment, policy: Policy) -> list[Ledger]:
    """The ledger of every claim that the reports make, sorted by military, region and activity.

    Give it the reports that count (`revisions.current`). A denied withdrawal makes a claim of presence as well.
    """
    weighty: list[Bearing] = []
    weightless: list[Bearing] = []
    for report in distinct(reports):
        (weighty if policy.weighs(report) else weightless).extend(bearings(report))
    book = _Book(weighty, weightless, Within(catalogue), policy)
    ordered = sorted(book.nodes, key=lambda node: (node.military, node.region, node.activity))
    return [book.ledger(node) for node in ordered]


class _Parts(NamedTuple):
    """What bears on one claim."""

    affirmed: list[Bearing]
    planned: list[Bearing]
    possible: list[Bearing]
    denied: list[Bearing]
    weightless: list[Bearing]

    def everything(self) -> Iterator[Report]:
        return (bearing.report for part in self for bearing in part)


class _Book:
    """The reports of a set by claim, and how the claims bear on one another."""

    def __init__(
        self, weighty: Sequence[Bearing], weightless: Sequence[Bearing], within: Within, policy: Policy
    ) -> None:
        self.nodes = {bearing.node for bearing in (*weighty, *weightless)}
        self._own: dict[tuple[Stance, Node], list[Bearing]] = defaultdict(list)
        for bearing in weighty:
            self._own[bearing.stance, bearing.node].append(bearing)
        self._weightless: dict[Node, list[Bearing]] = defaultdict(list)
        for bearing in weightless:
            self._weightless[bearing.node].append(bearing)
        self._relations = Relations(((one.stance, one.node) for one in weighty), within)
        self._qualified = qualified_denials(weighty, self._relations)
        self._below = self._affirmed_below(within)
        self._denials = _by_holder(one for one in weighty if one.stance == Stance.DENIED)
        self._ended = ended(weighty, self._relations.ends, policy)

    def ledger(self, node: Node) -> Ledger:
        """A claim with all that bears on it, and what follows."""
        parts = self._parts(node)
        withdrawals = self._withdrawals(parts.affirmed) if node.activity in LASTING else []
        stands = [one for one in parts.affirmed if not (withdrawals and self._is_over(one))]
        keys = origins(stands or parts.affirmed)
        claim = Claim.of(*node)
        return Ledger(
            claim=claim,
            status=self._status(claim.root, parts, stands, withdrawals, len(keys) if stands else 0),
            origins=tuple(sorted(keys)),
            affirmed=_ids(parts.affirmed),
            planned=_ids(parts.planned),
            possible=_ids(parts.possible),
            denied=_ids(parts.denied),
            withdrawn=_ids(withdrawals),
            weightless=_ids(parts.weightless),
            first_seen=min(report.seen_at for report in parts.everything()),
            last_seen=max(report.seen_at for report in parts.everything()),
        )

    def _status(
        self, root: str, parts: _Parts, stands: list[Bearing], withdrawals: list[Bearing], origins: int
    ) -> Status:
        said = _holders(stands or withdrawals or parts.planned)
        return status(
            origins=weight_of(origins, root),
            countered=bool(contesters(said, self._denials, self._relations, self._qualified)),
            ended=bool(withdrawals),
            planned=bool(parts.planned),
            denied=bool(parts.denied),
            possible=bool(parts.possible),
        )

    def _parts(self, node: Node) -> _Parts:
        below = self._below.get(node, ())
        planned = self._own.get((Stance.PLANNED, node), [])
        stated = (*below, node) if planned else below
        countering = (one for lower in stated for one in self._relations.countered_by.get(lower, ()))
        denials = dict.fromkeys((node, *countering))
        return _Parts(
            affirmed=[one for lower in below for one in self._own[Stance.AFFIRMED, lower]],
            planned=planned,
            possible=self._own.get((Stance.POSSIBLE, node), []),
            denied=[one for denied in denials for one in self._own.get((Stance.DENIED, denied), ())],
            weightless=self._weightless.get(node, []),
        )

    def _affirmed_below(self, within: Within) -> dict[Node, list[Node]]:
        """Claim -> the affirmed claims at or below it that imply it."""
        below: dict[Node, list[Node]] = defaultdict(list)
        for stance, node in sorted(self._own):
            if stance == Stance.AFFIRMED:
                for military, region in above(node, within):
                    for activity in implied(node.activity):
                        if (upper := Node(military, activity, region)) in self.nodes:
                            below[upper].append(node)
        return below

    def _withdrawals(self, affirmed: Iterable[Bearing]) -> list[Bearing]:
        """The completed withdrawals that end at least one of the affirmations."""
        first: dict[Node, datetime] = {}
        for one in affirmed:
            first[one.node] = min(first.get(one.node, one.since), one.since)
        reaching = {leaving for node in first for leaving in self._relations.ended_by.get(node, ())}
        made = (leaving for node in sorted(reaching) for leaving in self._own[Stance.AFFIRMED, node])
        return [
            leaving
            for leaving in made
            if any(node in first and first[node] <= leaving.since for node in self._ended.by[key(leaving)])
        ]

    def _is_over(self, one: Bearing) -> bool:
        until = self._ended.until.get(one.node)
        return until is not None and one.since <= until


def _holders(stands: Iterable[Bearing]) -> dict[Node, set[str]]:
    holders: dict[Node, set[str]] = defaultdict(set)
    for one in stands:
        holders[one.node].add(one.holder)
    return holders


def _by_holder(denied: Iterable[Bearing]) -> dict[Node, dict[str, list[Bearing]]]:
    made: dict[Node, dict[str, list[Bearing]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(denied, key=lambda bearing: bearing.order):
        made[one.node][one.holder].append(one)
    return made


def _ids(part: Iterable[Bearing]) -> tuple[str, ...]:
    return tuple(sorted({bearing.report.id for bearing in part}))
