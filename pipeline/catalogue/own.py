"""An analyst's own names: militaries and regions from her `vedette.toml`, beside those of the package.

    [catalogue]                 recognition = "UN"
    [[catalogue.military]]      id, name, kind, parent or affiliated, names = { en = ["…"], uk = ["…"] }
    [[catalogue.region]]        id, name, kind, parents, country, lat, lon, names

docs/own-names.md teaches it. A mistake stops the program at its start, with the file, the key, and what to write.
"""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from pipeline.catalogue.geometry import Point
from pipeline.catalogue.names import LANGUAGES, Name
from pipeline.catalogue.policy import DEFAULT
from pipeline.catalogue.region_tables import Entry
from schemas import HitKind, Military, MilitaryKind, RegionKind
from schemas.errors import ConfigError

FILE = "vedette.toml"
VARIABLE = "VEDETTE_CONFIG"
_ANY = "any"
_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Names = dict[str, list[_Text]]


class OwnMilitary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: _Text
    name: _Text
    kind: MilitaryKind
    parent: str = ""
    affiliated: tuple[str, ...] = ()
    names: _Names = {}


class OwnRegion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: _Text
    name: _Text
    kind: RegionKind
    parents: tuple[str, ...] = ()
    country: str = ""
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    names: _Names = {}


class Own(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a file adds to the catalogue; nothing, without one."""

    military: tuple[OwnMilitary, ...] = ()
    region: tuple[OwnRegion, ...] = ()
    recognition: str = DEFAULT  # the policy on whose land disputed regions are

    def seal(self) -> bytes:
        """What the catalogue's version takes from it: nothing where there is nothing."""
        return b"" if self == NOTHING else msgspec.json.encode(self)

    def militaries(self) -> Iterator[Military]:
        for own in self.military:
            yield Military(id=own.id, name=own.name, kind=own.kind, parent=own.parent, affiliated=own.affiliated)

    def military_names(self) -> Iterator[Name]:
        for own in self.military:
            for language, texts in _named(own.name, own.names):
                for text in texts:
                    yield Name(text, "" if language == _ANY else language, HitKind.MILITARY, (own.id,))

    def regions(self) -> dict[str, Entry]:
        return {own.id: _entry(own) for own in self.region}


NOTHING = Own()


def own_file(given: Path | None = None) -> Path | None:
    """The file to read: the one given, else `$VEDETTE_CONFIG`, else `./vedette.toml` where there is one."""
    if given is not None:
        return given
    if chosen := os.environ.get(VARIABLE, ""):
        return Path(chosen).expanduser()
    here = Path(FILE)
    return here if here.is_file() else None


def use_own_file(path: Path | None) -> None:
    """Makes `path` the file of this process and of every worker process that it starts. For `--config`."""
    if path is not None:
        os.environ[VARIABLE] = str(path.resolve())


def read_own(path: Path | None) -> Own:
    """What the file adds. Only its table `catalogue` is read: others belong to other parts."""
    if path is None:
        return NOTHING
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}): give a TOML file in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    try:
        own = msgspec.convert(document.get("catalogue", {}), Own)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_said(str(error))}") from error
    for said in _mistakes(own):
        raise ConfigError(f"{path}: {said}")
    return own


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UNIT = re.compile(r"[A-Za-z0-9-]+(/[a-z0-9]+(-[a-z0-9]+)*)+")
_PART = (MilitaryKind.BRANCH, MilitaryKind.UNIT)
_HELP = {
    "military.kind": f"write one of {', '.join(kind for kind in MilitaryKind if kind != MilitaryKind.UNKNOWN)}",
    "region.kind": f"write one of {', '.join(RegionKind)}",
    "names": 'write lists of names by language, such as names = { en = ["…"], uk = ["…"] }',
    "parents": 'write a list of region ids, such as parents = ["UA-14"]',
    "affiliated": 'write a list of state ids, such as affiliated = ["RUS"]',
    "lat": "write degrees from -90 to 90",
    "lon": "write degrees from -180 to 180",
}


def _said(error: str) -> str:
    """msgspec's words, with the key as TOML has it and what to write there."""
    what, _, place = error.partition(" - at `$")
    key = f"catalogue{place.rstrip('`')}"
    table = "military" if ".military" in key else "region"
    names = [part for part in re.split(r"[.\[\]`]+", key) if part and not part.isdigit() and part != "..."]
    last = names[-1]
    advice = _HELP.get(f"{table}.{last}") or _HELP.get("names" if "names" in names else last, "")
    fields = OwnMilitary.__struct_fields__ if table == "military" else OwnRegion.__struct_fields__
    return f"{key}: {what}: {advice or 'the fields are ' + ', '.join(fields)}"


def _mistakes(own: Own) -> Iterator[str]:
    """What can be said without the rest of the catalogue."""
    for table in ("military", "region"):
        seen: set[str] = set()
        for at, each in enumerate(getattr(own, table)):
            where = f"catalogue.{table}[{at}]"
            if each.id in seen:
                yield f"{where}.id: {each.id!r} stands twice: give each its own"
            seen.add(each.id)
            for language in each.names:
                if language != _ANY and language not in LANGUAGES:
                    yield f"{where}.names: {language!r} is no language here: write {', '.join((_ANY, *LANGUAGES))}"
    for at, military in enumerate(own.military):
        yield from _of_military(military, f"catalogue.military[{at}]")
    for at, region in enumerate(own.region):
        yield from _of_region(region, f"catalogue.region[{at}]")


def _of_military(own: OwnMilitary, where: str) -> Iterator[str]:
    if own.kind not in _PART and _SLUG.fullmatch(own.id) is None:
        yield f"{where}.id: {own.id!r} is no slug: write small letters, digits and hyphens, such as blue-guard"
    if own.kind in _PART and _UNIT.fullmatch(own.id) is None:
        yield f"{where}.id: {own.id!r} does not begin with its root: write it like UKR/93-brigade"
    if own.kind in _PART and own.parent.partition("/")[0] != own.id.partition("/")[0]:
        yield f"{where}.parent: a {own.kind} is part of its root: write parent = {own.id.partition('/')[0]!r}"
    if own.kind not in _PART and own.parent:
        yield f"{where}.parent: a {own.kind} is part of no one: write affiliated = [{own.parent!r}] if they are tied"


def _of_region(own: OwnRegion, where: str) -> Iterator[str]:
    if _SLUG.fullmatch(own.id) is None:
        yield f"{where}.id: {own.id!r} is no slug: write small letters, digits and hyphens, such as blue-hill"
    if (own.lat is None) != (own.lon is None):
        yield f"{where}: lat without lon, or lon without lat: write both or neither"


def _named(name: str, names: _Names) -> Iterator[tuple[str, list[str]]]:
    """The names by language; its own name counts in every language."""
    yield _ANY, list(dict.fromkeys((name, *names.get(_ANY, ()))))
    yield from ((language, texts) for language, texts in names.items() if language != _ANY)


def _entry(own: OwnRegion) -> Entry:
    names = dict(_named(own.name, own.names))
    point = Point(own.lat, own.lon) if own.lat is not None and own.lon is not None else None
    columns = ("|".join(names.get(language, ())) for language in (_ANY, *LANGUAGES))
    return Entry(own.name, own.kind, own.parents, own.country or None, point, names=tuple(columns))
