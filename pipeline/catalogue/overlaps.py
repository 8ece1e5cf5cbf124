"""Overlaps: names found on the same or on overlapping letters, and which of them are meant.

Hits may overlap. A hit is left out only where a longer name means its letters otherwise: a place in a longer place's
name, in a force's, a person's or a paper's, and whatever stands in a veto ("Salvation Army").
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple

from pipeline.catalogue.compiled import Compiled
from schemas import Hit, HitKind

Found = dict[tuple[int, int], tuple[int, ...]]  # span of the original: numbers of the entries it may be

_PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL, HitKind.REGION, HitKind.DEMONYM})
_NAMED = frozenset({HitKind.MILITARY, HitKind.LEADER, HitKind.OFFICE})
_HYPHENS = ("-", "‑", "–")
_STRENGTH = (HitKind.STATE, HitKind.CAPITAL, HitKind.REGION)  # of the same letters, the first wins and takes the refs
_MOST = 100_000  # combinations of entries kept
_start, _end = itemgetter(0), itemgetter(1)
_place = attrgetter("start", "end", "kind", "refs")


class Meaning(NamedTuple):
    """A hit without its place."""

    kind: HitKind
    refs: tuple[str, ...]
    language: str


class Meanings(dict[tuple[int, ...], tuple[Meaning, ...]]):
    """What entries on the same letters mean together: none where one of them is a veto. Kept once worked out."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled

    def __missing__(self, entries: tuple[int, ...]) -> tuple[Meaning, ...]:
        if len(self) >= _MOST:
            self.clear()
        found = self[entries] = _merged(self._meaning(entry) for entry in entries)
        return found

    def _meaning(self, entry: int) -> Meaning | None:
        shape = self._compiled.shape(entry)
        return None if shape.kind is None else Meaning(shape.kind, self._compiled.refs_of(entry), shape.language)


def hits(found: Found, meanings: Mapping[tuple[int, ...], tuple[Meaning, ...]], body: str) -> tuple[Hit, ...]:
    """The hits that are meant, sorted by (start, end, kind, refs)."""
    kept: list[Hit] = []
    around: list[tuple[int, int, tuple[Meaning, ...]]] = []  # what began before and may not have ended yet
    reach = 0
    ordered, last = True, -1
    spans = sorted(found, key=_end, reverse=True)
    spans.sort(key=_start)  # of those that begin together the longest first
    for start, end in spans:
        here = meanings[found[start, end]]
        around = [] if start >= reach else [longer for longer in around if longer[1] > start]
        reach = max(reach, end)
        shown = [each for each in here if not (around and _is_hidden(each, start, end, around, body))]
        for meaning in shown:
            kept.append(Hit(start=start, end=end, kind=meaning.kind, refs=meaning.refs, language=meaning.language))
            ordered, last = ordered and start > last, start
        if shown or not any(each.language == "zh" for each in here):  # 法[国军]队: what is hidden itself hides nothing
            around.append((start, end, here))
    if not ordered:
        kept.sort(key=_place)
    return tuple(kept)


def _merged(entries: Iterable[Meaning | None]) -> tuple[Meaning, ...]:
    """One hit per kind; a place that is also a state or capital is that, with its other readings among the refs."""
    meant: list[Meaning] = []
    for entry in entries:
        if entry is None:
            return ()
        meant.append(entry)
    kinds: dict[HitKind, dict[str, None]] = {}
    languages: dict[HitKind, str] = {}
    place = next((kind for kind in _STRENGTH if any(entry.kind is kind for entry in meant)), None)
    for entry in sorted(meant, key=_strength):
        kind = place if place is not None and entry.kind in _STRENGTH else entry.kind
        kinds.setdefault(kind, {}).update(dict.fromkeys(entry.refs))
        languages.setdefault(kind, entry.language)
    return tuple(Meaning(kind, tuple(refs), languages[kind]) for kind, refs in kinds.items())


def _strength(entry: Meaning) -> int:
    return _STRENGTH.index(entry.kind) if entry.kind in _STRENGTH else len(_STRENGTH)


def _is_hidden(
    meaning: Meaning, start: int, end: int, around: Sequence[tuple[int, int, tuple[Meaning, ...]]], body: str
) -> bool:
    """Whether a name that begins before, or as early and ends later, hides this one."""
    holders = [longer for _, close, longer in around if close >= end]
    if any(not longer for longer in holders):
        return True  # in a veto
    if meaning.language == "zh" and any(begin < start and close < end and other for begin, close, other in around):
        return True  # 摩洛哥军方 has 摩洛哥, not 哥军
    if meaning.kind is HitKind.DEMONYM and body[end : end + 1] in _HYPHENS:
        return False  # "Russian-occupied Crimea" is a place and says whose forces are there
    return any(_swallows(other.kind, meaning.kind) for longer in holders for other in longer)


def _swallows(longer: HitKind, shorter: HitKind) -> bool:
    if longer in _NAMED:
        return shorter in _PLACES or shorter in _NAMED
    if longer in _PLACES:
        return shorter in _PLACES or shorter is HitKind.LEADER
    return longer is HitKind.HEAD and shorter is HitKind.HEAD
