"""The tables of regions in memory. Places stay as lines until they are asked for: there are many, few are met."""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.gazetteer import Gazetteer
from pipeline.catalogue.geometry import Box, Point, around, parse_box
from pipeline.catalogue.inflection import forms
from pipeline.catalogue.names import rows
from pipeline.catalogue.unscanned import ANYWHERE, by_name, by_sound
from schemas import RegionKind
from schemas.errors import CatalogueError

FOLDER = Path(__file__).parent / "data" / "regions"
HAND_WRITTEN = ("world.tsv", "informal.tsv", "zones.tsv", "seas.tsv", "military.tsv", "newsworthy.tsv", "heard.tsv")
ALIASES = ("aliases.tsv", "newsworthy_aliases.tsv", "heard_aliases.tsv")
QUIET = "~"  # before a name that is an ordinary word too: it is looked up, never scanned for
LANGUAGES = ("", "en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")  # "" is the column `any`
PREFIX = "geonames:"


class Entry(NamedTuple):
    """One region as its table has it. `country` is None where it follows from the parents."""

    name: str
    kind: RegionKind
    parents: tuple[str, ...]
    country: str | None = None
    point: Point | None = None
    box: Box | None = None
    population: int = 0
    members: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # one field per language, as in the table


_NO_ENTRIES: Mapping[str, Entry] = {}


class Tables:
    def __init__(
        self,
        entries: dict[str, Entry],
        places: dict[str, bytes],
        capitals: dict[str, str],
        aliases: Iterable[list[str]] = (),
        contained: Iterable[list[str]] = (),
        gazetteer: Gazetteer | None = None,
    ) -> None:
        self.capitals = capitals
        self._gazetteer = gazetteer
        self._entries = entries
        self._places = places
        self._aliases = list(aliases)
        self._groups: dict[str, tuple[str, ...]] = {}  # what a region is a member of
        memberships = [(member, id) for id, entry in entries.items() for member in entry.members]
        for lower, upper in [*memberships, *contained]:
            self._groups[lower] = (*self._groups.get(lower, ()), upper)

    @classmethod
    def load(cls, folder: Path = FOLDER, own: Mapping[str, Entry] = _NO_ENTRIES) -> "Tables":
        """The tables of a folder, with `own` regions beside them."""
        entries: dict[str, Entry] = {}
        capitals: dict[str, str] = {}
        for fields in _table(folder / "countries.tsv"):
            entries[fields[0]] = _country(fields)
            if fields[6]:
                capitals[fields[0]] = PREFIX + fields[6]
        for name in HAND_WRITTEN:
            for fields in _table(folder / name):
                entries[fields[0]] = _informal(fields, name)
        for fields in _table(folder / "admin1.tsv"):
            entries[fields[0]] = _admin1(fields)
        entries.update(own)
        places = _places(folder / "places.tsv.gz")
        return cls(
            entries,
            places,
            capitals,
            [row for name in ALIASES for row in _table(folder / name)],
            _table(folder / "contained.tsv"),
            Gazetteer(folder),
        )

    def entry(self, id: str) -> Entry | None:
        """The region with this id; its parents are those of its table and what it is a member of."""
        entry = self._entries.get(id) or self._listed(id) or self._quiet(id)
        groups = self._groups.get(id)
        if entry is None or groups is None:
            return entry
        return entry._replace(parents=tuple(dict.fromkeys((*entry.parents, *groups))))

    def is_in_the_news(self, id: str, name: str) -> bool:
        """Whether our own tables, not only a gazetteer's, call the place so: people who follow the news wrote them."""
        if id in self._entries or (id in self._places and not id.startswith(PREFIX)):
            return True
        written = (text for _, field in self._aliases_of.get(id, ()) for text in field.split("|"))
        return id in self._aliases_of and fold_name(name) in {fold_name(text.strip(QUIET)) for text in written}

    def namesakes(self, name: str) -> tuple[str, ...]:
        """Every place that is called so, those among them whose names are not scanned for."""
        numbers = self._gazetteer.numbers(name) if self._gazetteer else ()
        return (*self._by_hand.get(fold_name(name), ()), *(PREFIX + number for number in numbers))

    def sounding(self, country: str, key: str) -> Iterator[tuple[str, str]]:
        """(id, name as spoken) of places and regions of a country whose consonants are these: see `sounds`."""
        yield from self._heard.get((country, key), ())
        for number, said in self._gazetteer.sounding(country, key) if self._gazetteer else ():
            yield PREFIX + number, said

    @cached_property
    def _aliases_of(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for id, language, field in self._aliases:
            found.setdefault(id, []).append((language, field))
        return found

    @cached_property
    def _by_hand(self) -> dict[str, tuple[str, ...]]:
        """The regions of the hand-written tables that a folded name may be."""
        kinds = (RegionKind.COUNTRY, RegionKind.ADMIN1)
        entries = ((id, entry) for id, entry in self._entries.items() if entry.kind not in kinds)
        listed = ((id, text) for id, entry in entries for _, text in _named(entry.names))
        others = ((id, text) for id, _, field in self._aliases for text in field.split("|") if text.startswith(QUIET))
        return by_name((*listed, *others))

    @cached_property
    def _heard(self) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        """What `sounding` finds in the tables themselves."""
        entries = [(id, entry) for id, entry in self._entries.items() if entry.kind is not RegionKind.COUNTRY]
        ours = [(id, self._listed(id)) for id in self._places if not id.startswith(PREFIX)]
        return by_sound(
            (id, country, text)
            for id, entry in (*entries, *ours)
            if entry
            for country in _heard_in(entry)
            for text in (entry.name, *(text for language, text in _named(entry.names) if language in ("", "en")))
        )

    def ids(self) -> Iterator[str]:
        """All ids but those of the quiet places."""
        yield from self._entries
        yield from self._places

    def mentioned(self) -> Iterator[str]:
        """Every id that a table names as a parent, a member or the owner of an alias."""
        for entry in self._entries.values():
            yield from entry.parents
            yield from entry.members
        for lower, uppers in self._groups.items():
            yield lower
            yield from uppers
        yield from (id for id, _, _ in self._aliases)

    def names(self) -> Iterator[tuple[str, RegionKind, str, str]]:
        """(id, kind, language, name) of all. Names of hand-written tables come in their inflected forms."""
        for id, entry in self._entries.items():
            for language, text in _scanned(_named(entry.names)):
                for form in forms(text, language):
                    yield id, entry.kind, language, form
        for id, language, field in self._aliases:
            kind = self._entries[id].kind if id in self._entries else RegionKind.PLACE
            for _, text in _scanned((language, text) for text in field.split("|") if text):
                for form in forms(text.strip(), language):
                    yield id, kind, "" if language == "any" else language, form
        for id, line in self._places.items():
            for language, text in _named(line.decode().split("\t")[6:]):
                yield id, RegionKind.PLACE, language, text

    def names_of(self, id: str) -> Iterator[tuple[str, str]]:
        """(language, name) of one region, as its tables write them: forms left out."""
        for language, text in self._written(id):
            yield language, text.removeprefix(QUIET)

    def _written(self, id: str) -> Iterator[tuple[str, str]]:
        if id in self._entries:
            yield from _named(self._entries[id].names)
        elif id in self._places:
            yield from _named(self._places[id].decode().split("\t")[6:])
        for language, field in self._aliases_of.get(id, ()):
            yield from (("" if language == "any" else language, text.strip()) for text in field.split("|") if text)

    def _listed(self, id: str) -> Entry | None:
        line = self._places.get(id)
        return None if line is None else _place(line.decode().split("\t"))

    def _quiet(self, id: str) -> Entry | None:
        number = id.removeprefix(PREFIX)
        fields = self._gazetteer.record(number) if self._gazetteer and number != id else None
        return None if fields is None else _place(fields)

    def box_of_members(self, id: str) -> Box | None:
        entry = self._entries.get(id)
        members = [self._entries[member] for member in entry.members if member in self._entries] if entry else []
        return around(member.box for member in members if member.box)


def _heard_in(entry: Entry) -> Iterator[str]:
    """The countries whose news may mean the region by its sound: its own, and of what is well known any."""
    country = (entry.country or " ".join(entry.parents))[:2]
    if country.isupper():
        yield country
    if entry.kind in (RegionKind.ADMIN1, RegionKind.INFORMAL):
        yield ANYWHERE


def _scanned(named: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Without the names that are ordinary words too."""
    return ((language, text) for language, text in named if not text.startswith(QUIET))


def _named(fields: list[str] | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for language, field in zip(LANGUAGES, fields, strict=False):
        if field:
            for name in field.split("|"):
                yield language, name.strip()


def _table(path: Path) -> Iterator[list[str]]:
    """The rows of a table without its head."""
    table = rows(path)
    next(table, None)
    for _, fields in table:
        yield fields


def _places(path: Path) -> dict[str, bytes]:
    lines = gzip.decompress(path.read_bytes()).split(b"\n")[1:]
    ids = (line.partition(b"\t")[0].decode() for line in lines)
    return {PREFIX + id if id.isdigit() else id: line for id, line in zip(ids, lines, strict=True) if line}


def _country(fields: list[str]) -> Entry:
    name, latitude, longitude, box, population, _, continent = _padded(fields, 8)[1:8]
    return Entry(
        name,
        RegionKind.COUNTRY,
        (continent,) if continent else (),
        fields[0],
        _point(latitude, longitude),
        parse_box(box),
        int(population or 0),
        names=("", *fields[8:]),
    )


def _admin1(fields: list[str]) -> Entry:
    name, country, latitude, longitude, box = _padded(fields, 6)[1:6]
    point = _point(latitude, longitude)
    return Entry(name, RegionKind.ADMIN1, (country,), country, point, parse_box(box), names=tuple(fields[6:]))


def _place(fields: list[str]) -> Entry:
    name, parent, latitude, longitude, population = fields[1:6]
    return Entry(name, RegionKind.PLACE, (parent,), None, _point(latitude, longitude), population=int(population or 0))


def _informal(fields: list[str], table: str) -> Entry:
    try:
        kind, country, parents, members, where = _padded(fields, 6)[1:6]
        names = tuple(fields[6:])
        point = _point(*where.split(",")) if where.count(",") == 1 else None
        return Entry(
            next(name.removeprefix(QUIET) for _, name in _named(names)),
            RegionKind(kind),
            tuple(parents.split()),
            country or None,
            point,
            None if point else parse_box(where),
            members=tuple(members.split()),
            names=names,
        )
    except (ValueError, TypeError, StopIteration) as error:
        raise CatalogueError(f"{table}: the row of {fields[0]!r} cannot be read: {error}") from error


def _point(latitude: str, longitude: str) -> Point | None:
    return Point(float(latitude), float(longitude)) if latitude else None


def _padded(fields: list[str], length: int) -> list[str]:
    return fields + [""] * (length - len(fields))
