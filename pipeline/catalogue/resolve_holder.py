"""From a span to the holder it names: an office, a paper, a state, and for whom that speaks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.catalogue import context
from pipeline.catalogue.offices import ANY_STATE, MEDIA, speaks_for
from schemas import Article, Hit, HitKind, Holder, Side, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue


def resolve(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], root: str) -> Holder:
    """The holder with what is known of it: `id` stays "" and the side unknown where the catalogue has no such name."""
    id = _id(catalogue, span, article, hits)
    return Holder(
        start=span.start,
        end=span.end,
        surface=article.body[span.start : span.end],
        id=id,
        side=_side(id, root),
    )


def _side(id: str, root: str) -> Side:
    if not id:
        return Side.UNKNOWN
    if id.startswith(MEDIA):
        return Side.OUTLET
    return Side.OWN if speaks_for(id) == root and root else Side.OTHER


def _id(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> str:
    inside = list(context.within(hits, span))
    for kind in (HitKind.LEADER, HitKind.OFFICE):
        for hit in inside:
            if hit.kind is kind and not hit.refs[0].startswith(ANY_STATE):
                return hit.refs[0]
    state = _state(catalogue, span, article, hits)
    for hit in inside:
        if hit.kind is HitKind.OFFICE:  # "the French president" is the office that Macron and the Élysée are
            return hit.refs[0].replace("*", state) if state else ""
    group = next((hit.refs[0] for hit in inside if hit.kind is HitKind.MILITARY), "")
    return group or (state if any(hit.kind in context.ACTORS for hit in inside) else "")


def _state(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> str:
    """The state whose office it is: named in the span, else the nearest before it in its sentence."""
    named = (HitKind.DEMONYM, HitKind.STATE, HitKind.CAPITAL)
    for hit in context.within(hits, span):
        if hit.kind in named and context.is_state(hit.refs[0]):
            return hit.refs[0]
    sentence = context.sentence(article.body, span)
    states = [hit for hit in hits if hit.kind in named and context.is_state(hit.refs[0])]
    around = [hit for hit in states if sentence.start <= hit.start and hit.end <= sentence.end]
    before = [hit for hit in around if hit.end <= span.start]
    return before[-1].refs[0] if before else around[0].refs[0] if around else ""
