"""Plans and doubts that stand right at the verb: "could train", «планує відправити», "soll … verlegen".

The weights weigh the whole sentence; a modal at the act's own verb tells more than all the rest, in every language.
"""

from pipeline.claims.pairs import Pair
from pipeline.claims.scene import Scene
from schemas.claim import Stance

_GAP = 3  # characters between a modal and its verb
_STANCES = {"modal.plan": Stance.PLANNED, "modal.maybe": Stance.POSSIBLE}


def modal(scene: Scene, pair: Pair) -> Stance | None:
    """What the modal at the pair's act makes of it; doubt outweighs intention."""
    if pair.act is None:
        return None
    at = pair.act.start
    found = [
        _STANCES[cue.tag]
        for cue in scene.cues
        if cue.tag in _STANCES and cue.end <= at and (at - cue.end <= _GAP or _brackets(scene, cue.end, at))
    ]
    return max(found, key=lambda stance: stance is Stance.POSSIBLE, default=None)


def _brackets(scene: Scene, modal_end: int, at: int) -> bool:
    """German: the modal second, its verb at the end of the clause."""
    return scene.grammar.bracket and scene.sentence.between(modal_end, at) == 0 and at - modal_end < 90
