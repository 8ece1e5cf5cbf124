"""What stands around a span: its sentence, the words at its sides, and what a hit is as an actor."""

import re
from collections.abc import Iterator, Sequence

from schemas import Hit, HitKind, Span

ACTORS = frozenset({HitKind.MILITARY, HitKind.DEMONYM, HitKind.STATE, HitKind.CAPITAL, HitKind.LEADER, HitKind.OFFICE})
PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL, HitKind.REGION})
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)]*\s+(?=[\"'“‘«(]*[^\s\da-zа-яіїєґ])|[。！？；]|[؟؛]\s|\n+")
_ISO3 = re.compile(r"[A-Z]{3}")


def sentence(body: str, span: Span) -> Span:
    """The sentence around the span."""
    start, end = 0, len(body)
    for match in _SENTENCE_END.finditer(body):
        if match.end() <= span.start:
            start = match.end()
        elif match.start() >= span.end:
            end = match.start()
            break
    return Span(start=start, end=end)


def within(hits: Sequence[Hit], span: Span) -> Iterator[Hit]:
    """Hits inside the span, and those that the span is only a part of."""
    for hit in hits:
        inside = span.start <= hit.start and hit.end <= span.end
        around = hit.start <= span.start and span.end <= hit.end and hit.kind in ACTORS | PLACES
        if inside or around:
            yield hit


def is_state(ref: str) -> bool:
    return _ISO3.fullmatch(ref) is not None


def is_region(ref: str) -> bool:
    return not is_state(ref)
