"""From a span to the military it names: a force named outright, a state by demonym, name, seat or leader, or, for
"troops" and "its army", whose they are by what stands around them."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.catalogue import context
from pipeline.catalogue.militaries import UNKNOWN
from pipeline.catalogue.offices import ANY_STATE, MEDIA, speaks_for
from schemas import Abstention, Article, Candidate, Hit, HitKind, Resolution, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_UNNAMED = ("rebels", "militia", "mercenaries")
_BRANCHES = ("navy", "air-force", "marines", "coast-guard", "border-guard", "national-guard", "special-forces")
_WEAPONS = ("weapon", "attack")
_LOSERS = 5
# What only sponsors, opposes or made the force is not the force.
_NOT_THE_FORCE = re.compile(
    r"^['’]?s?[-‑–\s]?(backed|made|led|aligned|supplied|trained|funded|linked|allied|sponsored|supported|installed|controlled|"
    r"occupied|held|donated|built|designed|provided|gestützt\w*|nah\w*|treu\w*)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"(?:\b(?:pro|anti|non|ex|former|pré|контр|про|анти)[-‑–\s]?)$", re.IGNORECASE)
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|into|inside|at|near|across|over|on|toward|towards|to|around|outside|within|through|from|en|dans|au|aux|à|"
    r"vers|sur|nach|im|über|bei|aus|w|we|na|pod|do|nad|z|у|в|на|під|под|над|до|по|из|від)\s+(?:the\s+|la\s+|le\s+|der\s+)?)$",
    re.IGNORECASE,
)
_OF_AFTER = re.compile(
    r"^\s*(?:from|of|by|belonging to|loyal to|commanded by|d[eu']|des|von|aus|der|z|від|из|من|التابعة ل)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\b(?:his|her|its|their|our|my)\b", re.IGNORECASE)


def resolve(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]
) -> Resolution | Abstention:
    """Whose force the span names."""
    inside = sorted(context.within(hits, span), key=lambda hit: (hit.start, hit.end))
    classes = _classes(inside)
    named = _named(catalogue, inside, article.body, span, classes)
    if named is not None:
        return named
    owner = next((hit.refs[1] for hit in inside if hit.kind is HitKind.HEAD and len(hit.refs) > 1), "")
    around = _around(catalogue, span, article, hits)
    if owner and not (around and around[0][0] > 1.2):
        return Resolution(id=owner, score=0.6, reason="a weapon that mostly this state has")
    return _from_context(around, classes)


def _classes(inside: Sequence[Hit]) -> tuple[str, ...]:
    return tuple(hit.refs[0] for hit in inside if hit.kind is HitKind.HEAD)


def _named(
    catalogue: "Catalogue", inside: Sequence[Hit], body: str, span: Span, classes: Sequence[str]
) -> Resolution | None:
    """By a name inside the span."""
    usable = [hit for hit in inside if not _NOT_THE_FORCE.match(body[hit.end : span.end])]
    usable = [hit for hit in usable if not _AGAINST.search(body[max(span.start, hit.start - 10) : hit.start])]
    forces = [hit for hit in usable if hit.kind is HitKind.MILITARY]
    if forces:
        return Resolution(id=forces[0].refs[0], score=1.0, reason="named")
    actors = [hit for hit in (usable or inside) if _root(hit)]
    actors = actors or [hit for hit in inside if _root(hit) or hit.kind is HitKind.MILITARY]
    if not actors:
        return None
    best = max(actors, key=lambda hit: (_rank(hit), -hit.start))
    root = _root(best) or best.refs[0]
    unnamed = next((name for name in classes if name in _UNNAMED), "")
    if unnamed and best.kind is not HitKind.LEADER and root in catalogue.militaries.states:
        if unnamed == "mercenaries":
            unnamed = "militia"
        return Resolution(id=f"{root.lower()}-{unnamed}", score=0.8, reason=f"unnamed {unnamed} of {root}")
    branch = next((name for name in classes if name in _BRANCHES), "")
    id = f"{root}/{branch}" if branch and root in catalogue.militaries.states else root
    losers = tuple(Candidate(id=_root(hit), score=0.5) for hit in actors if _root(hit) not in ("", root))
    return Resolution(id=id, score=0.95, reason=best.kind.value, losers=losers[:_LOSERS])


def _rank(hit: Hit) -> int:
    order = (HitKind.OFFICE, HitKind.CAPITAL, HitKind.LEADER, HitKind.STATE, HitKind.DEMONYM)
    return order.index(hit.kind) if hit.kind in order else -1


def _root(hit: Hit) -> str:
    """The root that a hit stands for as an actor, "" for none."""
    ref = hit.refs[0]
    if hit.kind not in context.ACTORS or ref.startswith((ANY_STATE, MEDIA)):
        return ""
    if hit.kind in (HitKind.LEADER, HitKind.OFFICE):
        return speaks_for(ref)
    if hit.kind is HitKind.MILITARY:
        return ref
    return ref if context.is_state(ref) else ""


def _around(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]
) -> list[tuple[float, str]]:
    """The actors outside the span, by how likely the force is theirs."""
    body = article.body
    sentence = context.sentence(body, span)
    possessive = _POSSESSIVE.search(body[span.start : span.end]) or _POSSESSIVE.search(body[max(0, span.start - 7) : span.start])
    scores: dict[str, float] = {}
    for hit in hits:
        root = _root(hit)
        if not root or not (hit.end <= span.start or hit.start >= span.end):
            continue
        before = hit.end <= span.start
        distance = span.start - hit.end if before else hit.start - span.end
        score = 1.0 / (1.0 + distance / 60)
        if sentence.start <= hit.start and hit.end <= sentence.end:
            score += 0.5
        if before:
            score += 0.3 if possessive else 0.15
        elif _OF_AFTER.match(body[span.end : hit.start]):
            score += 1.0
        if hit.kind in (HitKind.STATE, HitKind.CAPITAL) and _PLACE_BEFORE.search(body[max(0, hit.start - 14) : hit.start]):
            score -= 0.5
        if _NOT_THE_FORCE.match(body[hit.end : hit.end + 14]) or _AGAINST.search(body[max(0, hit.start - 10) : hit.start]):
            score -= 0.4
        scores[root] = max(scores.get(root, 0.0), score) + (0.1 if root in scores else 0.0)
    return sorted(((score, root) for root, score in scores.items()), key=lambda item: (-item[0], item[1]))


def _from_context(around: Sequence[tuple[float, str]], classes: Sequence[str]) -> Resolution | Abstention:
    losers = tuple(Candidate(id=root, score=round(score, 3)) for score, root in around[1 : _LOSERS + 1])
    if not around:
        return Resolution(id=UNKNOWN, score=0.5, reason="no one is named whose it could be")
    score, root = around[0]
    if set(classes) & set(_WEAPONS) and score < 1.0:
        return Resolution(id=UNKNOWN, score=0.4, reason="a weapon with no owner beside it", losers=losers)
    unnamed = next((name for name in classes if name in _UNNAMED), "")
    if unnamed and context.is_state(root):
        root = f"{root.lower()}-{'militia' if unnamed == 'mercenaries' else unnamed}"
    return Resolution(id=root, score=round(min(0.8, score / 2), 3), reason="the nearest owner in the article", losers=losers)
