"""Actors: which root a hit stands for, and which of several states a shared name means in an article."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from pipeline.catalogue import context, owner_lands, owners
from pipeline.catalogue.offices import ANY_STATE, MEDIA, speaks_for
from pipeline.catalogue.sovereign import sovereign
from schemas import Hit, HitKind, MilitaryKind

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_SHARED = frozenset({HitKind.MILITARY, HitKind.DEMONYM, HitKind.STATE})
_NAMED, _SPOKEN_OF = 10, 4  # what a name of a state counts, and a place in its land; a foe of either counts 1
_NO_MORE = "SUN"  # the Soviet Union stays itself, whatever lies there now


def settled(catalogue: "Catalogue", hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits, each of a name that several states share (巴军, "Korean") given to the state that the article names.

    Where it names none of them: the one in whose land its places lie, then the one at odds with those it names.
    """
    shared = [hit for hit in hits if hit.kind in _SHARED and len(_states(hit)) > 1]
    if not shared:
        return hits
    home = readings(catalogue).home
    told = Counter[str]()
    for hit in hits:
        if hit in shared:
            continue
        if states := _states(hit):
            told[states[0]] += _NAMED
        elif hit.kind in (HitKind.LEADER, HitKind.OFFICE, HitKind.CAPITAL) and (owner := root(hit)):
            told[owner] += _NAMED
        elif land := home(hit):
            told[land] += _SPOKEN_OF
    told.update({foe for state in list(told) for foe in owner_lands.at_odds(state)})
    if not told["KOR"] and (told["RUS"] or told["UKR"]):
        told["PRK"] += _NAMED  # the Koreans of that war
    return [_settle(hit, told) if hit in shared else hit for hit in hits]


def root(hit: Hit) -> str:
    """The root that a hit stands for as an actor, "" for none."""
    ref = hit.refs[0]
    if hit.kind not in context.ACTORS or ref.startswith((ANY_STATE, MEDIA)):
        return ""
    if hit.kind in (HitKind.LEADER, HitKind.OFFICE):
        return speaks_for(ref)
    if hit.kind is HitKind.MILITARY:
        return ref.partition("/")[0]
    if hit.kind is HitKind.CAPITAL and (holder := owners.conflict(ref, "capital")):
        return holder  # Sanaa speaks for those who hold it
    return sovereign(ref) if context.is_state(ref) else ""


def readings(catalogue: "Catalogue") -> owners.Readings:
    """How `owners` reads hits: a place counts for the one state in whose land it lies."""

    def home(hit: Hit) -> str:
        if hit.kind is not HitKind.REGION:
            return ""
        lands = {catalogue.regions.country(ref) for ref in hit.refs if ref in catalogue.regions}
        return sovereign(catalogue.state_of(lands.pop()), who_fights=False) if len(lands) == 1 else ""

    def is_alliance(id: str) -> bool:
        return id in catalogue.militaries and catalogue.military(id).kind is MilitaryKind.ALLIANCE

    return owners.Readings(root, home, is_alliance)


def _states(hit: Hit) -> list[str]:
    if hit.kind not in _SHARED:
        return []
    states = [ref for ref in hit.refs if context.is_state(ref)]
    return [state for state in states if state != "RUS"] if states[:1] == [_NO_MORE] else states


def _settle(hit: Hit, told: Counter[str]) -> Hit:
    states = _states(hit)
    best = max(states, key=lambda state: (told[state], -states.index(state)))
    return msgspec.structs.replace(hit, refs=(best, *(ref for ref in hit.refs if ref != best)))
