"""The table of first-level subdivisions: ISO 3166-2 with names from Natural Earth, ISO, GeoNames and Unicode CLDR."""

import re
from functools import cache

import pycountry

from pipeline.catalogue.folding import fold_name
from training.gazetteers import subdivisions
from training.gazetteers.countries import located
from training.gazetteers.filters import languages, ordinary, usable
from training.gazetteers.sources import CONFLICT, Shape, Sources

COLUMNS = ("any", "en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
# People: what a subdivision's name is measured against when it may be an ordinary word.
_KNOWN, _QUIET = 300_000, 20_000
_LATIN = frozenset(("de", "es", "pl", "tr"))
_SHORTEST = 2  # letters
# States whose subdivisions the news names without explanation: their names count even where they are words.
_FAMILIAR = ("US", "CA", "AU", "GB", "DE", "FR", "ES", "IT", "IN", "UA", "RU", "CN", "BR", "MX")
# ISO 3166-2 lists these within a state, ISO 3166-1 as countries of their own.
_COUNTRIES = ("CN-TW CN-HK CN-MO US-AS US-GU US-MP US-PR US-UM US-VI NL-AW NL-CW NL-SX NL-BQ1 NL-BQ2 NL-BQ3 "
              "FI-01 NO-21 NO-22 FR-BL FR-MF FR-NC FR-PF FR-PM FR-TF FR-WF FR-971 FR-972 FR-973 FR-974 FR-976 "
              "FR-GF FR-GP FR-MQ FR-RE FR-YT FR-GUA FR-LRE FR-MAY")  # fmt: skip
_NATURAL_EARTH = (
    ("name_en", "en"),
    ("name_fr", "fr"),
    ("name_uk", "uk"),
    ("name_ru", "ru"),
    ("name_ar", "ar"),
    ("name_zh", "zh"),
)

# What kind of subdivision it is: Arabic and Chinese news leave it out, English may.
_TYPE = re.compile(
    r"^(محافظة|مقاطعة|ولاية|إقليم|منطقة|أوبلاست|جمهورية) | (أوبلاست|ذاتية الحكم|كراي)$"
    r"|(?<=..)(自治共和国|大区|地区|省|州|府|縣|县|邦)$"
    r"| (Province|Oblast|Governorate|Region|State|Department|Prefecture|Krai|County|District)$"
)


def rows(sources: Sources) -> list[tuple[str, ...]]:
    shapes: dict[str, list[Shape]] = {}
    own: dict[str, Shape] = {}
    for shape in sources.shapes:
        if top := sources.topmost(shape.iso):
            shapes.setdefault(top, []).append(shape)
            own.setdefault(shape.iso, shape)
    towns = _towns(sources)
    wanted = sources.top.difference(_COUNTRIES.split())
    return [_row(iso, shapes.get(iso, []), own.get(iso), towns) for iso in sorted(wanted)]


def _row(iso: str, shapes: list[Shape], own: Shape | None, towns: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    names = _names(iso, own, towns)
    english = own.properties["name_en"] if own else ""
    name = english or _listed(iso)
    return (iso, name, iso[:2], *located(shapes), *("|".join(names[column]) for column in COLUMNS))


def _names(iso: str, own: Shape | None, towns: frozenset[tuple[str, str]]) -> dict[str, list[str]]:
    kept: dict[str, dict[str, str]] = {column: {} for column in COLUMNS}
    for name, column in _candidates(iso, own):
        people = _KNOWN if iso[:2] in CONFLICT else _QUIET
        word = ordinary(name, column if column in ("uk", "ru", "ar", "zh") else "any", people)
        town = (iso, fold_name(name)) in towns
        known = town or fold_name(name) in kept["any"]
        if usable(name, column) and not known and (not word or iso[:2] in _FAMILIAR):
            kept[column].setdefault(fold_name(name), name)
    return {column: list(found.values()) for column, found in kept.items()}


def _candidates(iso: str, own: Shape | None) -> list[tuple[str, str]]:
    """Names with their columns. A town's name is the town's: its province is found by the town that it holds."""
    names = [(name, "any") for name in _listed(iso).split(" [")[:1]]
    if own is not None:
        names += [(own.properties["name"] or "", "any")]
        for key, column in _NATURAL_EARTH:
            name = own.properties[key] or ""
            short = _TYPE.sub("", name).strip()
            names += [(name, column), ("" if ordinary(short, column, _QUIET) else short, column)]
    for name, column in _cldr().get(iso, ()):
        short = subdivisions.bare(name)
        if len(short) >= _SHORTEST:  # the scan finds it within the longer name
            names.append((short, column))
    return [(name, column) for name, column in names if name and _writes(name, column)]


def _writes(name: str, column: str) -> bool:
    """Whether the language writes in these letters."""
    return column in ("en", "fr") or column in languages(name) or (column in _LATIN and languages(name) == ("any",))


@cache
def _cldr() -> dict[str, list[tuple[str, str]]]:
    return subdivisions.load()


def _listed(iso: str) -> str:
    """ISO's own name."""
    found = pycountry.subdivisions.get(code=iso)  # type: ignore[no-untyped-call]
    return str(found.name)


def _towns(sources: Sources) -> frozenset[tuple[str, str]]:
    """(subdivision, folded name) of every town that is written like its subdivision."""
    return frozenset(
        (sources.parent(city), fold_name(name))
        for city in sources.chosen()
        for name in (city["name"], *city["alternatenames"])
    )
