"""Denials that name no place: "…; Kyiv denies it", "France on Monday denied the accusations".

Such a clause takes the statement before it and turns it round, in the voice of who denies.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims.denials import Denial, denials
from pipeline.claims.holders import Source
from pipeline.claims.pairs import Pair
from pipeline.claims.scene import Scene


class Echo(NamedTuple):
    scene: int
    source: Source
    at: int  # where the denial stands
    roots: frozenset[str]  # whose deeds are denied, where it says so
    bound: bool  # whether it can only be about these


def echoes(scenes: Sequence[Scene], found: Sequence[Sequence[Source]]) -> list[Echo]:
    """The first denial of each sentence by a source, where no place stands in what is denied."""
    heard = []
    for index, scene in enumerate(scenes):
        for denial in denials(scene):
            left, _ = scene.sentence.clause(denial.at)
            speaker = [s for s in found[index] if s.at == denial.at or left <= s.start < denial.at]
            if speaker and not any(denial.start <= place.core[0] < denial.end for place in scene.places):
                heard.append(_echo(index, scene, denial, speaker[0]))
                break
    return heard


def meant(echo: Echo, pair: Pair) -> bool | None:
    """Whether the pair's actor is the one whose deeds are denied; None where the denial cannot be about it."""
    own = any(root(ref) in echo.roots for ref in pair.actor.refs)
    return own if own or not echo.bound else None


def _echo(index: int, scene: Scene, denial: Denial, source: Source) -> Echo:
    """ "… denies that Russia holds it" is about Russia; "… denies a hand in it" about the denier alone."""
    named = [a for a in scene.actors if denial.start <= a.start < denial.end and a.start != source.start]
    if named:
        return Echo(index, source, denial.at, frozenset(root(ref) for ref in named[0].refs), bool(named[0].refs))
    own = [a for a in scene.actors if a.start < source.end and source.start < a.end]
    apart = any(cue.tag == "denial.apart" and denial.start <= cue.start < denial.end for cue in scene.cues)
    return Echo(index, source, denial.at, frozenset(root(ref) for a in own for ref in a.refs), apart)


def root(ref: str) -> str:
    """The state or group that a name of any kind belongs to."""
    return ref.removeprefix("office:").partition("/")[0]
