"""The facts about every actor that a bare "troops" may belong to: where it is named, as what, and doing what.

The facts are plain names with numbers; `owners` weighs them. Who is a candidate: the actors named outside the span, the
states in whose land the places lie, those that `data/conflicts.tsv` and `data/stationed.tsv` know to be there, those
whose news it is, and `unknown`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.catalogue import context, owner_deeds, owner_lands, owner_span, owner_words
from pipeline.catalogue.militaries import UNKNOWN
from pipeline.catalogue.owner_lands import Facts, Readings, conflict, covers
from pipeline.catalogue.owner_span import around, crossed
from schemas import Hit, HitKind, Span

__all__ = ["Facts", "Readings", "conflict", "describe"]

_GROUPS = {
    "rebels": "armed", "militia": "armed", "mercenaries": "armed",
    "navy": "ship", "ship": "ship", "coast-guard": "ship",
    "air-force": "air", "aircraft": "air", "weapon": "weapon", "air-defence": "weapon", "vehicle": "vehicle",
    "base": "base", "state-power": "power", "peacekeepers": "peacekeepers", "police": "people", "persons": "people",
    "soldiers": "people", "border-guard": "people",
}  # fmt: skip
_PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL})
_NEAR, _FAR = 50, 200
_REACH = 16
_ADJECTIVE_GAP = 4
_STEM = 5


class _Mention(NamedTuple):
    owner: str
    hit: Hit
    words: frozenset[str]
    acts: bool


def describe(
    span: Span, body: str, language: str, hits: Sequence[Hit], classes: Sequence[str], read: Readings
) -> Mapping[str, Facts]:
    """The facts about every candidate, `unknown` among them."""
    sentence = context.sentence(body, span)
    groups = sorted({_GROUPS.get(name, "force") for name in classes}) or ["nameless"]
    words = owner_words.in_span(body, span.start, span.end)
    mentions = list(_mentions(span, body, hits, read))
    described: dict[str, Facts] = {UNKNOWN: {}}
    heads = [hit for hit in hits if hit.kind is HitKind.HEAD and not covers(hit, span)]
    own_stem = _stem(body, span, hits)
    for mention in mentions:
        facts = described.setdefault(mention.owner, {"known": 1.0})
        for fact, value in _mention(mention, span, sentence, body, heads, classes, own_stem):
            facts[fact] = max(facts.get(fact, 0.0), value)
        facts["mentions"] = min(facts.get("mentions", 0.0) + 0.25, 1.5)
    for mention in mentions:
        for fact in _between(mention, mentions, span, sentence, body):
            described[mention.owner][fact] = 1.0
    _order(mentions, described, span, sentence, body)
    owner_lands.homes(described, hits, span, sentence, read)
    owner_lands.priors(described, classes, words)
    owner_lands.usual(described, span, hits)
    owner_lands.readers(described, language)
    owner_lands.joint(described, words)
    nearest = owner_lands.nearest_home(hits, span, sentence, body, read)
    owner_lands.stationed(described, nearest)
    owner_lands.foes(described, nearest)
    itself = around(span, sentence, body, groups, classes, words, len(described) - 1, nearest)
    for owner, facts in described.items():
        facts.update(crossed(owner, facts, groups, classes, words, read, len(described) - 1))
        facts.update(itself)
        facts[f"is {owner}"] = 1.0
    return described


def _mentions(span: Span, body: str, hits: Sequence[Hit], read: Readings) -> Iterator[_Mention]:
    for hit in hits:
        owner = "" if covers(hit, span) else read.root(hit)
        if owner:
            words = owner_words.around_name(body, hit.start, hit.end)
            acts = hit.kind not in _PLACES or not words & {"placed", "against"}
            yield _Mention(owner, hit, words, acts)


def _stem(body: str, span: Span, hits: Sequence[Hit]) -> str:
    """The beginning of the span's own force noun: "the ship" and "Greek ships" speak of the same."""
    for hit in hits:
        if hit.kind is HitKind.HEAD and covers(hit, span):
            return body[hit.start : min(hit.end, hit.start + _STEM)].lower()
    return ""


def _mention(
    mention: _Mention,
    span: Span,
    sentence: Span,
    body: str,
    heads: Sequence[Hit],
    classes: Sequence[str],
    own_stem: str,
) -> Iterator[tuple[str, float]]:
    hit = mention.hit
    before = hit.end <= span.start
    distance = span.start - hit.end if before else hit.start - span.end
    same = sentence.start <= hit.start and hit.end <= sentence.end
    side = "before" if before else "after"
    placed = "" if mention.acts else "placed "
    yield f"kind {hit.kind.value}", 1.0
    yield f"{placed}{'near' if same else 'far'} {side}", 1.0 / (1.0 + distance / (_NEAR if same else _FAR))
    yield from ((word if same else f"{word} elsewhere", 1.0) for word in sorted(mention.words))
    if same:
        yield from ((f"{side} {fact}", 1.0) for fact in owner_span.beside_name(body, hit.start, hit.end))
    if mention.acts:
        yield "acts", 1.0
        yield "acts in sentence" if same else "acts elsewhere", 1.0
    if not before and owner_words.is_of(body[span.end : hit.start]):
        yield "of", 1.0
    if not before and distance <= 1:
        yield "touches", 1.0
    if "\n" not in body[: hit.start]:
        yield "title", 1.0
    own = [head for head in heads if _has(hit, head)]
    if own:
        yield "has forces", 1.0
    if any(set(head.refs) & set(classes) for head in own):
        yield "has the same", 1.0
    if own_stem and any(body[head.start : head.start + len(own_stem)].lower() == own_stem for head in own):
        yield "has the same word", 1.0


def _has(hit: Hit, head: Hit) -> bool:
    """Whether the force noun stands with the name: "Greek ships", «navires grecs»."""
    after = head.start - hit.end
    adjective = hit.kind is HitKind.DEMONYM and 0 <= hit.start - head.end <= _ADJECTIVE_GAP
    return 0 <= after <= (_REACH if hit.kind is not HitKind.CAPITAL else 2) or adjective


def _between(mention: _Mention, mentions: Sequence[_Mention], span: Span, sentence: Span, body: str) -> Iterator[str]:
    """What the words between a name and the force say of the two: "Poland rules out | soldiers"."""
    hit = mention.hit
    before = hit.end <= span.start
    if not (sentence.start <= hit.start and hit.end <= sentence.end):
        return
    start, end = (hit.end, span.start) if before else (span.end, hit.start)
    side, text = ("to span" if before else "from span"), body[start:end]
    if mention.hit.kind in _PLACES and not mention.acts:
        side = f"placed {side}"
    yield from (f"{name} {side}" for name in owner_deeds.deeds(text))
    yield f"{'broken' if owner_deeds.has_break(text) else 'unbroken'} {side}"
    others = {other.owner for other in mentions if start <= other.hit.start < end} - {mention.owner}
    yield f"{min(len(others), 2)} between {side}"


def _order(mentions: Sequence[_Mention], described: Mapping[str, Facts], span: Span, sentence: Span, body: str) -> None:
    """Who comes first and who stands closest, among all and among those that act."""
    inside = [mention for mention in mentions if sentence.start <= mention.hit.start < sentence.end]
    before = [mention for mention in inside if mention.hit.end <= span.start]
    earlier = [mention for mention in mentions if mention.hit.end <= span.start]
    title = [mention for mention in mentions if "\n" not in body[: mention.hit.start]]
    for name, found, at in (
        ("first in sentence", inside, 0),
        ("first before", before, 0),
        ("closest in sentence", before, -1),
        ("closest before", earlier, -1),
        ("first in title", title, 0),
        ("first of all", mentions, 0),
    ):
        if found:
            described[found[at].owner][name] = 1.0
        acting = [mention for mention in found if mention.acts]
        if acting:
            described[acting[at].owner][f"{name} acting"] = 1.0
    seen: list[str] = []
    for mention in reversed(earlier):
        if mention.owner not in seen:
            seen.append(mention.owner)
            described[mention.owner][f"back {min(len(seen), 4)}"] = 1.0
