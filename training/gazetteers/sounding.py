"""The sounds of the quiet gazetteer: what the consonants of each place's name have in common with other spellings.

One row for a country's places of one key, sorted as bytes for binary search: `UA PLTFN`, then the numbers of the
places that are called so, the largest first, each with its name in the rough spelling of `pipeline.catalogue.sounds`.
Large towns stand under `*` once more, for articles that do not name their country.
"""

from collections.abc import Iterable

from pipeline.catalogue.sounds import keys, spoken
from pipeline.catalogue.unscanned import ANYWHERE

HEAD = ("key", "places")
_SPELLED = {
    "pl": "PL",
    "de": "DE AT CH LI",
    "tr": "TR AZ",
    "es": "ES MX GT HN SV NI CR PA CU DO VE CO EC PE BO CL AR UY PY GQ PR",
    "fr": "FR BE ML NE BF TD SN CI GN TG BJ CM CF CG CD GA BI DJ MR DZ MA TN HT KM MG EH",
}
_LANGUAGE = {country: language for language, countries in _SPELLED.items() for country in countries.split()}
_SHORTEST = 2  # consonants
_MOST = 40
_FAMOUS = 80_000  # people: such a place is heard of whether or not an article names its country

Place = tuple[str, str, str, int]  # number, name, ISO alpha-2 of its country, people


def rows(places: Iterable[Place]) -> list[tuple[str, str]]:
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for number, name, country, population in places:
        said = spoken(name, _LANGUAGE.get(country, "en"))
        for key in keys(said):
            if len(key) >= _SHORTEST:
                found.setdefault(f"{country} {key}", {}).setdefault(number, (population, said))
            if population >= _FAMOUS:
                found.setdefault(f"{ANYWHERE} {key}", {}).setdefault(number, (population, said))
    return [(key, _bearers(found[key])) for key in sorted(found, key=str.encode)]


def _bearers(places: dict[str, tuple[int, str]]) -> str:
    ordered = sorted(places.items(), key=lambda item: (-item[1][0], int(item[0])))
    return "|".join(f"{number} {said}" for number, (_, said) in ordered[:_MOST])
