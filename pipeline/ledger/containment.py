"""What the ledger needs of the catalogue: what contains what. Unknown ids fail closed: they lie in themselves only."""

from collections.abc import Sequence
from typing import Protocol

from schemas import GroupBy
from schemas.errors import CatalogueError


class Containment(Protocol):
    """The part of `pipeline.catalogue.Catalogue` that decides what bears on what."""

    def military_ancestors(self, id: str) -> tuple[str, ...]:
        """Itself first, then what it is part of. Never across `affiliated`."""
        ...

    def region_ancestors(self, id: str) -> tuple[str, ...]:
        """Itself first, then what contains it."""
        ...

    def rollup(self, region: str, level: GroupBy, subscribed: Sequence[str]) -> str:
        """The one region of that level that holds `region`, or itself."""
        ...


class Within:
    """Containment with a memory, for one pass over many reports of few places."""

    def __init__(self, catalogue: Containment) -> None:
        self._catalogue = catalogue
        self._militaries: dict[str, tuple[str, ...]] = {}
        self._regions: dict[str, tuple[str, ...]] = {}

    def militaries(self, id: str) -> tuple[str, ...]:
        """The military and all that it is part of."""
        known = self._militaries.get(id)
        if known is None:
            known = self._militaries[id] = military_ladder(id, self._catalogue)
        return known

    def regions(self, id: str) -> tuple[str, ...]:
        """The region and all that contains it."""
        known = self._regions.get(id)
        if known is None:
            known = self._regions[id] = region_ladder(id, self._catalogue)
        return known


def military_ladder(id: str, catalogue: Containment) -> tuple[str, ...]:
    try:
        return catalogue.military_ancestors(id)
    except (CatalogueError, KeyError):
        return (id,)


def region_ladder(id: str, catalogue: Containment) -> tuple[str, ...]:
    try:
        return catalogue.region_ancestors(id)
    except (CatalogueError, KeyError):
        return (id,)


def rolled_up(region: str, level: GroupBy, subscribed: Sequence[str], catalogue: Containment) -> str:
    try:
        return catalogue.rollup(region, level, subscribed)
    except (CatalogueError, KeyError):
        return region
