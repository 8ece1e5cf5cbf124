"""Pairs across sentences: a force named without a place takes it from the title or from the sentence before."""

from collections.abc import Iterator, Sequence

from pipeline.claims.pairs import Pair, joined, nearest_act, speaks
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Actor, Place

FORCES = frozenset({"force", "name", "bare", "people", "state", "leader", "capital", "office"})


def candidates(scenes: Sequence[Scene], chosen: Sequence[Sequence[Pair]]) -> Iterator[tuple[int, Pair]]:
    """For every actor without a pair of its own, the places worth trying; with the number of the actor's sentence."""
    for index, scene in enumerate(scenes):
        paired = {pair.actor for pair in chosen[index]}
        for actor in scene.actors:
            if actor in paired or actor.kind not in FORCES or _is_source(scene, actor):
                continue
            act = nearest_act(scene, actor)
            if act is None and actor.kind not in ("force", "name", "bare"):
                continue
            for how, place in _places(index, scenes, chosen):
                if not _same(actor, place):
                    yield index, joined(actor, act, place, how, scene)


def _is_source(scene: Scene, actor: Actor) -> bool:
    """ "A drone operator told …": who only speaks is nowhere."""
    if not speaks(scene, actor):
        return False
    person = any(cue.tag == "say.source" and cue.start < actor.end + 12 and actor.start < cue.end for cue in scene.cues)
    return person or actor.kind in ("bare", "people", "office", "leader")


def _places(index: int, scenes: Sequence[Scene], chosen: Sequence[Sequence[Pair]]) -> Iterator[tuple[str, Place]]:
    scene = scenes[index]
    own = "own" if scene.places else "bare"
    if scene.title:
        below = next((at for at in range(index + 1, len(scenes)) if not scenes[at].title), None)
        if below is not None and not scene.places:
            yield from _one(f"below:{own}", scenes[below], chosen[below])
        return
    if index and not scenes[index - 1].title:
        yield from _one(f"before:{own}", scenes[index - 1], chosen[index - 1])
    title = next((at for at in range(index) if scenes[at].title and scenes[at].places), None)
    if title is not None:
        yield from _one(f"title:{own}", scenes[title], chosen[title])


def _one(how: str, scene: Scene, chosen: Sequence[Pair]) -> Iterator[tuple[str, Place]]:
    """The place of that sentence's strongest pair, else its last place that a preposition marks, else its last."""
    if chosen:
        yield f"{how}:paired", chosen[0].place
    elif scene.places:
        linked = [place for place in scene.places if place.link in ("at", "to")]
        yield f"{how}:unpaired", (linked or scene.places)[-1]


def _same(actor: Actor, place: Place) -> bool:
    return bool(set(actor.refs) & set(place.refs)) and actor.kind in ("state", "capital")
