"""The check of the regions: parents that exist, no cycles, one meaning per name and kind, names in all languages."""

from collections.abc import Iterator

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.names import LANGUAGES
from pipeline.catalogue.regions import Regions
from schemas import RegionKind

_NAMED_BY_HAND = frozenset({RegionKind.COUNTRY, RegionKind.WORLD, RegionKind.SEA, RegionKind.INFORMAL})
_TOP = frozenset({RegionKind.WORLD, RegionKind.SEA, RegionKind.COUNTRY, RegionKind.INFORMAL})  # may lie in nothing
_EVERYWHERE = frozenset({RegionKind.COUNTRY, RegionKind.WORLD})  # must have a name in each language
_MEANT_TWICE = frozenset(  # the resolver chooses
    {"congo", "kongo", "demarkationslinie", "east sea", "occupied territories", "territoires occupes",
     "territorios ocupados"}
)  # fmt: skip


def region_problems(regions: Regions) -> Iterator[str]:
    """Every contradiction, in words."""
    yield from (f"{id}: a table names it as a region, and none defines it" for id in sorted(set(regions.unknown_ids())))
    meanings: dict[tuple[str, str, RegionKind], str] = {}
    for id in regions.ids():
        region = regions.region(id)
        if not region.parents and region.kind not in _TOP:
            yield f"{id}: a {region.kind} that lies in nothing"
        if id in regions.ancestors(id)[1:] or _is_circular(regions, id):
            yield f"{id}: lies in itself"
        if region.kind not in _NAMED_BY_HAND:
            continue
        spoken = regions.names_of(id)
        for language, name in spoken:
            other = meanings.setdefault((f"{name.isupper()} {fold_name(name)}", language, region.kind), id)
            if other != id and fold_name(name) not in _MEANT_TWICE:
                yield f"{region.kind} {name!r} ({language or 'any'}) means {other} and {id}"
        missing = sorted(set(LANGUAGES) - {language for language, _ in spoken})
        if missing and region.kind in _EVERYWHERE:
            yield f"{id}: has no name in {', '.join(missing)}"


def _is_circular(regions: Regions, id: str) -> bool:
    """Whether a parent lies in the region. Only what is no place can hold one."""
    region = regions.region(id)
    return region.kind is not RegionKind.PLACE and any(id in regions.ancestors(parent) for parent in region.parents)
