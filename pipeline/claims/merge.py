"""Overlapping windows say the same thing twice: equal statements are one, the most confident."""

from collections.abc import Iterable

from schemas.claim import Span, SpanClaim


def merge(claims: Iterable[SpanClaim]) -> tuple[SpanClaim, ...]:
    """Claims of the same spans, activity, stance and holder are one, with the highest confidence; sorted by place."""
    best: dict[tuple[Span, Span, str, str, Span | None], SpanClaim] = {}
    for claim in claims:
        key = (claim.military, claim.region, claim.activity, claim.stance, claim.holder)
        rival = best.get(key)
        if rival is None or _rank(claim) < _rank(rival):
            best[key] = claim
    return tuple(sorted(best.values(), key=_order))


def _rank(claim: SpanClaim) -> tuple[object, ...]:
    """Lower is better. Ties go to news before background, then to the lesser reasons, so that order cannot matter."""
    pointers = [tuple((-each.chance, each.span) for each in pointed) for pointed in (claim.owners, claim.lands)]
    return (-claim.confidence, claim.background, claim.because, [-len(each) for each in pointers], pointers)


def _order(claim: SpanClaim) -> tuple[Span, Span, str, str, Span]:
    return (claim.military, claim.region, claim.activity, claim.stance, claim.holder or Span(start=-1, end=-1))
