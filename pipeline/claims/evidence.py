"""The quoted words of a report: the sentences that hold its spans, short enough to show, cut at ends of words."""

import re
from collections.abc import Sequence

from pipeline.claims.clauses import sentences
from schemas.claim import Span
from schemas.report import Evidence

LONGEST = 300  # characters that an alert shows; spans far apart may take up to twice that
_SPACE = re.compile(r"\s")


def evidence(body: str, military: Span, region: Span, holder: Span | None) -> Evidence:
    """The window around the spans: all three where they are near, else military and region, else the military."""
    inner = _inner(military, region, holder)
    bounds = [(s.start, s.end) for s in sentences(body)]
    start = max((left for left, _ in bounds if left <= inner.start), default=inner.start)
    end = min((right for _, right in bounds if right >= inner.end), default=inner.end)
    start, end = _shortened(body, inner, start, end)
    start, end = _stripped(body, start, end)
    return Evidence(start=start, end=end, quote=body[start:end])


def _inner(military: Span, region: Span, holder: Span | None) -> Span:
    both = _hull([military, region])
    if both.end - both.start > 2 * LONGEST:
        return military
    if holder is None:
        return both
    three = _hull([military, region, holder])
    return three if three.end - three.start <= LONGEST else both


def _hull(spans: Sequence[Span]) -> Span:
    return Span(start=min(s.start for s in spans), end=max(s.end for s in spans))


def _shortened(body: str, inner: Span, start: int, end: int) -> tuple[int, int]:
    spare = LONGEST - (inner.end - inner.start)
    if end - start <= LONGEST:
        return start, end
    if spare <= 0:
        return inner.start, inner.end
    left = min(inner.start - start, max(spare // 2, spare - (end - inner.end)))
    right = min(end - inner.end, spare - left)
    return _to_word(body, inner.start - left, inner.start), _to_word_end(body, inner.end, inner.end + right, end)


def _to_word(body: str, start: int, limit: int) -> int:
    """The first start of a word at or after `start`, not beyond `limit`."""
    if start == 0 or body[start - 1].isspace():
        return start
    space = _SPACE.search(body, start, limit)
    return space.end() if space else limit


def _to_word_end(body: str, least: int, end: int, sentence_end: int) -> int:
    if end >= sentence_end or end >= len(body) or body[end].isspace():
        return end
    spaces = [match.start() for match in _SPACE.finditer(body, least, end)]
    return spaces[-1] if spaces else least


def _stripped(body: str, start: int, end: int) -> tuple[int, int]:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end
