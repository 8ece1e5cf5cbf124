"""What bears on the stance and on whether a statement is background: the cues around a pair, by scope and distance."""

import re
from collections.abc import Iterator

from pipeline.claims import words
from pipeline.claims.denials import LINKED, contrasts, denials, governs, links
from pipeline.claims.lexicon import Cue
from pipeline.claims.modals import modal
from pipeline.claims.pairs import Pair
from pipeline.claims.scene import Act, Scene
from schemas.claim import Activity

_WORD = re.compile(r"[\w'-]*\W*$")
_COUNTED = frozenset({"force", "bare", "name"})  # "no Russian troops"
_REACH = 40  # characters from "denies" to what is denied
_BUCKETS = (3, 12, 32, 80)


def features(scene: Scene, pair: Pair) -> tuple[str, ...]:
    """Names of what is around the pair, for the stance table and the background table."""
    return tuple(sorted(set(_all(scene, pair))))


def cues(scene: Scene, pair: Pair) -> tuple[str, ...]:
    """The stance cues of the sentence, as the table writes them, for `vedette explain`."""
    return tuple(dict.fromkeys(f"{cue.tag.removeprefix('stance.')}: {cue.text}" for cue in _bearing(scene)))


def plainly_denied(scene: Scene, pair: Pair) -> bool:
    """Whether "not" stands right before the act, or "denies (that)" before the pair with nothing turning in between."""
    if any(cue.tag == "stance.undeny" for cue in scene.cues):
        return False
    apart = contrasts(scene)
    if pair.place.start in apart.values():
        return True
    said = {(cue.start, cue.end) for cue in scene.cues if cue.tag == "say.verb"}
    for cue in scene.cues:
        if cue.tag == "stance.neg" and cue.start not in apart:
            found = _negated(scene, pair, cue)
        else:
            found = _refused(scene, pair, cue) if (cue.start, cue.end) in said and cue.tag == "stance.deny" else None
        if found is not None:
            return found
    return False


def _negated(scene: Scene, pair: Pair, cue: Cue) -> bool | None:
    """What a "not" says of the pair where it stands at its place, its actor or its act; None where it does not."""
    between = scene.sentence.between
    if 0 < pair.place.start - cue.end <= LINKED and _still(pair):
        return links(scene, cue.end, pair.place.start) and between(pair.actor.start, cue.start) == 0
    if 0 <= pair.actor.start - cue.end <= 1 and pair.actor.kind in _COUNTED:
        return between(pair.actor.start, pair.act.start if pair.act else pair.place.core[0]) == 0
    if pair.act and pair.act.verb and 0 <= pair.act.start - cue.end <= 2:
        return between(pair.actor.start, pair.act.start) == 0 and not _supposed(scene, cue.start)
    return None


def _refused(scene: Scene, pair: Pair, cue: Cue) -> bool | None:
    first = min(pair.actor.start, pair.act.start if pair.act else pair.actor.start)
    if 0 <= first - cue.end <= _REACH:
        return scene.sentence.between(cue.end, first) <= 2 and not _turns(scene, cue.end, first)
    return None


def known(scene: Scene, pair: Pair) -> bool:
    """ "Russia's invasion of Ukraine", «вторгнення Росії»: an old war's name beside its actor is no news of today."""
    return pair.act is not None and not pair.act.verb and _named(scene, pair, pair.act)


def _named(scene: Scene, pair: Pair, act: Act) -> bool:
    return any(
        cue.tag == "background.noun"
        and cue.start < act.end
        and act.start < cue.end
        and max(pair.actor.start - cue.end, cue.start - pair.actor.end) <= 5
        for cue in scene.cues
    )


def _still(pair: Pair) -> bool:
    """ "are not in Ukraine"."""
    return pair.act is None or pair.act.activity is Activity.PRESENCE


def _supposed(scene: Scene, at: int) -> bool:
    """ "… if Moscow did not send more": a condition is no denial."""
    left, _ = scene.sentence.clause(at)
    return any(cue.tag == "stance.maybe" and left <= cue.start < at for cue in scene.cues)


def _turns(scene: Scene, left: int, right: int) -> bool:
    """Whether something between the two is said besides: another act, or a speaker."""
    return any(left <= cue.start < right and cue.kind in ("act", "say") for cue in scene.cues)


def _bearing(scene: Scene) -> list[Cue]:
    return [cue for cue in scene.cues if cue.kind == "stance"]


def _all(scene: Scene, pair: Pair) -> Iterator[str]:
    anchor = (pair.act.start, pair.act.end) if pair.act else (pair.actor.start, pair.actor.end)
    form = ("verb" if pair.act.verb else "noun") if pair.act else "none"
    yield "bias"
    yield "title" if scene.title else "text"
    yield f"form:{form}"
    yield f"actor:{pair.actor.kind}"
    yield f"link:{pair.place.link or 'none'}"
    yield f"head:{pair.actor.head}"
    if meant := modal(scene, pair):
        yield f"modal:{meant}"
    reached = [denial for denial in denials(scene) if governs(denial, pair)]
    if reached:
        yield "in denial"
        if any(cue.tag == "say.verb" and cue.start == reached[0].at for cue in scene.cues):
            yield "in denial:said"
    yield f"head:{pair.actor.head}:{pair.act.activity if pair.act else 'still'}"
    if pair.act:
        yield f"act:{pair.act.activity}:{form}"
        yield f"{scene.language} does:{pair.act.text}"
        yield f"{scene.language} to do:{_before(scene, pair.act.start)}"
        yield f"{scene.language} done:{scene.folded[pair.act.start : pair.act.end]}"
    yield from words.beside(scene, *anchor)
    yield from _around(scene, pair, anchor)
    yield from _whole(scene, pair)
    if scene.folded[scene.sentence.end - 2 : scene.sentence.end].strip().endswith(("?", "？", "؟")):
        yield "question"


def _around(scene: Scene, pair: Pair, anchor: tuple[int, int]) -> Iterator[str]:
    apart = contrasts(scene)
    for cue in scene.cues:
        if cue.kind not in ("stance", "background") or apart.get(cue.start, pair.place.start) != pair.place.start:
            continue
        tag = cue.tag.removeprefix("stance.").removesuffix(".cue")
        before = cue.start < anchor[1]
        gap = max(anchor[0] - cue.end, cue.start - anchor[1], 0)
        breaks = min(scene.sentence.between(cue.start, anchor[0]), 2)
        side = "before" if before else "after"
        yield f"{tag}:{side}:{_bucket(gap)}"
        yield f"{scene.language} {cue.text}:{side}"
        if breaks == 0:
            yield f"{scene.language} {cue.text}:{side}:clause"
        yield f"{tag}:{side}:breaks{breaks}"
        if breaks == 0:
            yield f"{tag}:{side}:clause:{_bucket(gap)}"
        if 0 <= pair.actor.start - cue.end <= 6:
            yield f"{tag}:on actor"
        if min(pair.actor.start, anchor[0]) <= cue.start < max(pair.actor.end, anchor[0]):
            yield f"{tag}:between actor and act"
        if cue.start < pair.place.core[0] and cue.start > pair.actor.end:
            yield f"{tag}:between actor and place"
        if cue.end <= min(pair.actor.start, anchor[0]) and pair.actor.start - cue.end <= 60:
            yield f"{tag}:over actor"


def _whole(scene: Scene, pair: Pair) -> Iterator[str]:
    present = sorted(
        {
            cue.tag.removeprefix("stance.").removesuffix(".cue")
            for cue in scene.cues
            if cue.kind in ("stance", "background")
        }
    )
    yield from (f"has {tag}" for tag in present)
    for one in present:
        for two in present:
            if one < two:
                yield f"has {one}+{two}"
    if pair.act:
        yield from (f"{tag}:{pair.act.activity}" for tag in present)


def _bucket(size: int) -> int:
    return next((limit for limit in _BUCKETS if size <= limit), 999)


def _before(scene: Scene, at: int) -> str:
    """The word before: auxiliaries tell tense and mood."""
    match = _WORD.search(scene.folded, max(scene.sentence.start, at - 24), at)
    return match.group().strip() if match else ""
