"""Denials that name no place: "…; Kyiv denies it", "France on Monday denied the accusations".

Such a clause takes the statement before it and turns it round, in the voice of who denies.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims.holders import Source
from pipeline.claims.scene import Scene

_NEGATING = ("stance.deny",)


class Echo(NamedTuple):
    scene: int
    source: Source
    at: int  # where the denial stands


def echoes(scenes: Sequence[Scene], found: Sequence[Sequence[Source]]) -> list[Echo]:
    """Every denial by a named source whose own clause names no place after it."""
    heard = []
    for index, scene in enumerate(scenes):
        if any(cue.tag in ("stance.undeny", "denial.apart") for cue in scene.cues):
            continue
        for cue in scene.cues:
            if cue.tag not in _NEGATING:
                continue
            left, right = scene.sentence.clause(cue.start)
            speaker = [s for s in found[index] if s.at == cue.start or (left <= s.start < right and s.how == "verb")]
            if speaker and not _says_more(scene, cue.end, right):
                heard.append(Echo(index, speaker[0], cue.start))
                break
    return heard


def _says_more(scene: Scene, left: int, right: int) -> bool:
    return any(left <= place.core[0] < right for place in scene.places)
