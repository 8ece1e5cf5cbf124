"""The table of places: GeoNames towns and villages with the names worth finding."""

from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.catalogue.folding import fold_name
from training.gazetteers.filters import attested, languages, ordinary, usable
from training.gazetteers.sources import CONFLICT, DENSE, Sources
from training.gazetteers.transliteration import transliterate

COLUMNS = ("any", "en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
_TRANSLITERATED = ("de", "fr", "es", "pl", "tr")
_SLAVIC = frozenset({"UA", "RU", "BY"})
FAMOUS = 100_000  # people: alternate names of quieter towns find more homonyms than places
_SHORT = 4


def rows(sources: Sources) -> Iterator[tuple[str, ...]]:
    capitals = frozenset(sources.capitals.values())
    for city in sources.chosen():
        names = _names(city, str(city["geonameid"]) in capitals)
        if any(names.values()):
            yield (
                str(city["geonameid"]),
                city["name"],
                sources.parent(city),
                f"{city['latitude']:.4f}",
                f"{city['longitude']:.4f}",
                str(city["population"]),
                *("|".join(names[column]) for column in COLUMNS),
            )


def _names(city: dict[str, Any], capital: bool) -> dict[str, list[str]]:
    """The kept names by column; a name that folds like one already kept in its column, or in `any`, is left out."""
    population = 10**7 if capital else city["population"]
    kept: dict[str, dict[str, str]] = {column: {} for column in COLUMNS}
    for name in _candidates(city, population):
        for column in languages(name):
            if usable(name, column) and not ordinary(name, column, population):
                kept[column].setdefault(fold_name(name), name)
    if city["countrycode"] in _SLAVIC:
        _transliterate(kept, population)
    return {column: [name for key, name in found.items() if key] for column, found in kept.items()}


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


def _transliterate(kept: dict[str, dict[str, str]], population: int) -> None:
    for source in ("uk", "ru"):
        for name in list(kept[source].values())[:2]:
            for target in _TRANSLITERATED:
                written = transliterate(name, source, target)
                key = fold_name(written)
                if written and key not in kept["any"] and not ordinary(written, "any", population):
                    kept[target].setdefault(key, written)
