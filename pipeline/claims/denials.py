"""What a denial reaches: "Moscow denied … that Russian soldiers are in Mali" states nothing that Moscow affirms.

A denier's verb turns round everything it governs, whatever else the words look like; and who denies is never the
holder of something affirmed.
"""

import re
from typing import NamedTuple

from pipeline.claims.lexicon import Cue
from pipeline.claims.pairs import Pair
from pipeline.claims.scene import Scene

_STRONG = re.compile(r"[;—–()。；]|\s-\s")
_OPENED = re.compile(r"(?:[,،，–—]|\b(?:but|and|mais|et|pero|y|aber|und|але|а|но|ale|a|och))\s*$")
LINKED = 14
_COMMA = re.compile(r"[,،，]")


class Denial(NamedTuple):
    """A denier's verb, and the characters it governs."""

    at: int
    start: int
    end: int


def denials(scene: Scene) -> list[Denial]:
    """Every denial of the sentence; none where "did not deny" or the like turns it round."""
    if any(cue.tag == "stance.undeny" for cue in scene.cues):
        return []
    verbs = [cue for cue in scene.cues if cue.tag == "denial.verb"]
    return [_governed(scene, cue) for cue in verbs]


def governs(denial: Denial, pair: Pair) -> bool:
    """Whether what the pair states lies in what is denied: its act, or who and where if nothing is done."""
    if pair.act:
        return denial.start <= pair.act.start < denial.end
    return all(denial.start <= at < denial.end for at in (pair.actor.start, pair.place.core[0]))


def contrasts(scene: Scene) -> dict[int, int]:
    """ "…, not to Donbas": where a "not" stands that belongs to one place alone, and where that place starts."""
    found = {}
    for cue in scene.cues:
        if cue.tag != "stance.neg" or not _OPENED.search(scene.folded, scene.sentence.start, cue.start):
            continue
        for place in scene.places:
            if 0 < place.start - cue.end <= LINKED and links(scene, cue.end, place.start):
                found[cue.start] = place.start
    return found


def links(scene: Scene, left: int, right: int) -> bool:
    """Whether a preposition is all that stands between "not" and the place."""
    gap = scene.folded[left:right].strip()
    return any(c.kind == "place" and left <= c.start and c.end <= right for c in scene.cues) and gap.count(" ") <= 1


def _governed(scene: Scene, cue: Cue) -> Denial:
    if scene.grammar.final:
        return Denial(cue.start, _back(scene, cue.start), cue.start)
    return Denial(cue.start, cue.end, _forth(scene, cue.end))


def _back(scene: Scene, at: int) -> int:
    edges = [match.end() for match in _STRONG.finditer(scene.folded, scene.sentence.start, at)]
    return max(edges, default=scene.sentence.start)


def _forth(scene: Scene, at: int) -> int:
    """To the next strong mark or contrast; to a comma once something was said, or where a new speech begins."""
    ends = [match.start() for match in _STRONG.finditer(scene.folded, at, scene.sentence.end)]
    ends += [cue.start for cue in scene.cues if cue.tag == "clause.contrast" and cue.start >= at]
    for match in _COMMA.finditer(scene.folded, at, scene.sentence.end):
        said = any(at <= place.core[0] < match.start() for place in scene.places)
        speech = any(cue.tag == "say.verb" and 0 <= cue.start - match.end() <= 12 for cue in scene.cues)
        if said or speech:
            ends.append(match.start())
    return min(ends, default=scene.sentence.end)
