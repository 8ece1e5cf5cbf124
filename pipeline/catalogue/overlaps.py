"""Overlaps: names found on the same or on overlapping letters, and which of them are meant.

Hits may overlap. A hit is left out only where a longer name means its letters otherwise: a place in a longer place's
name, in a force's, a person's or a paper's, and whatever stands in a veto ("Salvation Army").
"""

from collections.abc import Mapping, Sequence

from pipeline.catalogue.patterns import Entry
from schemas import Hit, HitKind

Found = Mapping[tuple[int, int], Sequence[Entry]]

_PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL, HitKind.REGION, HitKind.DEMONYM})
_NAMED = frozenset({HitKind.MILITARY, HitKind.LEADER, HitKind.OFFICE})
_HYPHENS = ("-", "‑", "–")
_STRENGTH = (HitKind.STATE, HitKind.CAPITAL, HitKind.REGION)  # of the same letters, the first wins and takes the refs


def hits(found: Found, body: str) -> tuple[Hit, ...]:
    """The hits that are meant, sorted by (start, end)."""
    every: list[Hit] = []
    blocked: list[tuple[int, int]] = []
    for (start, end), entries in found.items():
        if any(entry.kind is None for entry in entries):
            blocked.append((start, end))
        else:
            every.extend(_merged(start, end, entries))
    kept = (hit for hit in every if not _is_hidden(hit, every, blocked, body))
    return tuple(sorted(kept, key=lambda hit: (hit.start, hit.end, hit.kind, hit.refs)))


def _merged(start: int, end: int, entries: Sequence[Entry]) -> list[Hit]:
    """One hit per kind; a place that is also a state or capital is that, with its other readings among the refs."""
    kinds: dict[HitKind, dict[str, None]] = {}
    languages: dict[HitKind, str] = {}
    place = next((kind for kind in _STRENGTH if any(entry.kind is kind for entry in entries)), None)
    for entry in sorted(entries, key=_strength):
        assert entry.kind is not None
        kind = place if place is not None and entry.kind in _STRENGTH else entry.kind
        kinds.setdefault(kind, {}).update(dict.fromkeys(entry.refs))
        languages.setdefault(kind, entry.language)
    return [
        Hit(start=start, end=end, kind=kind, refs=tuple(refs), language=languages[kind]) for kind, refs in kinds.items()
    ]


def _strength(entry: Entry) -> int:
    return _STRENGTH.index(entry.kind) if entry.kind in _STRENGTH else len(_STRENGTH)


def _is_hidden(hit: Hit, others: Sequence[Hit], blocked: Sequence[tuple[int, int]], body: str) -> bool:
    if any(start <= hit.start and hit.end <= end for start, end in blocked):
        return True
    if hit.language == "zh" and any(other.start < hit.start < other.end < hit.end for other in others):
        return True  # 摩洛哥军方 has 摩洛哥, not 哥军
    if hit.kind is HitKind.DEMONYM and body[hit.end : hit.end + 1] in _HYPHENS:
        return False  # "Russian-occupied Crimea" is a place and says whose forces are there
    return any(_holds(other, hit) and _swallows(other.kind, hit.kind) for other in others)


def _holds(longer: Hit, shorter: Hit) -> bool:
    return (
        longer.start <= shorter.start
        and shorter.end <= longer.end
        and longer.end - longer.start > shorter.end - shorter.start
    )


def _swallows(longer: HitKind, shorter: HitKind) -> bool:
    if longer in _NAMED:
        return shorter in _PLACES or shorter in _NAMED
    if longer in _PLACES:
        return shorter in _PLACES or shorter is HitKind.LEADER
    return longer is HitKind.HEAD and shorter is HitKind.HEAD
