"""Names that no table has as they are written: another script's, another case's, another paper's spelling.

A place of a country that the article names may be called so if its name sounds so: Наккурі in news of Lebanon is
Naqoura. Country and sound have to agree; a name that sounds like nothing in those countries stays unknown.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.catalogue import endings
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.place_clues import Clues
from pipeline.catalogue.place_cores import cores
from pipeline.catalogue.sounds import alike, keys, spoken
from pipeline.catalogue.unscanned import ANYWHERE

if TYPE_CHECKING:
    from pipeline.catalogue.regions import Regions

_SHORTEST_KEY, _SHORT_NAME = 2, 3
# How alike two names have to be, by how many consonants they have in common: across scripts, and in the same one.
_LEAST = {
    "cyrillic": {2: 0.86, 3: 0.8, 4: 0.74},
    "ar": {2: 1.1, 3: 0.82, 4: 0.78},
    "zh": {2: 0.86, 3: 0.8, 4: 0.74},
    "": {2: 0.92, 3: 0.86, 4: 0.82},
}
_LEAST_LONG = 0.72
# How near the best has to be, fame counted: below, fewer than two in three were right in training entries.
_FLOOR = {"": 0.78, "zh": 0.85, "ar": 0.82}
_MORE_ENGLISH, _MORE_ACTOR = 0.06, 0.06  # how much more: in English; in a country that is named as an actor only
# Actors whose forces are met abroad.
_EVERYWHERE = frozenset({"US", "FR", "GB", "RU", "CN", "TR", "DE", "IT", "ES", "IN", "IR", "CA", "AU", "PL", "NL"})
_SHORTEST_CORE = 3
_LEAST_FAMOUS = {"": 0.9, "cyrillic": 0.88, "ar": 0.9, "zh": 0.9}
_SHORT_FAMOUS, _SHORTEST_FAMOUS_KEY = 5, 3
_UNNAMED = 0.1  # how much less sure a place is whose country the article does not name
_FAME = 0.12  # how much more alike a place of a country named once has to be than one of the country of all mentions
_LATIN_END = "\u0250"
_CYRILLIC_TAILS = ("ою", "ами", "ями", "ові", "ому", "ого", "ой", "ей", "ом", "ем", "єм", "ям", "ам", "ах", "ях", "ів",
                   "ов", "їв", "им", "ым", "ій", "ої", "у", "ю", "а", "я", "і", "ї", "е", "и", "ы", "о")  # fmt: skip
_POLISH_TAILS = ("owi", "ach", "ami", "iem", "em", "om", "ie", "ą", "ę", "y", "i", "u", "a", "e", "o")
_POLISH_SOFT = (("ci", "t"), ("dzi", "d"), ("rz", "r"), ("l", "ł"), ("ni", "n"), ("c", "k"), ("dz", "g"))
_LAND = re.compile(r"(\w{3,})щин(?:а|и|і|у|ою|е|ы|ой)")
_TOWNS = ("", "а", "и", "ь", "е", "івка", "овка")
_MOST_COUNTRIES = 5


class Sounding(NamedTuple):
    """A region that a name may be, by its sound."""

    id: str
    nearness: float  # 1 for the name itself in another case
    name: str


def sounding(regions: "Regions", surface: str, language: str, clues: Clues) -> tuple[Sounding, ...]:
    """What a span may name in the countries that the article names: the best first."""
    countries = clues.countries
    if not countries:
        return _famous(regions, surface, language)
    named = sorted(countries, key=lambda country: (-countries[country], country))[:_MOST_COUNTRIES]
    most = max(countries.values())
    for core in cores(surface, language):
        found: dict[str, float] = {}
        for country in named:
            fame = _FAME * (1 - countries[country] / most)
            for id, near in _in_country(regions, core, language, country, country in clues.stages):
                found[id] = max(near - fame, found.get(id, 0.0))
        least = _FLOOR.get(_script(core), _FLOOR[""])
        found = {id: near for id, near in found.items() if near >= least}
        if found:
            ranked = sorted(found.items(), key=lambda item: -item[1])  # ties: the larger place, as the tables have it
            return tuple(Sounding(id, near, core) for id, near in ranked)
    return _famous(regions, surface, language)


def _famous(regions: "Regions", surface: str, language: str) -> tuple[Sounding, ...]:
    """Large towns, provinces and places of the news that sound so, wherever they lie: the likest of them."""
    for core in cores(surface, language):
        found: dict[str, float] = {}
        script = _script(core)
        least = _LEAST_FAMOUS.get(script, _LEAST_FAMOUS[""])
        for said in _said(core, language, script):
            for key in keys(said) if len(said) >= _SHORT_FAMOUS else ():
                for id, name in regions.sounding(ANYWHERE, key) if len(key) >= _SHORTEST_FAMOUS_KEY else ():
                    near = alike(said, name, script)
                    if near >= least:
                        found[id] = max(near, found.get(id, 0.0))
        if found:
            ranked = sorted(found.items(), key=lambda item: -item[1])
            return tuple(Sounding(id, near - _UNNAMED, core) for id, near in ranked)
    return ()


@lru_cache(4096)
def _in_country(
    regions: "Regions", core: str, language: str, country: str, stage: bool
) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for form in _forms(core, language):
        for id in regions.namesakes(form):
            if regions.country(id) == country:
                found[id] = 1.0
    script = _script(core)
    if found or (not stage and country in _EVERYWHERE) or len(core) < _SHORTEST_CORE:
        return tuple(found.items())
    more = (_MORE_ENGLISH if language == "en" else 0.0) + (0.0 if stage else _MORE_ACTOR)
    for said in _said(core, language, script):
        for key in keys(said):
            if len(key) < _SHORTEST_KEY or len(said) < _SHORT_NAME:
                continue
            least = _LEAST[script].get(len(key), _LEAST_LONG) + more
            for id, name in regions.sounding(country, key):
                near = alike(said, name, script)
                if near >= least:
                    found[id] = max(near, found.get(id, 0.0))
    return tuple(found.items())


def _said(core: str, language: str, script: str) -> tuple[str, ...]:
    """How the name may sound: Polish papers write Polish names and others' as others do."""
    ways = (language,) if script or language == "en" else (language, "en")
    return tuple(dict.fromkeys(spoken(stem, way) for stem in _stems(core, language) for way in ways))


def _script(core: str) -> str:
    first = core[0]
    if first < _LATIN_END:
        return ""
    return "zh" if first >= "\u3400" else "ar" if "\u0600" <= first <= "\u06ff" else "cyrillic"


def _forms(core: str, language: str) -> Iterator[str]:
    """The name, and its last word in the nominative."""
    yield core
    head, space, last = _last_word(core)
    if language in ("uk", "ru") and (land := _LAND.fullmatch(last)):  # Ізюмщина is the land around Ізюм
        yield from (land[1] + ending for ending in _TOWNS)
    if language in endings.INFLECTED:
        for form in endings.nominatives(fold_name(last), language):
            yield head + space + form


def _last_word(core: str) -> tuple[str, str, str]:
    at = max(core.rfind(" "), core.rfind("-"))
    return (core[:at], core[at], core[at + 1 :]) if at >= 0 else ("", "", core)


def _stems(core: str, language: str) -> Iterator[str]:
    """The name without the ending of its case."""
    yield core
    if language in ("uk", "ru"):
        yield from (
            core.removesuffix(tail) for tail in _CYRILLIC_TAILS if core.endswith(tail) and len(core) > len(tail) + 2
        )
    elif language == "pl":
        for tail in _POLISH_TAILS:
            base = core.removesuffix(tail)
            if base != core and len(base) > 2:
                yield base
                yield from (base.removesuffix(soft) + hard for soft, hard in _POLISH_SOFT if base.endswith(soft))
