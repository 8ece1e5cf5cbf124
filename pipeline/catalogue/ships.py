"""Warships that are called by name alone: "the Carney", «Рейган», “特龙普”号.

Most bear names of people and places, so the scan does not look for them (`data/ships.tsv`). They are asked for only
where a span of a force is known, and says that it is a ship or puts the name in quotes.
"""

from collections.abc import Sequence
from functools import cache

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.names import DATA, rows
from schemas import Hit, HitKind, Span

_QUOTES = frozenset('«»“”„"‘「」『』《》')
_CLASSES = frozenset({"ship", "navy"})
_BEFORE = 3  # characters between "frigate" and the name
_ENDING, _SHORTEST = 4, 5  # letters that a case may add, and of a Latin name that may have one
_HULL = "号"


def ship(span: Span, body: str, hits: Sequence[Hit]) -> str:
    """The root whose ship the span names, "" for none."""
    if not (_is_quoted(span, body) or _is_ship(span, body, hits)):
        return ""
    words = f" {fold_name(body[span.start : span.end])} "
    chinese = "\u4e00" <= body[span.start] <= "\u9fff" or body[span.end : span.end + 1] == _HULL
    return next((root for root, name in _ships() if _has(words, name, chinese)), "")


def _has(words: str, name: str, chinese: bool) -> bool:
    if chinese:
        return name in words.replace(" ", "")
    if f" {name} " in words:
        return True
    at = words.find(f" {name}")
    if at < 0 or (name.isascii() and len(name) < _SHORTEST):
        return False
    after = at + 1 + len(name)
    return words.index(" ", after) - after <= _ENDING


def _is_quoted(span: Span, body: str) -> bool:
    """Whether a quote opens in the span or just before it: a name in quotes beside a force is a ship's or a unit's."""
    opens = body[max(0, span.start - 1) : span.start + 1]
    return any(mark in _QUOTES for mark in opens) or any(mark in _QUOTES for mark in body[span.start : span.end])


def _is_ship(span: Span, body: str, hits: Sequence[Hit]) -> bool:
    if _HULL in body[span.start : span.end + 1]:
        return True
    heads = (hit for hit in hits if hit.kind is HitKind.HEAD and span.start - _BEFORE <= hit.end)
    return any(_CLASSES & set(hit.refs) for hit in heads if hit.start < span.end)


@cache
def _ships() -> tuple[tuple[str, str], ...]:
    """Root and name, the longest names first."""
    listed = ((fields[0], name.strip()) for _, fields in rows(DATA / "ships.tsv") for name in fields[1].split("|"))
    return tuple(sorted(listed, key=lambda item: -len(item[1])))
