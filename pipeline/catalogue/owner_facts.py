"""The facts about every actor that a bare "troops" may belong to: where it is named, as what, and doing what.

The facts are plain names with numbers; `owners` weighs them. Who is a candidate: the actors named outside the span, the
states in whose land the places lie, those that `data/conflicts.tsv` knows to fight there, and `unknown`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.catalogue import context, owner_words
from pipeline.catalogue.militaries import UNKNOWN
from pipeline.catalogue.names import DATA, rows
from schemas import Hit, HitKind, Span

Facts = dict[str, float]


class Readings(NamedTuple):
    """What a hit means to this part: the root it stands for as an actor, the state in whose land it lies as a place,
    and whether a root is an alliance."""

    root: Callable[[Hit], str]
    home: Callable[[Hit], str]
    is_alliance: Callable[[str], bool]


class _Mention(NamedTuple):
    owner: str
    hit: Hit
    words: frozenset[str]
    acts: bool


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


def describe(span: Span, body: str, hits: Sequence[Hit], classes: Sequence[str], read: Readings) -> Mapping[str, Facts]:
    """The facts about every candidate, `unknown` among them."""
    sentence = context.sentence(body, span)
    groups = sorted({_GROUPS.get(name, "force") for name in classes}) or ["nameless"]
    words = owner_words.in_span(body, span.start, span.end)
    mentions = list(_mentions(span, body, hits, read))
    described: dict[str, Facts] = {UNKNOWN: {}}
    heads = [hit for hit in hits if hit.kind is HitKind.HEAD and not _covers(hit, span)]
    own_stem = _stem(body, span, hits)
    for mention in mentions:
        facts = described.setdefault(mention.owner, {"known": 1.0})
        for fact, value in _mention(mention, span, sentence, body, heads, classes, own_stem):
            facts[fact] = max(facts.get(fact, 0.0), value)
        facts["mentions"] = min(facts.get("mentions", 0.0) + 0.25, 1.5)
    _order(mentions, described, span, sentence, body)
    _homes(described, hits, span, sentence, read)
    _priors(described, classes, words)
    _usual(described, span, hits)
    for owner, facts in described.items():
        facts.update(_crossed(owner, facts, groups, classes, words, read, len(described) - 1))
    return described


def _mentions(span: Span, body: str, hits: Sequence[Hit], read: Readings) -> Iterator[_Mention]:
    for hit in hits:
        owner = "" if _covers(hit, span) else read.root(hit)
        if owner:
            words = owner_words.around_name(body, hit.start, hit.end)
            acts = hit.kind not in _PLACES or not words & {"placed", "against"}
            yield _Mention(owner, hit, words, acts)


def _covers(hit: Hit, span: Span) -> bool:
    return hit.start < span.end and span.start < hit.end


def _stem(body: str, span: Span, hits: Sequence[Hit]) -> str:
    """The beginning of the span's own force noun: "the ship" and "Greek ships" speak of the same."""
    for hit in hits:
        if hit.kind is HitKind.HEAD and _covers(hit, span):
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


def _homes(described: dict[str, Facts], hits: Sequence[Hit], span: Span, sentence: Span, read: Readings) -> None:
    """The states in whose land the article's places lie."""
    for hit in hits:
        home = read.home(hit)
        if not home:
            continue
        if _covers(hit, span):  # "the brigade from Kansas"
            described.setdefault(home, {"only home": 1.0})["home inside"] = 1.0
            continue
        facts = described.setdefault(home, {"only home": 1.0})
        facts["at home"] = 1.0
        facts["homes"] = min(facts.get("homes", 0.0) + 0.25, 1.0)
        if sentence.start <= hit.start < sentence.end:
            facts["home in sentence"] = 1.0


def _priors(described: dict[str, Facts], classes: Sequence[str], words: Sequence[str]) -> None:
    """Who is known to fight in the lands that the article names."""
    sought = {*classes, *(("enemy",) if "enemy" in words else ())}
    lands = {owner: "at home" in facts for owner, facts in described.items()}
    for land, is_home in lands.items():
        for name in sorted(sought):
            owner = conflict(land, name)
            if owner is not None:
                facts = described.setdefault(owner, {"only prior": 1.0})
                facts["prior"] = 1.0
                facts[f"prior {name}"] = 1.0
                if is_home:
                    facts["prior at home"] = 1.0


def _usual(described: dict[str, Facts], span: Span, hits: Sequence[Hit]) -> None:
    """The state that mostly has this weapon."""
    for hit in hits:
        if hit.kind is HitKind.HEAD and _covers(hit, span):
            for ref in filter(context.is_state, hit.refs):
                described.setdefault(ref, {"only usual": 1.0})["usual"] = 1.0


_SPAN_CROSSED = (
    "acts", "acts in sentence", "first in sentence acting", "first before acting", "closest before acting",
    "closest before", "first in title acting", "denies", "says", "accuses", "denies elsewhere", "says elsewhere",
    "accuses elsewhere", "at home", "home in sentence", "home inside", "near before", "prior", "kind leader",
    "has forces",
)  # fmt: skip
_CLASS_CROSSED = (*_SPAN_CROSSED, "far before", "near after", "title", "placed", "back 1", "only home", "known")


def _crossed(
    owner: str,
    facts: Facts,
    groups: Sequence[str],
    classes: Sequence[str],
    words: Sequence[str],
    read: Readings,
    candidates: int,
) -> Facts:
    """Facts that count otherwise for each class of force, and for each word of the span."""
    if owner == UNKNOWN:
        few = {"unknown": 1.0, f"unknown of {min(candidates, 3)}": 1.0}
        return few | {f"unknown {name}": 1.0 for name in (*groups, *sorted(set(classes)), *words)}
    kind = "state" if context.is_state(owner) else "alliance" if read.is_alliance(owner) else "group"
    more = {f"{kind} {name}": 1.0 for name in (*groups, *sorted(set(classes)), *words)}
    more[kind] = 1.0
    for fact in _CLASS_CROSSED:
        if fact in facts:
            more.update({f"{fact} {group}": facts[fact] for group in groups})
    for fact in _SPAN_CROSSED:
        if fact in facts:
            more.update({f"{fact} {word}": facts[fact] for word in words})
    return more


def conflict(land: str, name: str) -> str | None:
    """Who is meant by a class of force in a land where no one is named, where `data/conflicts.tsv` knows."""
    return _conflicts().get((land, name))


@cache
def _conflicts() -> dict[tuple[str, str], str]:
    return {(fields[0], fields[1]): fields[2] for _, fields in rows(DATA / "conflicts.tsv")}
