"""What the force itself says, the same for every candidate, and which facts count otherwise for each kind of force."""

import re
from collections.abc import Iterator, Sequence

from pipeline.catalogue import context, owner_deeds
from pipeline.catalogue.militaries import UNKNOWN
from pipeline.catalogue.owner_lands import Facts, Readings
from schemas import Span

_WORD = re.compile(r"[^\W_]+")
_BESIDE, _SPOKEN, _STEM_SPOKEN, _THEN = 60, 3, 6, 2  # characters, words, letters, words
_SPAN_CROSSED = (
    "acts", "acts in sentence", "first in sentence acting", "first before acting", "closest before acting",
    "closest before", "first in title acting", "denies", "says", "accuses", "denies elsewhere", "says elsewhere",
    "accuses elsewhere", "at home", "home in sentence", "home inside", "near before", "prior", "kind leader",
    "has forces",
)  # fmt: skip
_CLASS_CROSSED = (
    *_SPAN_CROSSED, "far before", "near after", "title", "placed", "back 1", "only home", "known", "only reader",
    "reader", "stationed", "only stationed",
)  # fmt: skip


def around(
    span: Span,
    sentence: Span,
    body: str,
    groups: Sequence[str],
    classes: Sequence[str],
    words: Sequence[str],
    candidates: int,
    nearest: str,
) -> Facts:
    """Facts about the force itself, the same for every candidate."""
    found = [f"of {name}" for name in (*groups, *sorted(set(classes)), *words)]
    found += owner_deeds.beside(body, span.start, span.end, sentence.start, sentence.end)
    found.append(f"{min(candidates, 5)} candidates")
    if "\n" not in body[: span.start]:
        found.append("span in title")
    if nearest:
        found.append("has nearest")
    return dict.fromkeys((*found, *_spoken(span, body)), 1.0)


def crossed(
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


def _spoken(span: Span, body: str) -> Iterator[str]:
    """The beginnings of the words of the force and beside it: the fit learns what the lists lack."""
    before, after = body[max(0, span.start - _BESIDE) : span.start], body[span.end : span.end + _BESIDE]
    for side, words in (
        ("before", _words(before)[-_SPOKEN:]),
        ("after", _words(after)[:_SPOKEN]),
        ("said", _words(body[span.start : span.end])),
    ):
        yield from (f"{side}: {word[:_STEM_SPOKEN]}" for word in words)


def beside_name(body: str, start: int, end: int) -> Iterator[str]:
    """The beginnings of the words before and after a name: what it does, and which case or preposition it is in."""
    before, after = _words(body[max(0, start - _BESIDE) : start]), _words(body[end : end + _BESIDE])
    if before:
        yield f"ahead: {before[-1][:_STEM_SPOKEN]}"
    yield from (f"then: {word[:_STEM_SPOKEN]}" for word in after[:_THEN])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
