"""Which stance a pair takes and whether it is background: first the weights, then what outweighs them all.

A modal at the verb makes a fact a plan or a doubt; what a denial governs is denied, whatever else the words look like.
"""

from typing import NamedTuple

from pipeline.claims import stance, weights
from pipeline.claims.denials import denials, governs
from pipeline.claims.modals import modal
from pipeline.claims.pairs import Pair
from pipeline.claims.scene import Scene
from schemas.claim import Stance

PLAIN = 200  # what a denial is worth that stands right at its verb
OVERRULED = 50  # and a stance that the weights did not see

_SETTLED = (Stance.AFFIRMED, Stance.DENIED)
_HINTS = frozenset({"stance.plan", "stance.maybe", "stance.cancel", "stance.neg", "stance.deny", "stance.undeny"})


class Verdict(NamedTuple):
    stance: Stance
    sure: int  # by how much the weights favour it
    background: bool
    denial: int | None  # where the verb stands that denies it, if one does


def verdict(scene: Scene, pair: Pair, features: tuple[str, ...]) -> Verdict:
    """What is made of the pair, given what is seen around it."""
    taken, sure = _weighed(scene, pair, features)
    mood = modal(scene, pair)
    if mood is not None and taken is Stance.AFFIRMED:
        taken, sure = mood, OVERRULED
    denial = next((denial.at for denial in denials(scene) if governs(denial, pair)), None)
    if denial is not None and taken is not Stance.DENIED:
        taken, sure = Stance.DENIED, OVERRULED
    old = taken is Stance.AFFIRMED and stance.known(scene, pair)
    background = old or weights.score(weights.tables()["background"], features) > 0
    return Verdict(taken, sure, background, denial)


def _hinted(scene: Scene) -> bool:
    """Whether any word speaks of a plan or a doubt; without one nothing is planned, however often its verb is."""
    return any(cue.tag in _HINTS or cue.kind == "modal" for cue in scene.cues) or _asks(scene)


def _asks(scene: Scene) -> bool:
    return scene.folded[: scene.sentence.end].rstrip().endswith(("?", "？", "؟"))


def _weighed(scene: Scene, pair: Pair, features: tuple[str, ...]) -> tuple[Stance, int]:
    """The stance that the weights favour, and how sure that is against the runner-up; plain denials need no weights."""
    if stance.plainly_denied(scene, pair):
        return Stance.DENIED, PLAIN
    tables = weights.tables()
    open_ = [s for s in Stance if s in _SETTLED or scene.grammar.bracket or _hinted(scene)]
    scores = sorted((-weights.score(tables[s.value], features), i, s) for i, s in enumerate(open_))
    return scores[0][2], scores[1][0] - scores[0][0]
