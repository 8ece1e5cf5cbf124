"""From name hits to the spans a claim needs: who could act, and where."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.claims.lexicon import Cue, Grammar
from schemas.article import Hit, HitKind

PLACES = frozenset({HitKind.REGION, HitKind.STATE, HitKind.CAPITAL})
OWNERS = frozenset({HitKind.DEMONYM, HitKind.STATE, HitKind.MILITARY, HitKind.LEADER, HitKind.CAPITAL})
ALONE = {
    HitKind.STATE: "state",
    HitKind.CAPITAL: "capital",
    HitKind.LEADER: "leader",
    HitKind.OFFICE: "office",
    HitKind.DEMONYM: "people",
}
_GAP = re.compile(r"\.?(?:'s|s'|')?[\s-]*(?:[\w'-]+ +){0,2}")  # owner to head: possessive, up to two words
_SHORT = re.compile(r"[\s'\"«“-]*(?:[\w'-]+ +)?")  # head to owner: up to one word
_NEAR = 40
_SPEAKERS = ("office:*/", "media:")


class Actor(NamedTuple):
    """Who could act. `kind`: force (owner + head), name, bare (head alone), state, capital, leader, office, people."""

    start: int
    end: int
    kind: str
    refs: tuple[str, ...]
    head: str = ""  # the catalogue's class of the force noun: army, ship, weapon, base …


class Place(NamedTuple):
    """Where. `core` is the name itself; start and end take in "northern …" and "… airspace"."""

    start: int
    end: int
    kind: str  # region, state, capital, demonym
    link: str  # at, to, from, own ("Ukraine's"), in (after another place's comma), or ""
    core: tuple[int, int]
    refs: tuple[str, ...]


class Found(NamedTuple):
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]


def find(folded: str, hits: Sequence[Hit], cues: Sequence[Cue], grammar: Grammar) -> Found:
    """All actors and places of a window, each sorted. A name taken into a force phrase is no place."""
    forces, used = _forces(folded, hits, cues, grammar)
    alone = [_alone(hit) for hit in hits if hit.kind in ALONE and (hit.start, hit.end) not in used and _acts(hit)]
    places = [_place(folded, hit, cues, grammar) for hit in _place_hits(folded, hits, cues, used)]
    return Found(tuple(sorted({*forces, *alone})), tuple(sorted(set(places))))


# --- actors ---


def _forces(
    folded: str, hits: Sequence[Hit], cues: Sequence[Cue], grammar: Grammar
) -> tuple[list[Actor], set[tuple[int, int]]]:
    owners = [hit for hit in hits if hit.kind in OWNERS]
    blocked = _blocked(cues)
    found: list[Actor] = []
    used: set[tuple[int, int]] = set()
    for start, end, head in _heads(folded, hits, cues):
        owner = _owner(folded, start, end, owners, grammar, blocked)
        if owner is None:
            found.append(Actor(_with_pronoun(start, cues), end, "bare", (), head))
            continue
        used.add((owner.start, owner.end))
        kind = "name" if owner.kind is HitKind.MILITARY else "force"
        found.append(Actor(min(start, owner.start), max(end, owner.end), kind, owner.refs, head))
    taken = [(actor.start, actor.end) for actor in found]
    for hit in hits:
        if hit.kind is HitKind.MILITARY and not any(start <= hit.start and hit.end <= end for start, end in taken):
            found.append(Actor(hit.start, hit.end, "name", hit.refs))
    return found, used


def _heads(folded: str, hits: Sequence[Hit], cues: Sequence[Cue]) -> list[tuple[int, int, str]]:
    """Force nouns; neighbours are one: "fighter" + "jets". Nouns of acts ("airstrikes") are acts, not forces."""
    acts = [cue for cue in cues if cue.tag == "act.attack.noun"]
    merged: list[tuple[int, int, str]] = []
    for hit in hits:
        if hit.kind is not HitKind.HEAD or hit.refs[0] == "attack":
            continue
        if hit.refs[0] == "weapon" and any(cue.start < hit.end and hit.start < cue.end for cue in acts):
            continue
        if merged and (hit.start < merged[-1][1] or folded[merged[-1][1] : hit.start] in (" ", "-", "")):
            merged[-1] = (merged[-1][0], max(hit.end, merged[-1][1]), hit.refs[0])
        else:
            merged.append((hit.start, hit.end, hit.refs[0]))
    return merged


def _with_pronoun(start: int, cues: Sequence[Cue]) -> int:
    """ "its troops": the pronoun helps to tell whose they are."""
    return next((cue.start for cue in cues if cue.tag == "owner.pronoun" and 0 <= start - cue.end <= 1), start)


def _owner(folded: str, start: int, end: int, owners: Sequence[Hit], grammar: Grammar, blocked: set[int]) -> Hit | None:
    """The name a force noun belongs to: the nearest on the side where this language puts it."""
    best: tuple[int, Hit] | None = None
    for hit in owners:
        if hit.end <= start and start - hit.end <= _NEAR:
            gap = folded[hit.end : start]
            fits = _before(gap, hit, grammar) and not _cased(folded, hit, grammar)
            fits = fits and not blocked.intersection(range(hit.end, start))
            fits = fits and not any(hit.end <= other.start and other.end <= start for other in owners)
            cost = start - hit.end
        elif hit.start >= end and hit.start - end <= _NEAR:
            gap = folded[end : hit.start]
            fits = _after(gap, hit, grammar) and not blocked.intersection(range(end, hit.start))
            cost = hit.start - end + 8
        else:
            continue
        if fits and (best is None or (cost, -len(hit.refs)) < (best[0], -len(best[1].refs))):
            best = (cost, hit)
    return best[1] if best else None


def _before(gap: str, hit: Hit, grammar: Grammar) -> bool:
    if not grammar.spaced:
        return len(gap) <= 3 and not re.search(r"[，。、；：,.]", gap)
    if gap[:1] == "'" and gap[1:2].isalpha() and not gap.startswith(grammar.possessive):
        return False
    if hit.kind in (HitKind.DEMONYM, HitKind.MILITARY):
        return grammar.adjective != "after" and _GAP.fullmatch(gap) is not None
    owned = gap.startswith(grammar.possessive) if grammar.possessive else False
    return (owned and _GAP.fullmatch(gap) is not None) or (gap in (" ", "-") and grammar.adjective == "before")


def _cased(folded: str, hit: Hit, grammar: Grammar) -> bool:
    """ "Ukrayna'ya asker": a name with a case ending of its own, other than the possessive, owns nothing."""
    _, mark, ending = folded[hit.start : hit.end].partition("'")
    return bool(mark) and 0 < len(ending) <= 4 and f"'{ending}" not in grammar.possessive


def _after(gap: str, hit: Hit, grammar: Grammar) -> bool:
    if not grammar.spaced:
        return False
    if gap in grammar.of:
        return True
    return hit.kind is HitKind.DEMONYM and grammar.adjective != "before" and _SHORT.fullmatch(gap) is not None


def _blocked(cues: Sequence[Cue]) -> set[int]:
    """Where words start that cannot stand inside a force phrase: prepositions, conjunctions, verbs."""
    return {
        cue.start
        for cue in cues
        if cue.tag.startswith(("place.at", "place.to", "place.from", "clause.", "say.verb"))
        or (cue.tag.startswith("act.") and cue.tag.endswith(".verb"))
    }


def _acts(hit: Hit) -> bool:
    """A paper never acts, and "the president" of no named state is nobody's force."""
    return not hit.refs[0].startswith(_SPEAKERS)


def _alone(hit: Hit) -> Actor:
    return Actor(hit.start, hit.end, ALONE[hit.kind], hit.refs)


# --- places ---


def _place_hits(folded: str, hits: Sequence[Hit], cues: Sequence[Cue], used: set[tuple[int, int]]) -> list[Hit]:
    kinds = {cue.start for cue in cues if cue.tag == "place.kind"}
    ends = {cue.end for cue in cues if cue.tag == "place.kind"}
    found = []
    for hit in hits:
        if (hit.start, hit.end) in used:
            continue
        if hit.kind in PLACES:
            found.append(hit)
        elif hit.kind is HitKind.DEMONYM:
            after = re.compile(r"['s]{0,2}[ -]*").match(folded, hit.end)
            if (after and after.end() in kinds) or any(hit.start - gap in ends for gap in (0, 1)):
                found.append(hit)
    return found


def _place(folded: str, hit: Hit, cues: Sequence[Cue], grammar: Grammar) -> Place:
    start, end = _widen(folded, hit, cues)
    kind = "demonym" if hit.kind is HitKind.DEMONYM else hit.kind.value
    return Place(start, end, kind, _link(folded, start, hit, cues, grammar), (hit.start, hit.end), hit.refs)


def _widen(folded: str, hit: Hit, cues: Sequence[Cue]) -> tuple[int, int]:
    start, end = hit.start, hit.end
    for cue in cues:
        if cue.tag == "place.kind" and cue.start >= end and folded[end : cue.start] in (" ", "'s ", "-", "", "' "):
            end = max(end, cue.end)
    for cue in reversed(cues):
        direct = cue.tag in ("place.direction", "place.kind") and cue.end <= start
        if direct and folded[cue.end : start] in (" ", "-", "", " of ", " de ", " d'", " du ", " de la ", " of the "):
            start = cue.start
    return start, end


def _link(folded: str, start: int, hit: Hit, cues: Sequence[Cue], grammar: Grammar) -> str:
    if grammar.possessive and folded.startswith(grammar.possessive, hit.end):
        return "own"
    for cue in reversed(cues):
        if cue.end <= start and cue.tag in ("place.at", "place.to", "place.from"):
            gap = folded[cue.end : start]
            if gap.strip(" \"'«“„") in ("", "the", "la", "le", "les", "el", "den", "der", "die", "das", "dem"):
                return cue.tag.removeprefix("place.")
            break
    for cue in cues:
        if cue.tag.startswith("place.suffix") and hit.start < cue.start <= hit.end + 1:
            return cue.tag.removeprefix("place.suffix-")
    return "in" if folded[max(0, start - 2) : start] == ", " else ""
