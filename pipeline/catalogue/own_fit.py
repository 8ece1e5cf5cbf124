"""Whether an analyst's own militaries and regions fit the catalogue: ids that are free, parents that exist."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.catalogue.militaries import Militaries
from pipeline.catalogue.own import Own
from pipeline.catalogue.policy import load_policy
from pipeline.catalogue.regions import Regions, load_regions
from schemas.errors import CatalogueError, ConfigError

_LOOK = "see `vedette catalogue find NAME`"


def require_fit(own: Own, path: Path) -> None:
    """Raises ConfigError for the first thing that does not fit; `path` is the file's."""
    for said in _misfits(own):
        raise ConfigError(f"{path}: {said}")


def _misfits(own: Own) -> Iterator[str]:
    try:
        load_policy(own.recognition)
    except CatalogueError as error:
        yield f"catalogue.recognition: {error}"
    if own.military:
        yield from _of_militaries(own, Militaries())
    if own.region:
        yield from _of_regions(own, load_regions())


def _of_militaries(own: Own, known: Militaries) -> Iterator[str]:
    ids = {military.id for military in own.military}
    for at, military in enumerate(own.military):
        where = f"catalogue.military[{at}]"
        if military.id in known:
            yield f"{where}.id: {military.id!r} is taken by {known.get(military.id).name}: choose another"
        if military.parent and military.parent not in known and military.parent not in ids:
            yield f"{where}.parent: {military.parent!r} is no military: {_LOOK}"
        for other in military.affiliated:
            if other not in known and other not in ids:
                yield f"{where}.affiliated: {other!r} is no military: {_LOOK}"
    parents = {military.id: (military.parent,) for military in own.military}
    yield from (f"catalogue.military: {id!r} is part of itself" for id in _circular(parents))


def _of_regions(own: Own, known: Regions) -> Iterator[str]:
    ids = {region.id for region in own.region}
    for at, region in enumerate(own.region):
        where = f"catalogue.region[{at}]"
        if region.id in known:
            yield f"{where}.id: {region.id!r} is taken by {known.region(region.id).name}: choose another"
        for parent in region.parents:
            if parent not in known and parent not in ids:
                yield f"{where}.parents: {parent!r} is no region: {_LOOK}"
        if region.country and region.country not in known:
            yield f"{where}.country: {region.country!r} is no country: write two capitals, such as UA"
    parents = {region.id: region.parents for region in own.region}
    yield from (f"catalogue.region: {id!r} lies in itself" for id in _circular(parents))


def _circular(parents: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The ids that are above themselves."""
    for id, first in parents.items():
        above, seen = list(first), set[str]()
        while above:
            other = above.pop()
            if other == id:
                yield id
                break
            if other not in seen:
                seen.add(other)
                above.extend(parents.get(other, ()))
