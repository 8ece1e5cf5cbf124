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
    """Whether what the pair states lies in what is denied: its act, or its actor where nothing is done."""
    core = pair.act.start if pair.act else pair.actor.start
    inside = denial.start <= core < denial.end
    return inside and (denial.start <= pair.place.core[0] < denial.end or denial.start <= pair.actor.start < denial.end)


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
