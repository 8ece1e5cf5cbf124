"""From a span to the holder it names: an office, a paper, a state, and for whom that speaks."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.catalogue import actors, context, owner_words, resolve_military
from pipeline.catalogue.militaries import UNKNOWN
from pipeline.catalogue.names import DATA, rows
from pipeline.catalogue.offices import ANY_STATE, MEDIA, speaks_for
from schemas import Article, Hit, HitKind, Holder, Resolution, Side, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_STATES = (HitKind.DEMONYM, HitKind.STATE, HitKind.CAPITAL)
_WHOLE = (HitKind.OFFICE, HitKind.LEADER)
_ANYONES = frozenset({"office:*/government"})  # officials, authorities, a governor: every state and town has them
_NO_SPEAKERS = frozenset({"weapon", "vehicle", "ship", "aircraft", "base", "persons"})  # "a general" may be anyone's
_TWICE = 2
_LIKELY = 0.4  # a score of `owners`: half of all belief, and a fifth off for a name that is not there


def resolve(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], root: str) -> Holder:
    """The holder with what is known of it: `id` stays "" and the side unknown where the catalogue has no such name.

    A part of a name is the whole name: who says "Paris" of Paris Match means the magazine.
    """
    span = next((Span(start=h.start, end=h.end) for h in hits if h.kind in _WHOLE and _is_part(span, h)), span)
    id = _id(catalogue, span, article, hits) or _force(catalogue, span, article, hits)
    return Holder(
        start=span.start,
        end=span.end,
        surface=article.body[span.start : span.end],
        id=id,
        side=_side(id, root),
    )


def _is_part(span: Span, hit: Hit) -> bool:
    return hit.start <= span.start and span.end <= hit.end and span.end - span.start < hit.end - hit.start


def _side(id: str, root: str) -> Side:
    """A state's or a group's own medium speaks for it (al-Manar for Hezbollah); any other is an outlet."""
    if not id:
        return Side.UNKNOWN
    speaks = speaks_for(id)
    if id.startswith(MEDIA) and not speaks:
        return Side.OUTLET
    return Side.OWN if speaks == root and root else Side.OTHER


def _id(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> str:
    hits = actors.settled(catalogue, hits)
    inside = list(context.within(hits, span))
    for kind in (HitKind.LEADER, HitKind.OFFICE):
        for hit in inside:
            if hit.kind is kind and not hit.refs[0].startswith(ANY_STATE):
                return hit.refs[0]
    named = _named(inside)
    for hit in inside:
        if hit.kind is HitKind.OFFICE:  # "the French president" is the office that Macron and the Élysée are
            state = named or _whose(catalogue, hit, span, article, hits)
            return hit.refs[0].replace("*", state) if state else ""
    group = next((hit.refs[0] for hit in inside if hit.kind is HitKind.MILITARY), "")
    if group:
        return group
    return named if any(hit.kind in context.ACTORS for hit in inside) else _seat(inside, span)


def _seat(hits: Sequence[Hit], span: Span) -> str:
    """Who governs from the place that the span is no more than the name of: Tiraspol, «Сухум». "" for any other."""
    places = [hit for hit in hits if hit.kind is HitKind.REGION and (hit.start, hit.end) == (span.start, span.end)]
    return next((root for hit in places for ref in hit.refs if (root := _seats().get(ref, ""))), "")


def _force(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> str:
    """Whose "the army" is that says something: where one owner is likelier than all others together."""
    heads = set(resolve_military.classes(span, hits))
    if not heads or heads & _NO_SPEAKERS:
        return ""
    found = resolve_military.resolve(catalogue, span, article, hits)
    sure = isinstance(found, Resolution) and found.id != UNKNOWN and found.score >= _LIKELY
    return found.id if sure and isinstance(found, Resolution) else ""


def _named(hits: Sequence[Hit]) -> str:
    """The state that one of the hits names, a people's name before a land's."""
    states = [hit for hit in hits if hit.kind in _STATES and context.is_state(hit.refs[0])]
    if not states:
        return ""
    best = min(states, key=lambda hit: _STATES.index(hit.kind))
    return actors.root(best) if best.kind is HitKind.CAPITAL else best.refs[0]


def _whose(catalogue: "Catalogue", office: Hit, span: Span, article: Article, hits: Sequence[Hit]) -> str:
    """The state of an office that the span does not name: the sentence's one actor, or with "its" its first.

    "Officials" and "the governor" may be anyone's: theirs is the article's one state or land, if it has one.
    """
    told = [hit for hit in hits if _state_of(hit) and not (span.start <= hit.start < span.end)]
    if office.refs[0] in _ANYONES:
        home = actors.readings(catalogue).home
        states = {_state_of(hit) for hit in told} | {home(hit) for hit in hits if hit.kind is HitKind.REGION}
        return states.pop() if len(states) == 1 else ""
    sentence = context.sentence(article.body, span)
    before = [hit for hit in told if sentence.start <= hit.start and hit.end <= span.start]
    acting = [hit for hit in before if _acts(hit, article.body)] or before
    if acting and owner_words.is_theirs(article.body, span.start, span.end):
        return _state_of(acting[0])
    for found in (acting, [hit for hit in told if sentence.start <= hit.start < sentence.end], told):
        if state := _foremost([_state_of(hit) for hit in found]):
            return state
    return ""


def _foremost(states: Sequence[str]) -> str:
    """The one state among these, or the one that is named twice as often as any other; "" where there is none."""
    counted = Counter(states).most_common(2)
    if len(counted) == 2 and counted[0][1] < _TWICE * counted[1][1]:
        return ""
    return counted[0][0] if counted else ""


@cache
def _seats() -> dict[str, str]:
    return {fields[0]: fields[1] for _, fields in rows(DATA / "seats.tsv")}


def _state_of(hit: Hit) -> str:
    """The state that the hit stands for as an actor, "" for none."""
    root = actors.root(hit)
    return root if context.is_state(root) else ""


def _acts(hit: Hit, body: str) -> bool:
    placed = {"placed", "against"} & owner_words.around_name(body, hit.start, hit.end)
    return not placed or hit.kind not in context.PLACES
