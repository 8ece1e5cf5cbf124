"""Armed groups asked for on the other side of the world: "the Kachin army in Mali".

It is advice, for the catalogue's list of where a group is active is no full one, and groups cross borders: only what
lies far from every country of the list is told, and only where every region that is asked for is known to.
"""

import math
from collections.abc import Callable, Collection, Iterator

from pipeline.subscriptions.values import Names
from schemas import Region, Subscription
from schemas.errors import CatalogueError

FAR = 3000  # kilometres between the middles of two countries
_EARTH = 6371

Haunts = Callable[[str], Collection[str]]  # a military's countries, ISO alpha-2; none where it may be anywhere


def far(asked: Subscription, catalogue: Names, haunts: Haunts) -> Iterator[tuple[str, str]]:
    """A field and what to say of it."""
    countries = [_country(id, catalogue) for id in asked.regions]
    there = [country for country in countries if country is not None]
    if not there or len(there) < len(countries):
        return  # any region, or seas and lands of several countries
    for id in asked.militaries:
        here = [country for code in sorted(haunts(id)) if (country := _country(code, catalogue)) is not None]
        nearest = min((_kilometres(one, other) for one in here for other in there), default=0.0)
        if nearest >= FAR:
            names = ", ".join(country.name for country in here)
            told = f"{_hundreds(nearest)} km from all regions that are asked for"
            yield "militaries", f"{id} is known in {names}, {told}: is it another group that is meant?"


def _country(region: str, catalogue: Names) -> Region | None:
    """The country that a region lies in, if it is one whose place is known."""
    try:
        country = catalogue.region(catalogue.region(region).country or region)
    except (CatalogueError, KeyError):
        return None
    return country if country.latitude is not None and country.country else None


def _kilometres(one: Region, other: Region) -> float:
    (low, west), (high, east) = (
        (math.radians(each.latitude or 0.0), math.radians(each.longitude or 0.0)) for each in (one, other)
    )
    half = math.sin((high - low) / 2) ** 2 + math.cos(low) * math.cos(high) * math.sin((east - west) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


def _hundreds(kilometres: float) -> str:
    return f"{round(kilometres, -2):,.0f}"
