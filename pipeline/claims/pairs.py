"""Who and where belong together: every pair in a sentence, the act that joins it, and the features that say so.

A feature is a short name (`order:AVP`, `link:at`); `weights.py` holds what each is worth. Names, not languages, carry
the weight: the same table serves every language that has cues.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.claims import words
from pipeline.claims.scene import Act, Scene
from pipeline.claims.spans import Actor, Place
from schemas.claim import Activity

FARTHEST = 320  # characters between an actor and its place
_BREAK_COST = 40
_CARRIES = frozenset({Activity.DEPLOY, Activity.WITHDRAW, Activity.TRAIN})
_MANNED = frozenset({"force", "soldiers", "people", "army", "marines", "peacekeepers", "special-forces", "mercenaries"})
_CLOSE = 16  # characters between actor, act and place where nothing can come between them
_BUCKETS = (2, 8, 16, 32, 64, 128)


class Pair(NamedTuple):
    actor: Actor
    place: Place
    act: Act | None
    features: tuple[str, ...]


def pairs(scene: Scene) -> Iterator[Pair]:
    """Every actor with every place of a sentence that does not overlap it, each with its best act."""
    context = _context(scene)
    for actor in scene.actors:
        about = _about_actor(scene, actor)
        for place in scene.places:
            apart = max(place.core[0] - actor.end, actor.start - place.core[1])
            if 0 <= apart <= FARTHEST:
                act = _best_act(scene, actor, place)
                yield Pair(
                    actor, place, act, tuple(dict.fromkeys((*context, *about, *_features(scene, actor, place, act))))
                )


def joined(actor: Actor, act: Act | None, place: Place, how: str, scene: Scene) -> Pair:
    """A pair across sentences: the place comes from the title or the sentence before."""
    names = {f"join:{how}", f"join:{how}:{actor.kind}", f"join:{how}:{place.kind}:{place.link}"}
    names.add(f"join:{act.activity}:{act.verb}" if act else "join:idle")
    names.update(_about_actor(scene, actor))
    return Pair(actor, place, act, tuple(sorted(names)))


def nearest_act(scene: Scene, actor: Actor) -> Act | None:
    """What an actor does where no place is near: the next act in its clause, else the one before."""
    costs = [(_cost_to_actor(scene, actor, act), act.start, act) for act in scene.acts if _apart(actor, act) <= 60]
    return min(costs)[2] if costs else None


# --- the act ---


def _best_act(scene: Scene, actor: Actor, place: Place) -> Act | None:
    best: tuple[int, int, str] | None = None
    chosen: Act | None = None
    for act in scene.acts:
        if _overlaps(act, actor) or _overlaps(act, place):
            continue
        cost = _cost_to_actor(scene, actor, act) + _cost_to_place(scene, place, act)
        key = (cost, act.start, act.activity.value)
        if cost < 260 and (best is None or key < best):
            best, chosen = key, act
    return chosen


def _cost_to_actor(scene: Scene, actor: Actor, act: Act) -> int:
    cost = _apart(actor, act) + _BREAK_COST * scene.sentence.between(actor.start, act.start)
    if act.start < actor.start:
        cost += 30 if act.verb else 15
    if act.verb and act.activity is Activity.PRESENCE:
        cost += 20  # "is", "are": the verb that tells more stands further on
    cost += 25 * sum(
        1 for other in scene.actors if other is not actor and _between(other.start, actor.start, act.start)
    )
    return cost


def _cost_to_place(scene: Scene, place: Place, act: Act) -> int:
    at = place.core[0]
    apart = max(at - act.end, act.start - place.core[1], 0)
    cost = apart * 7 // 10 + _BREAK_COST * 6 // 10 * scene.sentence.between(at, act.start)
    if at < act.start:
        cost += 15
    return cost


# --- the features ---


def _context(scene: Scene) -> list[str]:
    names = ["bias", "title" if scene.title else "text"]
    blocks = len(scene.tagged("block."))
    if blocks:
        names.append(f"block:{min(blocks, 2)}")
    names.append(f"acts:{min(len(scene.acts), 3)}")
    names.append(f"actors:{min(len(scene.actors), 4)}")
    return names


def _about_actor(scene: Scene, actor: Actor) -> list[str]:
    names = [f"actor:{actor.kind}"]
    if actor.head:
        names += [f"head:{actor.head}", f"head:{actor.head}:{actor.kind}"]
    if speaks(scene, actor):
        names += ["speaks", f"speaks:{actor.kind}"]
    if any(cue.tag == "owner.by" and 0 <= actor.start - cue.end <= 5 for cue in scene.cues):
        names += ["by"]
    if any(cue.tag == "owner.pronoun" and 0 <= actor.start - cue.end <= 1 for cue in scene.cues):
        names += [f"owned:{actor.kind}"]
    if any(cue.kind == "block" and cue.start <= actor.end + 1 and actor.start <= cue.end + 1 for cue in scene.cues):
        names += ["blocked"]
    return names


def speaks(scene: Scene, actor: Actor) -> bool:
    """Whether the actor is the one who says, not the one who does."""
    for cue in scene.cues:
        if cue.tag == "say.verb" and -1 <= cue.start - actor.end <= 12:
            return True
        if cue.tag == "say.before" and 0 <= actor.start - cue.end <= 6:
            return True
        if cue.tag == "say.source" and -1 <= cue.start - actor.end <= 4:
            return True
    return scene.title and scene.folded[actor.end : actor.end + 2] in (": ", "：")


def _features(scene: Scene, actor: Actor, place: Place, act: Act | None) -> Iterator[str]:
    kind, link = actor.kind, place.link or "none"
    yield from (
        f"place:{place.kind}",
        f"link:{link}",
        f"place+link:{place.kind}:{link}",
        f"actor+place:{kind}:{place.kind}",
    )
    yield f"actors between:{_others(scene, actor, place)}"
    yield f"places between:{_other_places(scene, actor, place)}"
    yield from words.around(scene, actor, place, act)
    own = _same_stem(scene.folded, actor, place)
    if own:
        yield from ("own land", f"own land:{kind}:{place.kind}")
    if act is None:
        if actor.head:
            yield f"idle:{actor.head}:{link}"
        order = "AP" if actor.start < place.start else "PA"
        yield from ("idle", f"idle:{kind}:{link}", f"idle:{order}:{kind}", f"near:{_bucket(_gap(actor, place))}")
        breaks = min(scene.sentence.between(actor.start, place.core[0]), 2)
        yield f"idle breaks:{breaks}"
        yield f"idle|{kind}|{actor.head}|{link}|{order}|{breaks}"
        yield f"idle|{kind}|{place.kind}|{link}|{order}|{_bucket(_gap(actor, place))}"
        return
    yield from _about_act(scene, actor, place, act, link)


def _about_act(scene: Scene, actor: Actor, place: Place, act: Act, link: str) -> Iterator[str]:
    form = "verb" if act.verb else "noun"
    order = "".join(letter for _, letter in sorted(((actor.start, "A"), (act.start, "V"), (place.core[0], "P"))))
    at_act = max(place.start - act.end, act.start - place.end, 0)
    yield from (f"act:{act.activity}", f"act:{act.activity}:{form}", f"order:{order}:{form}", f"order:{order}:{link}")
    yield from (f"do:{actor.kind}:{form}:{order}", f"do:{actor.kind}:{act.activity}", f"to:{act.activity}:{link}")
    yield f"to:{form}:{link}:{order}"
    if 0 <= act.start - actor.end <= 3 and not act.verb:
        yield from (f"fused:{act.activity}", f"fused:{act.activity}:{place.kind}", f"{scene.language} fused:{act.text}")
        yield f"fused:{order}:{link}"
    if actor.head:
        yield f"do:{actor.head}:{act.activity}"
    yield f"apart AV:{form}:{_bucket(_apart(actor, act))}"
    yield f"apart AV:{actor.kind}:{_bucket(_apart(actor, act))}"
    yield f"apart VP:{_bucket(at_act)}"
    breaks = (
        min(scene.sentence.between(actor.start, act.start), 2),
        min(scene.sentence.between(act.start, place.core[0]), 2),
    )
    shape = f"{order}|{form}|{link}"
    yield f"{actor.kind}|{place.kind}|{shape}"
    yield f"{actor.kind}|{act.activity}|{shape}"
    yield f"{actor.kind}|{form}|{order}|{_bucket(_apart(actor, act))}|{_bucket(at_act)}"
    yield f"{shape}|{breaks[0]}|{breaks[1]}"
    yield f"{scene.language} {act.text}|{order}|{link}"
    yield f"{scene.language} {act.text}|{actor.kind}|{order}"
    yield from (f"breaks AV:{breaks[0]}", f"breaks VP:{breaks[1]}")
    nearer = min(2, sum(1 for a in scene.actors if a is not actor and _between(a.start, actor.start, act.start)))
    closer = min(2, sum(1 for p in scene.places if p is not place and _between(p.core[0], place.core[0], act.start)))
    yield from (f"nearer actors:{actor.kind}:{nearer}", f"nearer places:{closer}")
    yield f"{order}|{form}|{nearer}|{closer}"
    near = breaks == (0, 0) and max(_apart(actor, act), _gap(actor, place)) <= _CLOSE
    if near and order in ("VAP", "PAV", "APV") and act.verb and act.activity in _CARRIES and actor.head in _MANNED:
        yield from ("carried", f"carried:{actor.kind}:{link}")
    if (order, breaks, nearer, closer) == ("AVP", (0, 0), 0, 0) and max(_apart(actor, act), at_act) <= _CLOSE:
        verbal = any(other.verb and other.start == act.start for other in scene.acts)
        yield from (f"direct:{act.activity}:{'verb' if verbal else form}", f"direct:{actor.kind}:{form}")


def _others(scene: Scene, actor: Actor, place: Place) -> int:
    return min(2, sum(1 for a in scene.actors if a is not actor and _between(a.start, actor.start, place.core[0])))


def _other_places(scene: Scene, actor: Actor, place: Place) -> int:
    return min(2, sum(1 for p in scene.places if p is not place and _between(p.core[0], actor.start, place.core[0])))


def _same_stem(folded: str, actor: Actor, place: Place) -> bool:
    """ "Ukrainian … Ukraine": the same name on both sides."""
    left, right = folded[actor.start : actor.start + 5], folded[place.core[0] : place.core[0] + 5]
    return left == right


def _gap(actor: Actor, place: Place) -> int:
    return max(place.start - actor.end, actor.start - place.end, 0)


def _apart(actor: Actor, act: Act) -> int:
    return max(act.start - actor.end, actor.start - act.end, 0)


def _overlaps(act: Act, span: Actor | Place) -> bool:
    return act.start < span.end and span.start < act.end


def _between(at: int, one: int, two: int) -> bool:
    return min(one, two) < at < max(one, two)


def _bucket(size: int) -> int:
    return next((limit for limit in _BUCKETS if size <= limit), 999)
