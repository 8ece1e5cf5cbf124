"""The gate: drops windows that hold no claim before a costly model reads them. Linear, in whole numbers, explainable.

The scan asks whether a claim is possible; the gate asks whether one is likely, by the window's words and by what the
scan found in it. `gate.tsv` beside this file says what each feature is worth, in hundredths of a log-odds, and from
which sum on a window is read (table `floor`, by language). `training/fit_gate.py` makes it; a person may edit it.
"""

import functools
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from itertools import pairwise, repeat
from typing import NamedTuple

from pipeline.catalogue.folding import fold
from pipeline.mentions.cues import has_cue
from schemas import Hit, HitKind, Window
from schemas.errors import ConfigError

ELSEWHERE = "*"  # the floor of languages that have none of their own
_STEM = 5  # letters that stand for a longer word, whatever its ending
_MOST_OF_A_KIND = 3
_NEAR = ((20, "beside"), (60, "near"), (150, "around"))  # characters between a force and a place
_FORCES = frozenset({HitKind.HEAD, HitKind.MILITARY})
_PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL, HitKind.REGION})
_OWNERS = frozenset({HitKind.DEMONYM, HitKind.STATE, HitKind.LEADER, HitKind.MILITARY})
_SHOWN = 4  # features that a reason names on each side
_GLUED = frozenset({"zh", "ja", "th"})  # written without spaces: two letters at a time


class Verdict(NamedTuple):
    """Whether a window is read, and why (not)."""

    kept: bool
    worth: int
    reason: str


class Table(NamedTuple):
    worth: dict[str, int]
    floor: dict[str, int]


def through(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The windows that are worth reading, in order. Each is judged alone."""
    known = table()
    return tuple(window for window in windows if _worth(window, known) >= _floor(window, known))


def judge(window: Window) -> Verdict:
    """The same decision with its reason: the sum, the floor, and the features that spoke loudest."""
    known = table()
    worth, floor = _worth(window, known), _floor(window, known)
    loud = sorted((-abs(known.worth.get(name, 0)), name) for name in set(features(window)) if _telling(name))
    told = {sign: [name for _, name in loud if known.worth.get(name, 0) * sign > 0][:_SHOWN] for sign in (1, -1)}
    said = "; ".join(f"{side} {', '.join(told[sign])}" for side, sign in (("for", 1), ("against", -1)) if told[sign])
    kept = worth >= floor
    outcome = "read" if kept else "dropped by the gate"
    return Verdict(kept, worth, f"{outcome}: {worth} against a floor of {floor}" + (f" ({said})" if said else ""))


@functools.cache
def table() -> Table:
    """The weights and floors of `gate.tsv`."""
    found = Table({}, {})
    path = resources.files("pipeline.mentions").joinpath("gate.tsv")
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 3 or parts[0] not in Table._fields:
            raise ConfigError(f"gate.tsv:{number}: expected worth or floor, feature, number, got {line!r}")
        getattr(found, parts[0])[parts[1]] = int(parts[2])
    return found


def features(window: Window) -> list[str]:
    """What is seen of a window. Words have no mark; a stem ends in `*`; everything else has a colon."""
    found = [f"language:{window.language}", f"cue:{has_cue(window.text, window.language)}"]
    found += _words(fold(window.text).text, window.language)
    found += _names(window.hits)
    return found


def _worth(window: Window, known: Table) -> int:
    return sum(map(known.worth.get, features(window), repeat(0)))


def _floor(window: Window, known: Table) -> int:
    return known.floor.get(window.language, known.floor[ELSEWHERE])


def _telling(name: str) -> bool:
    return not name.startswith("language:")  # the same for all windows of a language, so no reason for one of them


def _words(folded: str, language: str) -> Iterable[str]:
    """Every word, stem and pair of neighbours once, in the order of the text."""
    words = folded.split()
    if language in _GLUED:
        words = [two for run in words for two in _twos(run)]
        return dict.fromkeys(words)
    stems = [f"{word[:_STEM]}*" for word in words if len(word) > _STEM]
    return dict.fromkeys((*words, *stems, *map(" ".join, pairwise(words))))


def _twos(run: str) -> list[str]:
    return [run] if run.isascii() else [run[at : at + 2] for at in range(len(run) - 1)]


def _names(hits: Sequence[Hit]) -> Iterable[str]:
    """Which names and force nouns there are, and how near forces stand to their owners and to places."""
    found: dict[str, int] = {}
    for hit in hits:
        for name in (f"{hit.kind}:", f"{hit.kind}:{hit.refs[0]}"):
            found[name] = found.get(name, 0) + 1
    counted = [f"{name}{min(count, _MOST_OF_A_KIND)}" for name, count in found.items() if name.endswith(":")]
    named = [name for name in found if not name.endswith(":")]
    return (*counted, *named, *dict.fromkeys(_beside(hits)))


def _beside(hits: Sequence[Hit]) -> Iterator[str]:
    forces = [hit for hit in hits if hit.kind in _FORCES]
    places = [hit for hit in hits if hit.kind in _PLACES]
    owners = [hit for hit in hits if hit.kind in _OWNERS]
    yield f"forces:{bool(forces)} places:{bool(places)} owners:{bool(owners)}"
    for force in forces:
        if any(_gap(force, owner) <= 2 for owner in owners):
            yield "force:owned"
            yield f"owned:{force.refs[0]}"
        gap = min((_gap(force, place) for place in places if place.start != force.start), default=None)
        if gap is not None:
            where = next((name for most, name in _NEAR if gap <= most), "far")
            yield f"place:{where}"
            yield f"{where}:{force.refs[0]}"


def _gap(one: Hit, two: Hit) -> int:
    """Characters between two hits; 0 where they overlap or touch."""
    return max(one.start - two.end, two.start - one.end, 0)
