"""`Regions`: every place the catalogue knows, what contains what, and what each is called.

Containment is a graph: a place lies in its admin-1 region, that in its country and in informal regions such as the
Donbas, a country in several parts of the world. Whatever lies below a region is *within* it. The tables are described
in `data/regions/README.md`; who owns what follows a recognition policy (`policy.toml` there), by default the UN's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from pipeline.catalogue.geometry import Geometry, Point
from pipeline.catalogue.names import Name
from pipeline.catalogue.policy import DEFAULT, load_policy
from pipeline.catalogue.region_tables import Entry, Tables
from pipeline.catalogue.shapes import shapes
from schemas import GroupBy, HitKind, Region, RegionKind
from schemas.errors import CatalogueError

_LEVELS = {GroupBy.ADMIN1: RegionKind.ADMIN1, GroupBy.COUNTRY: RegionKind.COUNTRY}


@cache
def load_regions(policy: str = DEFAULT) -> "Regions":
    """The shipped regions under a recognition policy, read once per process."""
    return Regions(Tables.load(), load_policy(policy))


class Regions:
    def __init__(self, tables: Tables, disputed: Mapping[str, str] | None = None) -> None:
        self._tables = tables
        self._disputed = disputed or {}
        self._ancestors: dict[str, tuple[str, ...]] = {}

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._tables.entry(id) is not None

    def region(self, id: str) -> Region:
        """The region with this id. Raises CatalogueError for an id that is not in the catalogue."""
        entry = self._entry(id)
        return Region(
            id=id,
            name=entry.name,
            kind=entry.kind,
            country=self.country(id),
            parents=entry.parents,
            latitude=entry.point.latitude if entry.point else None,
            longitude=entry.point.longitude if entry.point else None,
            population=entry.population,
        )

    def within(self, lower: str, upper: str) -> bool:
        """Whether `lower` is `upper` or lies wholly in it. An id that is not in the catalogue contains nothing."""
        return lower == upper or upper in self.ancestors(lower)

    def ancestors(self, id: str) -> tuple[str, ...]:
        """The region itself, then what contains it: nearest first, sorted within a level."""
        known = self._ancestors.get(id)
        if known is None:
            known = self._climb(id)
            if self._entry(id).kind is not RegionKind.PLACE:  # places are many, and cheap: their parents are kept
                self._ancestors[id] = known
        return known

    def children(self, id: str) -> tuple[str, ...]:
        """The regions whose parent this is, sorted: for inspection, it looks at every place."""
        self._entry(id)
        return tuple(sorted(child for child in self._tables.ids() if id in self._entry(child).parents))

    def country(self, id: str) -> str:
        """ISO alpha-2 of the one country that holds the region, "" for seas and what spans several."""
        entry = self._entry(id)
        for holder in self.ancestors(id) if self._disputed else ():
            if holder in self._disputed:
                return self._disputed[holder]
        if entry.country is not None:
            return entry.country
        countries = self._minimal(self._of_kind(id, RegionKind.COUNTRY))
        return countries[0] if len(countries) == 1 else ""

    def capital(self, country: str) -> str:
        """The region id of a country's capital or seat of government, "" where none is known."""
        return self._tables.capitals.get(country, "")

    def rollup(self, region: str, level: GroupBy, subscribed: Sequence[str] = ()) -> str:
        """The one region of that level that holds `region`; itself where there is none, or more than one."""
        if level is GroupBy.PLACE:
            return region
        if level is GroupBy.SUBSCRIBED:
            holding = [id for id in self.ancestors(region) if id in subscribed]
        else:
            holding = self._of_kind(region, _LEVELS[level])
        nearest = self._minimal(holding)
        return nearest[0] if len(nearest) == 1 else region

    def geometry(self, id: str) -> Geometry:
        """Point, box and, for admin-1, outline, as far as known; the members' box where a region has none."""
        entry = self._entry(id)
        outline = shapes().outline(id) if entry.kind is RegionKind.ADMIN1 else ()
        return Geometry(entry.point, entry.box or self._tables.box_of_members(id), outline)

    def admin1_at(self, point: Point) -> str:
        """The admin-1 region whose outline holds the point, "" at sea."""
        return shapes().holder(point)

    def is_in_the_news(self, id: str, name: str) -> bool:
        """Whether our own tables, not only a gazetteer's, call the place so. For the resolver."""
        return self._tables.is_in_the_news(id, name)

    def namesakes(self, name: str) -> tuple[str, ...]:
        """The GeoNames places of that name, the largest first: more than the scan looks for. For the resolver."""
        return self._tables.namesakes(name)

    def sounding(self, country: str, key: str) -> Iterator[tuple[str, str]]:
        """(id, name as spoken) of what lies in a country and has these consonants: see `sounds`. For the resolver."""
        return self._tables.sounding(country, key)

    def names(self) -> Iterator[Name]:
        """Every name of every region: countries, then informal regions, admin-1, and places from the largest down."""
        capitals = frozenset(self._tables.capitals.values())
        for id, kind, language, text in self._tables.names():
            yield Name(text, language, _hit_kind(id, kind, capitals), (id,))

    def names_of(self, id: str) -> tuple[tuple[str, str], ...]:
        """(language, name) of one region, without the forms that they decline to."""
        return tuple(self._tables.names_of(id))

    def ids(self) -> Iterator[str]:
        """Every id, in the order of the tables."""
        return self._tables.ids()

    def unknown_ids(self) -> list[str]:
        """Ids that a table mentions and none defines: for `vedette catalogue check`."""
        return [id for id in (*self._tables.mentioned(), *self._disputed) if id not in self]

    def _entry(self, id: str) -> Entry:
        entry = self._tables.entry(id)
        if entry is None:
            raise CatalogueError(f"no region {id!r} in the catalogue: see `vedette catalogue find`")
        return entry

    def _climb(self, id: str) -> tuple[str, ...]:
        found = {id: None}
        level = [id]
        while level:
            level = sorted({parent for lower in level for parent in self._entry(lower).parents if parent not in found})
            found.update(dict.fromkeys(level))
        return tuple(found)

    def _of_kind(self, id: str, kind: RegionKind) -> list[str]:
        return [ancestor for ancestor in self.ancestors(id) if self._entry(ancestor).kind is kind]

    def _minimal(self, ids: Iterable[str]) -> list[str]:
        """Those that hold none of the others: Hong Kong of Hong Kong and China."""
        chosen = list(ids)
        return [id for id in chosen if not any(other != id and self.within(other, id) for other in chosen)]


def _hit_kind(id: str, kind: RegionKind, capitals: frozenset[str]) -> HitKind:
    if kind is RegionKind.COUNTRY:
        return HitKind.STATE
    return HitKind.CAPITAL if id in capitals else HitKind.REGION
