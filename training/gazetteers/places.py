"""The table of places: GeoNames towns and villages with the names worth finding, in the nominative.

The scanner undoes the cases of Polish, Ukrainian and Russian, so the table needs no forms.
"""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.catalogue.folding import fold_name
from training.gazetteers import filled
from training.gazetteers.filters import attested, chinese, languages, ordinary, tongue, usable
from training.gazetteers.sources import CONFLICT, Sources
from training.gazetteers.villages import Villages, latin

COLUMNS = ("any", "en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
FAMOUS = 100_000  # people: alternate names of quieter towns find more homonyms than places
KNOWN = 50_000  # people: below this, quiet towns are listed under their main name only
_CAPITAL = 10_000_000  # people that a capital counts as: its name means it
_SLAVIC = frozenset({"UA", "RU", "BY"})
_ALTERNATE = 0.8  # how much less frequent than the main name an alternate one has to be
_LABIAL = re.compile(r"(?<![бвгґджзклмнпстфхцчшщ])([бпвмфрБПВМФР])(?=[яюєї])")
_LEAST = {"zh": 3, "ar": 4, "uk": 4, "ru": 4}  # letters of a name that GeoNames does not attest
_PHRASE = 20  # letters: longer ones are nicknames ("the pearl by the sea"), not worth transliterating


Names = dict[str, list[str]]


def rows(sources: Sources) -> Iterator[tuple[str, ...]]:
    """GeoNames places from the largest down, then the hand-listed ones that GeoNames lacks."""
    capitals = frozenset(sources.capitals.values())
    villages, more_names = Villages.load(), filled.of_geonames()
    for city in sources.chosen():
        id, parent = str(city["geonameid"]), sources.parent(city)
        population = _CAPITAL if id in capitals else city["population"]
        names = _names(city, population)
        for column, more in villages.taken(city, parent).items():
            names[column] = [*more, *names.get(column, ())]
        for column, more in more_names.get(id, {}).items():
            names.setdefault(column, []).extend(name for name in more if _may_be_found(name, column, population))
        where = f"{city['latitude']:.4f}", f"{city['longitude']:.4f}"
        yield (id, city["name"], parent, *where, str(city["population"]), *fields(names))
    for *row, names in villages.left():
        yield (*row, *fields(names))


def fields(names: Names) -> Iterator[str]:
    """One field per column. What several columns share goes to `any`; letters that fold alike are one name."""
    spelled: dict[str, str] = {}
    columns: dict[str, list[str]] = {}
    for column in COLUMNS:
        for name in names.get(column, ()):
            spelled.setdefault(fold_name(name), name)
            columns.setdefault(fold_name(name), []).append(column)
    kept: Names = {}
    for key, found in columns.items():
        if key:
            kept.setdefault(found[0] if len(set(found)) == 1 else "any", []).append(spelled[key])
    return ("|".join(kept.get(column, ())) for column in COLUMNS)


def _watched(city: dict[str, Any]) -> bool:
    return city["countrycode"] in CONFLICT


def _names(city: dict[str, Any], population: int) -> Names:
    """The kept names by column, the place's main name first."""
    kept: Names = {"any": []}
    for name in _spellings(city, population):
        for column in languages(name):
            margin = 0.0 if name == city["name"] or not name.isascii() else _ALTERNATE
            if usable(name, column) and not ordinary(name, column, population, margin):
                kept.setdefault(tongue(name) if column == "any" and name != city["name"] else column, []).append(name)
    kept.setdefault("uk", []).extend(parted for name in kept.get("uk", ()) if (parted := _apart(name)) != name)
    if city["countrycode"] in _SLAVIC:
        for source in ("uk", "ru"):
            for name in [name for name in kept.get(source, ()) if " " not in name or len(name) < _PHRASE][:2]:
                for target, written in latin(name, source):
                    if not ordinary(written, "any", population):
                        kept.setdefault(target, []).append(written)
    return kept


def _may_be_found(name: str, column: str, population: int) -> bool:
    """Whether a name that was written for the place is long enough, and no ordinary word."""
    return usable(name, column) and len(name) >= _LEAST[column] and not ordinary(name, column, population)


def _apart(name: str) -> str:
    """A Ukrainian name with the apostrophe that GeoNames leaves out: Слов'янськ."""
    return _LABIAL.sub(r"\1'", name)


def _spellings(city: dict[str, Any], population: int) -> Iterator[str]:
    """The main name, then the alternate ones; of Latin ones that fold alike the one with the most marks."""
    yield city["name"]
    groups: dict[str, list[str]] = {}
    for name in city["alternatenames"]:
        if population < KNOWN and not _watched(city):
            continue
        if languages(name) == ("any",):
            groups.setdefault(fold_name(name), []).append(name)
        else:
            yield from chinese(name) if languages(name) == ("zh",) else (name,)
    if population >= FAMOUS or _watched(city):
        for group in groups.values():
            if any(attested(spelling) for spelling in group):
                yield max(group, key=lambda name: (sum(letter > "\x7f" for letter in name), name))
