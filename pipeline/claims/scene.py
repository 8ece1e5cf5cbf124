"""A sentence as the rules see it: its cues, who could act, where, and what is done, all in offsets of the window."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from pipeline.claims import cleaning, spans
from pipeline.claims.clauses import Sentence, sentences
from pipeline.claims.folding import fold
from pipeline.claims.lexicon import Cue, Grammar, Lexicon
from pipeline.claims.spans import Actor, Place
from schemas.article import Hit, Window
from schemas.claim import Activity

T = TypeVar("T", Cue, Hit)

MOST = 12  # actors, places and acts looked at in one sentence: bounds the work on lists and tables


class Act(NamedTuple):
    """Something done: a verb or a noun of an activity."""

    start: int
    end: int
    activity: Activity
    verb: bool
    text: str


class Scene(NamedTuple):
    sentence: Sentence
    title: bool
    folded: str  # of the whole window
    cues: tuple[Cue, ...]
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    acts: tuple[Act, ...]
    grammar: Grammar
    language: str

    def tagged(self, prefix: str) -> list[Cue]:
        return [cue for cue in self.cues if cue.tag.startswith(prefix)]


def scenes(window: Window, lexicon: Lexicon) -> list[Scene]:
    """The window's sentences in order."""
    folded = fold(window.text)
    cues = lexicon.find(folded)
    hits = sorted(
        (_shifted(hit, window) for hit in window.hits if window.start <= hit.start and hit.end <= window.end),
        key=lambda hit: (hit.start, hit.end, hit.kind, hit.refs),
    )
    title_end = window.title_end - window.start
    found = []
    for sentence in sentences(window.text, cues):
        own = [cue for cue in _within(cues, sentence) if cue.end <= sentence.end]
        names = [hit for hit in _within(hits, sentence) if hit.end <= sentence.end]
        own = cleaning.cues(own, names)
        scene = _scene(sentence, sentence.start < title_end, folded, own, names, lexicon)
        found.append(
            scene._replace(places=cleaning.places(scene.places, window.text, folded, sentence.start, own, names))
        )
    return found


def _scene(
    sentence: Sentence, title: bool, folded: str, cues: Sequence[Cue], hits: Sequence[Hit], lexicon: Lexicon
) -> Scene:
    who_where = spans.find(folded, hits, cues, lexicon.grammar)
    acts = tuple(_act(cue) for cue in cues if cue.tag.startswith("act."))
    return Scene(
        sentence,
        title,
        folded,
        tuple(cues),
        who_where.actors[:MOST],
        who_where.places[:MOST],
        acts[: 2 * MOST],
        lexicon.grammar,
        lexicon.language,
    )


def _act(cue: Cue) -> Act:
    _, activity, form = cue.tag.split(".")
    return Act(cue.start, cue.end, Activity(activity), form == "verb", cue.text)


def _shifted(hit: Hit, window: Window) -> Hit:
    if not window.start:
        return hit
    return Hit(
        start=hit.start - window.start,
        end=hit.end - window.start,
        kind=hit.kind,
        refs=hit.refs,
        language=hit.language,
    )


def _within(items: Sequence[T], sentence: Sentence) -> Sequence[T]:
    first = bisect_left(items, sentence.start, key=lambda item: item.start)
    last = bisect_left(items, sentence.end, key=lambda item: item.start)
    return items[first:last]
