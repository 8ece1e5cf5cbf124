"""What bears on what: the one relation `counters`, and an index of it over all claims of a root (DESIGN §3).

Everything goes from above to below: a denial, a plan or a withdrawal reaches affirmations at or below its own military
and region. Nothing propagates further, and nothing crosses from a state to what is only `affiliated` with it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pipeline.ledger.activities import SHOWS_PRESENCE, denial_fits, realises
from pipeline.ledger.bearing import Node
from pipeline.ledger.containment import Containment, Within, military_ladder, region_ladder
from schemas import Activity, Claim, Stance

Links = Mapping[Node, Sequence[Node]]


def counters(denial: Claim, other: Claim, catalogue: Containment) -> bool:
    """Whether denying `denial` counters an affirmation of `other`, or a plan for it."""
    return denial_fits(denial.activity, other.activity) and _at_or_below(other, denial, catalogue)


def ends(withdrawal: Claim, other: Claim, catalogue: Containment) -> bool:
    """Whether a completed withdrawal ends what `other` affirmed up to then."""
    return (
        withdrawal.activity == Activity.WITHDRAW
        and other.activity in SHOWS_PRESENCE
        and _at_or_below(other, withdrawal, catalogue)
    )


class Relations:
    """Which of the claims at hand counter, realise and end which. Built once per root, read for every thread."""

    def __init__(self, made: Iterable[tuple[Stance, Node]], within: Within) -> None:
        nodes: dict[Stance, dict[Node, None]] = {stance: {} for stance in Stance}
        for stance, node in made:
            nodes[stance][node] = None
        affirmed, planned = sorted(nodes[Stance.AFFIRMED]), sorted(nodes[Stance.PLANNED])
        withdrawals = [node for node in affirmed if node.activity == Activity.WITHDRAW]
        stated = sorted({*affirmed, *planned})
        self.countered_by: Links = _links(stated, nodes[Stance.DENIED], denial_fits, within)
        self.realises: Links = _links(affirmed, planned, lambda plan, real: realises(real, plan), within)
        self.ended_by: Links = _links(affirmed, withdrawals, _shows_presence, within)
        self.counters: Links = _inverse(self.countered_by)
        self.realised_by: Links = _inverse(self.realises)
        self.ends: Links = _inverse(self.ended_by)


def above(node: Node, within: Within) -> Iterator[tuple[str, str]]:
    """Every (military, region) at or above a claim's own."""
    for military in within.militaries(node.military):
        for region in within.regions(node.region):
            yield military, region


def _links(
    lower: Iterable[Node], upper: Iterable[Node], fits: Callable[[Activity, Activity], bool], within: Within
) -> dict[Node, list[Node]]:
    at: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in sorted(upper):
        at[node.military, node.region].append(node)
    links: dict[Node, list[Node]] = {}
    for node in lower if at else ():
        candidates = (one for place in above(node, within) for one in at.get(place, ()))
        if reached := [one for one in candidates if fits(one.activity, node.activity)]:
            links[node] = reached
    return links


def _inverse(links: Links) -> dict[Node, list[Node]]:
    inverse: dict[Node, list[Node]] = defaultdict(list)
    for node, others in links.items():
        for other in others:
            inverse[other].append(node)
    return dict(inverse)


def _shows_presence(_withdraw: Activity, activity: Activity) -> bool:
    return activity in SHOWS_PRESENCE


def _at_or_below(lower: Claim, upper: Claim, catalogue: Containment) -> bool:
    return upper.military in military_ladder(lower.military, catalogue) and upper.region in region_ladder(
        lower.region, catalogue
    )
