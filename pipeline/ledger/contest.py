"""Who contests what stands: the holders of denials that counter it, each with the newest denial.

One thing DESIGN's relation alone would get wrong: "not to the front, but to Kyiv later" is a denial and a plan by one
holder in one breath. Such a denial draws a line; it counters what others say, never its own holder's words.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from pipeline.ledger.bearing import Bearing, Node
from pipeline.ledger.counters import Relations
from schemas import Stance

Denials = Mapping[Node, Mapping[str, Sequence[Bearing]]]  # denied claim -> holder -> denials, in time


def contesters(
    stands: Mapping[Node, Collection[str]],
    denials: Denials,
    relations: Relations,
    qualified: Collection[str],
) -> dict[str, Bearing]:
    """By holder, the newest denial that counters something in `stands` (claim -> its holders)."""
    found: dict[str, Bearing] = {}
    for denied, holders in _against(stands, denials, relations).items():
        for holder, made in denials[denied].items():
            if denial := _newest(made, holders, holder, qualified):
                found[holder] = newer(denial, found.get(holder))
    return found


def qualified_denials(bearings: Iterable[Bearing], relations: Relations) -> frozenset[str]:
    """Ids of denials whose named holder, in the same article, affirms or plans something that they counter."""
    said: dict[tuple[str, str], set[Node]] = {}
    denials: list[Bearing] = []
    for bearing in bearings:
        if bearing.report.holder is None or bearing.stance == Stance.POSSIBLE:
            continue
        if bearing.stance == Stance.DENIED:
            denials.append(bearing)
        else:
            said.setdefault((bearing.report.article_id, bearing.holder), set()).add(bearing.node)
    return frozenset(
        denial.report.id
        for denial in denials
        if (own := said.get((denial.report.article_id, denial.holder)))
        and any(denial.node in relations.countered_by.get(node, ()) for node in own)
    )


def _against(stands: Mapping[Node, Collection[str]], denials: Denials, relations: Relations) -> dict[Node, set[str]]:
    """Denied claim -> who says what it counters: two at most, for all that counts is whether there is another."""
    said: dict[Node, set[str]] = {}
    for node, holders in stands.items():
        for denied in relations.countered_by.get(node, ()):
            if denied in denials and len(who := said.setdefault(denied, set())) < 2:
                who.update(islice(holders, 2))
    return said


def _newest(
    made: Sequence[Bearing], holders: Collection[str], holder: str, qualified: Collection[str]
) -> Bearing | None:
    """The newest of a holder's denials that counters what `holders` say."""
    if any(other != holder for other in holders):
        return made[-1] if made else None
    return next((denial for denial in reversed(made) if denial.report.id not in qualified), None)


def newer(denial: Bearing, other: Bearing | None) -> Bearing:
    return denial if other is None or other.order < denial.order else other
