"""Who a statement is attributed to: the span of the nearest source whose clause governs it.

Four patterns: source + verb ("Kyiv says …", "… , the Pentagon said"), verb + source ("… , заявив Сибіга"), a
preposition ("according to X", «по данным X»), and a colon or dash ("Kremlin: …", "… – Zelensky").
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipeline.claims import cleaning
from pipeline.claims.scene import Scene
from pipeline.claims.spans import Actor, Place

_FAR = 45
_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĻŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽА-ЯЁІЇЄҐ"
_NAME = re.compile(
    rf"(?<!\w)[{_CAPITAL}][\w'’.-]+(?:\s+(?:de|al|el|ben|bin|von|van|ibn|[{_CAPITAL}][\w'’.-]+)){{0,3}}(?!\w)"
)
_STATING = frozenset({"stance.neg", "stance.deny", "stance.plan", "denial.verb", "owner.pronoun"})
_TITLE_CASE = 0.6  # share of capitalised words above which capitals tell nothing
_THINGS = frozenset({"weapon", "ship", "aircraft", "vehicle", "base", "attack", "air-defence"})
_BEFORE_NAME = ("say.verb", "stance.deny", "stance.cancel")


class Source(NamedTuple):
    """A possible holder; `at` is where its verb, preposition or colon stands."""

    start: int
    end: int
    at: int
    how: str  # verb, inverse, before, colon, dash


def sources(scene: Scene, text: str) -> list[Source]:
    """Every attribution in the sentence, in order."""
    names = _names(scene, text)
    found = [*_by_verb(scene, names), *_by_preposition(scene, names), *_by_mark(scene, names, text)]
    return sorted(set(found))


def _names(scene: Scene, text: str) -> list[tuple[int, int]]:
    """What could be a source: known names, source nouns with what stands before them, runs of capitalised words."""
    spans = [(actor.start, actor.end) for actor in scene.actors if not _thing(actor)]
    for cue in scene.cues:
        if cue.tag == "say.source":
            spans.append((_left_edge(scene, cue.start), cue.end))
    if scene.grammar.spaced and not _title_case(scene, text):
        for match in _NAME.finditer(text, scene.sentence.start, scene.sentence.end):
            end = match.start() + len(match.group().rstrip(".'’-"))
            if _a_name(scene, match.group(), match.start()) and not _elsewhere(scene, match.start(), end):
                spans.append((match.start(), end))
    first = scene.sentence.start if scene.title else cleaning.after_dateline(text, scene.sentence.start)
    return [span for span in _merged(sorted(set(spans)), scene.folded) if span[0] >= first and _whole(scene, *span)]


def _a_name(scene: Scene, words: str, start: int) -> bool:
    """Whether capitals tell a name: not of a sentence's first word, nor of one noun where all nouns have them."""
    opens = start <= scene.sentence.start + 2
    least = 1 + opens + scene.grammar.nouns
    return len(words) > 3 and len(words.split()) >= least


def _thing(actor: Actor) -> bool:
    """Ships, drones and camps say nothing."""
    return actor.kind == "bare" and actor.head in _THINGS


def _elsewhere(scene: Scene, start: int, end: int) -> bool:
    """Whether capitalised words are a place, a day, or a force without a voice."""
    if any(cue.tag == "time.day" and cue.start < end and start < cue.end for cue in scene.cues):
        return True
    if any(_thing(actor) and actor.start < end and start < actor.end for actor in scene.actors):
        return True
    return any(p.kind in ("region", "demonym") and p.core[0] < end and start < p.core[1] for p in scene.places)


def _whole(scene: Scene, start: int, end: int) -> bool:
    """Whole words only, where words are spaced: no endings that a stem left over."""
    if not scene.grammar.spaced or scene.grammar.clitics:
        return True
    folded = scene.folded
    before = start and folded[start - 1].isalnum() and folded[start].isalnum()
    after = end < len(folded) and folded[end].isalnum() and folded[end - 1].isalnum()
    return not (before or after)


def _title_case(scene: Scene, text: str) -> bool:
    words = [word for word in text[scene.sentence.start : scene.sentence.end].split() if word[:1].isalpha()]
    return sum(1 for word in words if word[0].isupper()) > _TITLE_CASE * max(len(words), 1)


def _left_edge(scene: Scene, start: int) -> int:
    """ "Ukrainian officials": the demonym or name right before the noun belongs to it."""
    for actor in scene.actors:
        if 0 <= start - actor.end <= 4 and not re.search(r"[,.;:]", scene.folded[actor.end : start]):
            return actor.start
    return start


def _merged(spans: list[tuple[int, int]], folded: str) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif merged and folded[merged[-1][1] : start] in (
            " ",
            "'s ",
            " of ",
            " of the ",
            "' ",
            " de ",
            " de la ",
            " du ",
        ):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _by_verb(scene: Scene, names: list[tuple[int, int]]) -> list[Source]:
    found = []
    for cue in scene.cues:
        if cue.tag not in _BEFORE_NAME:
            continue
        before = [
            n for n in names if n[1] <= cue.start and cue.start - n[1] <= _FAR and not _mark(scene, n[1], cue.start)
        ]
        after = [n for n in names if 0 <= n[0] - cue.end <= 12 and not _mark(scene, cue.end, n[0])]
        opens = _opening(scene, names, cue.start)
        if opens or before:
            found.append(Source(*(opens or before[-1]), cue.start, "verb"))
        elif after and cue.tag == "say.verb":
            found.append(Source(*after[0], cue.start, "inverse"))
    return found


def _opening(scene: Scene, names: list[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """Where verbs come last, who says it comes first: "Bakanlık, … iddialarını yalanladı"."""
    first = [n for n in names if n[1] <= at and n[0] - scene.sentence.start <= 3]
    return first[0] if scene.grammar.final and first else None


def _by_preposition(scene: Scene, names: list[tuple[int, int]]) -> list[Source]:
    found = []
    for cue in scene.cues:
        if cue.tag == "say.before":
            after = [n for n in names if 0 <= n[0] - cue.end <= 25 and not _mark(scene, cue.end, n[0])]
            if after:
                found.append(Source(*after[0], cue.start, "before"))
        elif cue.tag == "say.after":
            before = [n for n in names if 0 <= cue.start - n[1] <= 12 and not _mark(scene, n[1], cue.start)]
            if before:
                found.append(Source(*before[-1], cue.start, "after"))
    return found


def _by_mark(scene: Scene, names: list[tuple[int, int]], text: str) -> list[Source]:
    """A colon after the head of a title, a dash before its end; labels such as "Ukraine war live:" are none."""
    if not scene.title:
        return []
    found = []
    for start, end in names:
        head = text[scene.sentence.start : start].strip(" \"'«“„")
        labelled = any(cue.tag == "say.label" and cue.start < end + 2 for cue in scene.cues)
        if (
            len(head) <= 24
            and not labelled
            and _voiced(scene, start, end)
            and re.match(r"\s?[:：]", text[end : end + 2])
        ):
            found.append(Source(start, end, end, "colon"))
        tail = text[end : scene.sentence.end].strip(" .\n")
        if not tail and re.search(r"(?:\s[–—|-]|[,，])\s*$", text[max(0, start - 4) : start]):
            found.append(Source(start, end, start - 2, "dash"))
    return found


def _voiced(scene: Scene, start: int, end: int) -> bool:
    """Before a colon stands who speaks, or what it is about: "Mali: Wagner back in Kidal" quotes nobody.

    A country's name is a voice only where a statement follows; a capital's also where the news is from elsewhere.
    """
    if not any(actor.start < end and start < actor.end for actor in scene.actors if actor.kind != "bare"):
        return any(cue.tag == "say.source" and cue.start < end and start < cue.end for cue in scene.cues) or (
            " " in scene.folded[start:end] and not _elsewhere(scene, start, end)
        )
    own = [p for p in scene.places if p.core[0] < end and start < p.core[1]]
    if not own or any(cue.tag == "say.source" and start <= cue.start < end for cue in scene.cues):
        return True
    if any(cue.start >= end and cue.tag in _STATING for cue in scene.cues):
        return True
    return own[0].kind == "capital" and any(p.core[0] >= end for p in scene.places)


def _mark(scene: Scene, left: int, right: int) -> bool:
    return re.search(r"[.;:!?«»“”\"]|, ", scene.folded[left:right]) is not None


def holder(
    found: Sequence[Source], actor: Actor, place: Place, at: int, deniers: Collection[int], denied: int | None
) -> Source | None:
    """The source whose scope holds the statement at `at`; the closest one where attributions are nested.

    `deniers`: where verbs of denial stand; who denies holds nothing but what is denied. `denied`: the verb that does.
    """
    usable = [s for s in found if not _within(s, actor, place) and (denied is not None or s.at not in deniers)]
    exact = [s for s in usable if s.at == denied]
    if exact:
        return exact[0]
    governing = [s for s in usable if s.start <= min(actor.start, at) and s.at < max(at, actor.end) + 1]
    if governing:
        return governing[-1]
    trailing = [s for s in usable if s.start >= at and s.at not in deniers]
    return trailing[0] if trailing else None


def _within(source: Source, actor: Actor, place: Place) -> bool:
    """Whether a source is made of the words of who or where; a force that speaks for itself may be both."""
    if source.start < place.end and place.start < source.end:
        return True
    meets = source.start < actor.end and actor.start < source.end
    return meets and source.how not in ("verb", "before")
