"""The moments of a thread: what begins and ceases to count in it, in the order of time.

A thread has its own reports, and guests that appear in it because of what they bear on here: denials that counter an
affirmation or plan of it, withdrawals that end a presence in it, affirmations elsewhere that realise a plan of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from pipeline.ledger.activities import LASTING
from pipeline.ledger.bearing import Bearing, Node
from pipeline.ledger.root import Root
from schemas import Activity, ActivityGroup, Report, Stance


class Part(NamedTuple):
    """A report in a thread; `own`: it rolls up to this thread, it is not a guest."""

    bearing: Bearing
    own: bool


class Moment(NamedTuple):
    """Everything of one time: one article's reports always come together."""

    at: datetime
    begin: list[Part]
    cease: list[Part]


def moments(
    root: Root,
    own: Iterable[Node],
    group: ActivityGroup,
    takes: Callable[[Report], bool],
    since: datetime | None = None,
) -> Iterator[Moment]:
    """A thread's moments, from the claims that are its own and the reports that `takes` lets in and that count `since`
    then."""
    parts = [Part(bearing, True) for node in own for stance in Stance for bearing in root.at.get((stance, node), ())]
    parts += [Part(bearing, False) for key in guests(root, frozenset(own), group) for bearing in root.at[key]]
    begin: dict[datetime, list[Part]] = defaultdict(list)
    cease: dict[datetime, list[Part]] = defaultdict(list)
    for part in parts:
        if takes(part.bearing.report) and (since is None or part.bearing.since >= since):
            begin[part.bearing.since].append(part)
            if part.bearing.until is not None:
                cease[part.bearing.until].append(part)
    for at in sorted({*begin, *cease}):
        yield Moment(at, sorted(begin.get(at, ()), key=_in_turn), sorted(cease.get(at, ()), key=_in_turn))


def guests(root: Root, own: frozenset[Node], group: ActivityGroup) -> list[tuple[Stance, Node]]:
    """The statements of other threads that appear in the thread of these claims."""
    relations = root.relations
    found: dict[tuple[Stance, Node], None] = {}
    for node in sorted(own):
        if (Stance.AFFIRMED, node) in root.at or (Stance.PLANNED, node) in root.at:
            found.update(((Stance.DENIED, one), None) for one in relations.countered_by.get(node, ()))
        if (Stance.PLANNED, node) in root.at:
            found.update(((Stance.AFFIRMED, one), None) for one in relations.realised_by.get(node, ()))
        if group is ActivityGroup.PRESENCE and node.activity in LASTING:
            found.update(((Stance.AFFIRMED, one), None) for one in relations.ended_by.get(node, ()))
    return [(stance, node) for stance, node in found if node not in own]


def _in_turn(part: Part) -> tuple[int, bool, str]:
    """Of one moment, affirmations come first: its withdrawals end them, its plans are plans for what already is."""
    bearing = part.bearing
    leaves = bearing.node.activity == Activity.WITHDRAW
    return (_TURN[bearing.stance], leaves, bearing.report.id)


_TURN = {Stance.AFFIRMED: 0, Stance.PLANNED: 1, Stance.POSSIBLE: 2, Stance.DENIED: 3}
