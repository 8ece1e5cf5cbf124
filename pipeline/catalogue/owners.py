"""Whose they are: for "troops", "his forces" or "the warship", which actor of the article the force belongs to.

Every actor named outside the span is a candidate, described by a few facts: how near its mentions are and on which
side, whether they are places ("in Ukraine"), whether it has forces elsewhere in the text. The facts are weighed with
`data/owner_weights.tsv`, which `training/fit_owners.py` fits; "unknown" is a candidate like the others.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.catalogue import context
from pipeline.catalogue.militaries import UNKNOWN
from pipeline.catalogue.names import DATA, rows
from schemas import Hit, HitKind, Span

Facts = dict[str, float]


class Readings(NamedTuple):
    """What a hit means to this part: the root it stands for as an actor, the state in whose land it lies as a place."""

    root: Callable[[Hit], str]
    home: Callable[[Hit], str]


_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|into|inside|at|near|across|over|on|toward|towards|to|around|outside|within|through|en|dans|au|aux|à|"
    r"vers|sur|nach|im|über|bei|w|we|na|pod|do|nad|у|в|на|під|под|над|до|invad\w+|attack\w*|hit|struck|against)\s+"
    r"(?:the\s+|la\s+|le\s+|der\s+)?|في\s+|على\s+|在|对|向)$",
    re.IGNORECASE,
)
_OF_AFTER = re.compile(
    r"^\s*(?:from|of|by|belonging to|loyal to|led by|"
    r"d[eu']|des|von|aus|der|z|від|из|من|التابعة ل)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(
    r"\b(?:his|her|its|their|our|my|sa|ses|son|leurs?|sus?|sein\w*|ihr\w*|jego|jej|ich|swoj\w+|її|його|їхн\w+|свої\w*|"
    r"его|её|их|свои\w*)\b",
    re.IGNORECASE,
)
_HIS = re.compile(r"\b(?:his|her|jego|sein\w*|його|его)\b", re.IGNORECASE)
_SAYS = re.compile(
    r"^['’]?s?\s+(?:\w+\s+){0,2}?(?:sa(?:ys|id)|claim|den(?:y|ies|ied)|accus|warn|urge|call|report|official|spokes|minist|"
    r"powiedzia|twierdz|ostrzeg|заяви|сообщи|повідоми|estim|affirm|dice|dijo|sagt|erklär)",
    re.IGNORECASE,
)
_ARMED = ("rebels", "militia", "mercenaries")
_NEAR, _FAR = 50, 200
_REACH = 16


def rank(span: Span, body: str, hits: Sequence[Hit], classes: Sequence[str], read: Readings) -> list[tuple[float, str]]:
    """The candidates with their shares of belief, likeliest first."""
    weights = _weights()
    scores = {
        owner: sum(weights.get(fact, 0.0) * value for fact, value in sorted(facts.items()))
        for owner, facts in describe(span, body, hits, classes, read).items()
    }
    most = max(scores.values())
    total = sum(math.exp(score - most) for score in scores.values())
    shares = [(round(math.exp(score - most) / total, 6), owner) for owner, score in scores.items()]
    return sorted(shares, key=lambda item: (-item[0], item[1]))


def describe(span: Span, body: str, hits: Sequence[Hit], classes: Sequence[str], read: Readings) -> Mapping[str, Facts]:
    """The facts about every candidate, `unknown` among them."""
    sentence = context.sentence(body, span)
    around = body[max(0, span.start - 8) : span.end]
    mentions = [
        (owner, hit) for hit in hits if (owner := read.root(hit)) and (hit.end <= span.start or hit.start >= span.end)
    ]
    described: dict[str, Facts] = {UNKNOWN: _unknown(classes)}
    inside = [owner for owner, hit in mentions if sentence.start <= hit.start and hit.end <= sentence.end]
    heads = {hit.start: hit.refs[0] for hit in hits if hit.kind is HitKind.HEAD}
    closest = max((hit.end for _, hit in mentions if hit.end <= span.start), default=-1)
    for owner, hit in mentions:
        facts = described.setdefault(owner, {"known": 1.0})
        for fact, value in _mention(hit, span, sentence, body, heads, classes).items():
            facts[fact] = max(facts.get(fact, 0.0), value)
        if hit.end == closest:
            facts["closest before"] = 1.0
        facts["mentions"] = facts.get("mentions", 0.0) + 0.25
    homes = {home for hit in hits if (home := read.home(hit)) and not _covers(hit, span)}
    for owner, facts in described.items():
        if owner in homes:
            facts.update({"at home": 1.0, **{f"{name} at home": 1.0 for name in classes}})
        if owner != UNKNOWN:
            facts.update(_together(owner, facts, inside, around, classes))
    return described


def _covers(hit: Hit, span: Span) -> bool:
    return hit.start < span.end and span.start < hit.end


def _unknown(classes: Sequence[str]) -> Facts:
    return {"unknown": 1.0, **{f"unknown {name}": 1.0 for name in sorted(set(classes))}}


def _mention(
    hit: Hit, span: Span, sentence: Span, body: str, heads: Mapping[int, str], classes: Sequence[str]
) -> Facts:
    before = hit.end <= span.start
    distance = span.start - hit.end if before else hit.start - span.end
    same = sentence.start <= hit.start and hit.end <= sentence.end
    side = "before" if before else "after"
    placed = hit.kind in (HitKind.STATE, HitKind.CAPITAL) and _PLACE_BEFORE.search(
        body[max(0, hit.start - _REACH) : hit.start]
    )
    facts = {f"kind {hit.kind.value}": 1.0}
    weight = 1.0 / (1.0 + distance / (_NEAR if same else _FAR))
    facts[f"{'placed ' if placed else ''}{'near' if same else 'far'} {side}"] = weight
    if not placed:
        facts["acts"] = 1.0
    if not before and _OF_AFTER.match(body[span.end : hit.start]):
        facts["of"] = 1.0
    if not before and distance <= 1:
        facts["touches"] = 1.0
    own = [name for head, name in heads.items() if 0 <= head - hit.end <= _REACH]
    if own:
        facts["has forces"] = 1.0
    if set(own) & set(classes):
        facts["has the same"] = 1.0
    if _SAYS.match(body[hit.end : hit.end + 2 * _REACH]):
        facts["says"] = 1.0
    if "\n" not in body[: hit.start]:
        facts["title"] = 1.0
    return facts


def _together(owner: str, facts: Facts, inside: Sequence[str], around: str, classes: Sequence[str]) -> Facts:
    more: Facts = {}
    if inside and inside[0] == owner:
        more["first in sentence"] = 1.0
    before = max(facts.get("near before", 0.0), facts.get("far before", 0.0) / 2)
    if _POSSESSIVE.search(around):
        more["possessive before"] = before
        more["possessive first"] = more.get("first in sentence", 0.0)
    if _HIS.search(around) and "kind leader" in facts:
        more["his leader"] = 0.5 + before
    group = not context.is_state(owner)
    for name in sorted(set(classes)):
        kind = "armed" if name in _ARMED else name
        more[f"{kind} {'group' if group else 'state'}"] = 1.0
        more[f"{kind} near"] = facts.get("near before", 0.0)
    if group:
        more["group"] = 1.0
    return more


@cache
def _weights() -> dict[str, float]:
    return {fields[0]: float(fields[1]) for _, fields in rows(DATA / "owner_weights.tsv")}
