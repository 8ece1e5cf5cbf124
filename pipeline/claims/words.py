"""The words themselves as features, where they are telling: of the whole sentence, around and between the names.

Words count by their first letters, so that inflected forms share a weight; Chinese by pairs of characters.
"""

import re
from collections.abc import Iterator

from pipeline.claims.scene import Act, Scene
from pipeline.claims.spans import Actor, Place

_STEM = 6
_MOST = 40  # words of one sentence that are looked at
_BETWEEN = 90  # characters
_NEAR = 5  # words on each side of an act
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_NEXT = re.compile(r"['’]?\w*(?:\s*[^\w\s])?\s*(?:\w{1,24})?")
_LAST = re.compile(r"\w*[^\w]*$")


def topic(scene: Scene) -> tuple[str, ...]:
    """What the sentence is about: the same for all its pairs, so it is weighed once."""
    names = [name for name, _ in zip(_stems(scene, *scene.sentence[:2]), range(_MOST), strict=False)]
    return tuple(dict.fromkeys(f"{scene.language} s:{name}" for name in names))


def around(scene: Scene, actor: Actor, place: Place, act: Act | None) -> Iterator[str]:
    """The words next to who and where, and those between them where they stand close."""
    folded, (left, right), language = scene.folded, scene.sentence[:2], scene.language
    yield f"{language} after who:{_next(folded, actor.end, right)}"
    yield f"{language} before who:{_last(folded, left, actor.start)}"
    yield f"{language} before where:{_last(folded, left, place.start)}"
    yield f"{language} after where:{_next(folded, place.end, right)}"
    if act is not None:
        yield f"{language} does:{act.text}"
    first, last = min(actor.end, place.end), max(actor.start, place.start)
    order = "AP" if actor.start < place.start else "PA"
    if 0 <= last - first <= 36:
        yield f"{language} {'who…where' if order == 'AP' else 'where…who'}:{folded[first:last]}"
    if 0 <= last - first <= _BETWEEN:
        yield from (f"{language} mid:{order}:{stem}" for stem in _stems(scene, first, last))


def beside(scene: Scene, start: int, end: int) -> Iterator[str]:
    """The words before and after an act, with their side: what tells plans and doubts from facts."""
    before = list(_stems(scene, scene.sentence.start, start))[-_NEAR:]
    after = [stem for stem, _ in zip(_stems(scene, end, scene.sentence.end), range(_NEAR), strict=False)]
    yield from (f"{scene.language} <{stem}" for stem in before)
    yield from (f"{scene.language} >{stem}" for stem in after)


def _stems(scene: Scene, start: int, end: int) -> Iterator[str]:
    if scene.grammar.spaced:
        yield from (match.group()[:_STEM] for match in _WORD.finditer(scene.folded, start, end))
    else:
        yield from (scene.folded[at : at + 2] for at in range(start, end - 1))


def _next(folded: str, start: int, limit: int) -> str:
    match = _NEXT.match(folded, start, limit)
    return match.group() if match else ""


def _last(folded: str, limit: int, end: int) -> str:
    match = _LAST.search(folded, max(limit, end - 24), end)
    return match.group() if match else ""
