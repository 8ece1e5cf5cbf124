"""What a model points at, as owners and as countries: names of the article with chances; the rest is for none of them.

A name cannot vouch for itself: what meets the span in question is left out, and its chance goes to nobody. So does
the chance of a name that stands for no one, and nobody's chance speaks neither for nor against anyone.
"""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipeline.catalogue.actors import root, settled
from schemas import Hit, HitKind, Pointer, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_SURE = 0.9
_ACTORS = (HitKind.STATE, HitKind.DEMONYM, HitKind.CAPITAL, HitKind.LEADER, HitKind.MILITARY, HitKind.OFFICE)


class Beliefs(NamedTuple):
    chances: dict[str, float]
    nobody: float

    def of(self, id: str, otherwise: float) -> float:
        """The chance of one, who `otherwise` has this one."""
        return self.chances.get(id, 0.0) + self.nobody * otherwise

    @property
    def sure(self) -> str:
        """The one that the model is sure of, "" for none."""
        best = max(self.chances.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))
        return best[0] if best[1] >= _SURE else ""


NO_BELIEFS = Beliefs({}, 1.0)


def owners(pointers: Sequence[Pointer], span: Span, hits: Sequence[Hit]) -> Beliefs:
    """Roots of militaries. `hits` are the article's, settled."""
    return _believed(pointers, span, hits, root)


def countries(catalogue: "Catalogue", pointers: Sequence[Pointer], span: Span, hits: Sequence[Hit]) -> Beliefs:
    """Countries (ISO 3166-1 alpha-2) of which the names speak, as actors or as places."""
    hits = settled(catalogue, hits) if pointers else hits
    return _believed(pointers, span, hits, lambda hit: country_of(catalogue, hit))


def country_of(catalogue: "Catalogue", hit: Hit) -> str:
    """The one country that a hit speaks of, as an actor or as a place; "" for none."""
    if hit.kind in _ACTORS:
        state = catalogue.militaries.states.get(hit.refs[0].removeprefix("office:").partition("/")[0])
        return state.iso2 if state and state.iso2 in catalogue.regions else ""
    if hit.kind is not HitKind.REGION:
        return ""
    homes = {catalogue.regions.country(ref) for ref in hit.refs if ref in catalogue.regions}
    return homes.pop() if len(homes) == 1 else ""


def _believed(pointers: Sequence[Pointer], span: Span, hits: Sequence[Hit], meaning: Callable[[Hit], str]) -> Beliefs:
    chances: dict[str, float] = {}
    for pointer in pointers:
        if pointer.span.start < span.end and span.start < pointer.span.end:
            continue
        named = (hit for hit in hits if (hit.start, hit.end) == (pointer.span.start, pointer.span.end))
        if meant := next((meant for hit in named if (meant := meaning(hit))), ""):
            chances[meant] = chances.get(meant, 0.0) + pointer.chance
    return Beliefs(chances, max(0.0, 1 - math.fsum(chances.values())))
