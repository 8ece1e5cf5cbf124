"""Places that war made known: names for GeoNames places, and places that GeoNames lacks, from `villages.tsv`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.names import rows
from training.gazetteers.filters import ordinary
from training.gazetteers.transliteration import transliterate

TABLE = Path(__file__).parent / "villages.tsv"
NEAR = 0.3  # degrees
KNOWN = 100_000  # people: how well known these places are, when a name may be an ordinary word
_LATIN_LANGUAGES = ("en", "de", "fr", "es", "pl", "tr")
_CYRILLIC_STATES = ("UA", "RU", "BY")


class Village(NamedTuple):
    id: str
    parent: str
    latitude: float
    longitude: float
    names: dict[str, list[str]]


class Villages:
    def __init__(self, villages: list[Village]) -> None:
        self._left = {village.id: village for village in villages}

    @classmethod
    def load(cls) -> "Villages":
        table = rows(TABLE)
        next(table)
        return cls([_village(row) for _, row in table])

    def taken(self, city: dict[str, Any], parent: str) -> dict[str, list[str]]:
        """The names that the table has for this GeoNames place, which is then done."""
        written = {fold_name(name) for name in (city["name"], *city["alternatenames"])}
        for village in self._left.values():
            near = max(abs(village.latitude - city["latitude"]), abs(village.longitude - city["longitude"])) < NEAR
            spellings = (fold_name(name) for found in village.names.values() for name in found)
            if near and parent == village.parent and any(spelling in written for spelling in spellings):
                return self._left.pop(village.id).names
        return {}

    def left(self) -> Iterator[tuple[str, str, str, str, str, str, dict[str, list[str]]]]:
        for id, village in self._left.items():
            named = [name for column in ("en", "any") for name in village.names.get(column, ())]
            if named:
                yield id, named[0], village.parent, str(village.latitude), str(village.longitude), "0", village.names


def latin(name: str, source: str) -> Iterator[tuple[str, str]]:
    """(language, spelling) of a Cyrillic name in the languages that write Latin letters."""
    for target in _LATIN_LANGUAGES:
        if written := transliterate(name, source, target):
            yield target, written


def _village(row: list[str]) -> Village:
    id, parent, where, *cells = row + [""] * (8 - len(row))
    columns = zip(("uk", "ru", "any", "ar", "zh"), cells, strict=True)
    names = {column: cell.split("|") for column, cell in columns if cell}
    if parent.startswith(_CYRILLIC_STATES):
        for source in ("uk", "ru"):
            for name in list(names.get(source, ())):
                for target, written in latin(name, source):
                    names.setdefault(target, []).append(written)
    kept = {column: [name for name in found if not ordinary(name, column, KNOWN)] for column, found in names.items()}
    latitude, longitude = map(float, where.split(","))
    return Village(id, parent, latitude, longitude, {column: found for column, found in kept.items() if found})
