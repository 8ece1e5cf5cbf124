"""What only looks like a cue or a place: acts inside names, "not" inside "does not rule out", where a speaker stands.

The tables and the scan find words; here the words around them take some of them back, before anything is paired.
"""

import re
from collections.abc import Sequence
from itertools import chain

from pipeline.claims.lexicon import Cue
from pipeline.claims.spans import Place
from schemas.article import Hit, HitKind

_NAMES = frozenset({HitKind.OFFICE, HitKind.LEADER})
_DOERS = frozenset({"soldiers", "persons", "army", "aircraft", "militia", "rebels", "special-forces"})  # "fighters"
_DATELINE = re.compile(
    r"\s*(?:[^\W\d_][\w '’.,/-]{1,40}\([^)\n]{2,30}\)\s*[-–—:,]?|[A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ '’.,/-]{2,40}"
    r"(?:,\s\w+\.?\s\d{1,2})?\s[-–—]\s|[^\W\d_][\w '’-]{1,24},\s\d{1,2}\.?\s\w+\s(?:\([^)\n]{2,30}\)|[-–—]))"
)
_SAID = 10  # characters at most between a verb of saying and the preposition of the speaker's place


def cues(found: Sequence[Cue], hits: Sequence[Hit]) -> list[Cue]:
    """The cues without acts inside names and without what a longer cue turns round ("cannot rule out")."""
    names = [(hit.start, hit.end) for hit in hits if hit.kind in _NAMES]
    doers = [(hit.start, hit.end) for hit in hits if hit.kind is HitKind.HEAD and hit.refs[0] in _DOERS]
    turned = [(cue.start, cue.end) for cue in found if cue.tag == "stance.undeny"]
    return [cue for cue in found if not _mistaken(cue, names, doers, turned)]


def _mistaken(
    cue: Cue, names: list[tuple[int, int]], doers: list[tuple[int, int]], turned: list[tuple[int, int]]
) -> bool:
    if cue.kind == "act":
        return any(start <= cue.start and cue.end <= end for start, end in chain(names, doers))
    if cue.tag in ("stance.neg", "stance.deny"):
        return any(start - 1 <= cue.start and cue.start <= end + 4 for start, end in turned)
    return False


def places(
    found: Sequence[Place], text: str, folded: str, start: int, cues: Sequence[Cue], hits: Sequence[Hit]
) -> tuple[Place, ...]:
    """The places without datelines ("KYIV, March 6 (Reuters) –") and without where a speaker is or is based."""
    first = after_dateline(text, start)
    heads = [(hit.start, hit.end) for hit in hits if hit.kind in (HitKind.HEAD, HitKind.MILITARY)]
    heads += [(cue.start, cue.end) for cue in cues if cue.kind == "act"]  # one word may be both: what is done wins
    speakers = {hit.end for hit in hits if hit.kind in _NAMES}
    speakers |= {
        cue.end for cue in cues if cue.tag == "say.source" and not any(a < cue.end and cue.start < b for a, b in heads)
    }
    return tuple(place for place in found if place.core[0] >= first and not _spoken_from(place, folded, cues, speakers))


def after_dateline(text: str, start: int) -> int:
    """Where a sentence begins to say something."""
    line = _DATELINE.match(text, start)
    return line.end() if line else start


def _spoken_from(place: Place, folded: str, cues: Sequence[Cue], speakers: set[int]) -> bool:
    if any(cue.tag == "place.visit" and 0 <= place.start - cue.end <= 5 for cue in cues):
        return True
    if place.kind == "capital" and not place.link:
        return any(cue.tag == "say.verb" and 0 <= cue.start - place.end <= 2 for cue in cues)
    before = [cue.start for cue in cues if cue.tag == "place.at" and cue.end <= place.start <= cue.end + 5]
    if not before:
        return False
    at = max(before)
    based = any(at - gap in speakers for gap in (0, 1))
    return based or (_closes(place, folded) and any(_said_at(cue, at, folded, cues) for cue in cues))


def _said_at(cue: Cue, at: int, folded: str, cues: Sequence[Cue]) -> bool:
    """Whether only a name or a pronoun stands between a verb of saying and the preposition."""
    near = cue.tag == "say.verb" and 0 <= at - cue.end <= _SAID and folded[cue.end : at].count(" ") <= 2
    return near and not any(other.kind == "act" and cue.start < other.end and other.start < at for other in cues)


def _closes(place: Place, folded: str) -> bool:
    """Whether the statement ends with the place: "…, he said in Brest."."""
    rest = folded[place.end : place.end + 2].strip()
    return not rest or rest[0] in ".,;\"'»”"
