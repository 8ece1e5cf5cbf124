"""The table of places: GeoNames towns and villages with the names worth finding."""

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.catalogue.folding import fold_name
from training.gazetteers.filters import attested, languages, ordinary, usable
from training.gazetteers.sources import CONFLICT, DENSE, Sources
from training.gazetteers.villages import Villages, latin

COLUMNS = ("any", "en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
_SLAVIC = frozenset({"UA", "RU", "BY"})
FAMOUS = 100_000  # people: alternate names of quieter towns find more homonyms than places
_SHORT = 4


def rows(sources: Sources) -> Iterator[tuple[str, ...]]:
    """GeoNames places from the largest down, then the hand-listed ones that GeoNames lacks."""
    capitals = frozenset(sources.capitals.values())
    villages = Villages.load()
    for city in sources.chosen():
        id, parent = str(city["geonameid"]), sources.parent(city)
        names = _names(city, 10**7 if id in capitals else city["population"])
        for column, more in villages.taken(city, parent).items():
            names[column] = [*more, *(name for name in names[column] if name not in more)]
        if any(names.values()):
            where = f"{city['latitude']:.4f}", f"{city['longitude']:.4f}"
            yield (id, city["name"], parent, *where, str(city["population"]), *fields(names))
    yield from ((*row[:6], *fields(row[6])) for row in villages.left())


def fields(names: dict[str, list[str]]) -> Iterator[str]:
    """One field per column. What several columns share goes to `any`; what folds like a name in `any` is dropped."""
    columns: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for column in COLUMNS:
        for name in names.get(column, ()):
            key = fold_name(name)
            spelled.setdefault(key, name)
            columns.setdefault(key, []).append(column)
    for column in COLUMNS:
        yield "|".join(
            spelled[key] for key, found in columns.items() if key and ("any" if len(found) > 1 else found[0]) == column
        )


def _names(city: dict[str, Any], population: int) -> dict[str, list[str]]:
    """The kept names by column."""
    kept: dict[str, list[str]] = {column: [] for column in COLUMNS}
    for name in _candidates(city, population):
        for column in languages(name):
            if usable(name, column) and not ordinary(name, column, population):
                kept[column].append(name)
    if city["countrycode"] in _SLAVIC:
        for source in ("uk", "ru"):
            for name in kept[source][:2]:
                for target, written in latin(name, source):
                    if not ordinary(written, "any", population):
                        kept[target].append(written)
    return kept


def _candidates(city: dict[str, Any], population: int) -> Iterable[str]:
    watched = city["countrycode"] in CONFLICT - DENSE
    yield city["name"]
    for name in city["alternatenames"]:
        if languages(name) != ("any",):
            yield from _shortened(name)
        elif population >= FAMOUS or watched:
            if len(name) > _SHORT - (population >= FAMOUS) and attested(name):
                yield name


def _shortened(name: str) -> tuple[str, ...]:
    """A Chinese city is named with and without its 市."""
    return (name, name[:-1]) if name.endswith("市") and len(name) > 2 else (name,)
