"""What the catalogue knows of one id, as facts in words: for `vedette catalogue show`."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.catalogue import aliases
from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.names import DATA, rows
from schemas import Region
from schemas.errors import CatalogueError

_SHOWN = 40  # children: a country has thousands of places

Facts = tuple[tuple[str, str], ...]


class Card(NamedTuple):
    title: str
    facts: Facts
    names: dict[str, list[str]]  # by language, "" where many languages write it so


def cards(catalogue: Catalogue, id: str) -> tuple[Card, ...]:
    """One card per thing of that id: a region may be called like a military. Raises CatalogueError for none."""
    found = []
    if id in catalogue.militaries:
        found.append(_of_military(catalogue, id))
    if id in catalogue.regions:
        found.append(_of_region(catalogue, id))
    if not found:
        raise CatalogueError(f"no military and no region has the id {id!r}: see `vedette catalogue find NAME`")
    return tuple(found)


def _of_military(catalogue: Catalogue, id: str) -> Card:
    military = catalogue.military(id)
    children = [other.id for other in catalogue.militaries if other.parent == id]
    tied = [other.id for other in catalogue.militaries if id in other.affiliated]
    own = any(other.id == id for other in catalogue.own.military)
    facts = (
        ("kind", f"military: {military.kind}"),
        ("part of", _listed(catalogue.military_ancestors(id)[1:])),
        ("parts", _listed(children)),
        ("affiliated with", _listed(military.affiliated)),
        ("affiliated with it", _listed(tied)),
        ("reports go to the ledger of", catalogue.root(id)),
        ("why", "your own file" if own else _why_military(catalogue, id)),
    )
    return Card(f"{id}: {military.name}", _told(facts), _by_language(aliases.of_military(catalogue, id)))


def _why_military(catalogue: Catalogue, id: str) -> str:
    if id in catalogue.militaries.states:
        return "data/states.tsv: evidence about a branch or unit is evidence about it; nothing crosses `affiliated`"
    if any(fields[0] == id for _, fields in rows(DATA / "militaries.tsv")):
        return "data/militaries.tsv"
    return "no line of its own: every state has these (docs/ids.md)"


def _of_region(catalogue: Catalogue, id: str) -> Card:
    region = catalogue.region(id)
    facts = (
        ("kind", f"region: {region.kind}"),
        ("country", region.country),
        ("lies in", _listed(catalogue.region_ancestors(id)[1:])),
        ("holds", _listed(catalogue.regions.children(id))),
        ("where", _where(region)),
        ("population", f"{region.population:,}" if region.population else ""),
        ("why", _why_region(catalogue, region)),
    )
    return Card(f"{id}: {region.name}", _told(facts), _by_language(aliases.of_region(catalogue, id)))


def _where(region: Region) -> str:
    if region.latitude is None or region.longitude is None:
        return ""
    return f"{region.latitude:.3f}, {region.longitude:.3f}"


def _why_region(catalogue: Catalogue, region: Region) -> str:
    if any(own.id == region.id for own in catalogue.own.region):
        return "your own file"
    if region.id.startswith("geonames:"):
        return f"GeoNames {region.id.partition(':')[2]}; lies in its table's parent, and in whatever that lies in"
    return "data/regions (README.md there says which table, and who owns what: as the United Nations have it)"


def _told(facts: Facts) -> Facts:
    return tuple((name, value) for name, value in facts if value)


def _listed(ids: Iterable[str]) -> str:
    every = list(ids)
    more = f" … and {len(every) - _SHOWN:,} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more


def _by_language(names: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for language, text in names:
        found.setdefault(language, {})[text] = None
    return {language: list(found[language]) for language in sorted(found)}
