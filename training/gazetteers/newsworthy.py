"""Places that news of wars, bases and borders names and gazetteers lack, from the hand-written `newsworthy.txt`.

    PYTHONPATH=. .venv/bin/python -m training.gazetteers.newsworthy

Writes `newsworthy.tsv` (places of no other table) and `newsworthy_aliases.tsv` (more names of known ones). Scripts tell
the languages apart; what a corpus of ours knows as an ordinary word is marked `~`: looked up, never scanned for. Run it
after `training.build_regions`, and `training.gazetteers.heard` and `training.common_words` after it.
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue import region_tables
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.geometry import Point
from pipeline.catalogue.policy import load_policy
from pipeline.catalogue.regions import Regions
from schemas import RegionKind
from training.gazetteers import filled
from training.gazetteers.filters import languages, ordinary

SOURCE = Path(__file__).parent / "newsworthy.txt"
TARGET = region_tables.FOLDER
MADE_LATER = ("newsworthy", "heard")
_COLUMNS = "id kind country parents members where any en fr de es uk ru pl ar zh tr"
HEAD = _COLUMNS.split(" ")
_KNOWN = 20_000  # people: how well known such a place is, where its name may be an ordinary word
_SHORTEST, _SHORTEST_CHINESE = 4, 3
_WATER = re.compile(r"\b(?:Sea|Bay|River|Strait|Channel|Creek|Lake|Rio)\b")
_ENDINGS = {"uk": ("ий", "а", "е", "і", "ого", "ої"), "ru": ("ый", "ий", "ая", "ое", "ые", "ого", "ой")}
_ONE_PLACE = 0.4  # degrees between two lines of one place
_NEAR = 1.0  # degrees between a known place and one of ours of the same name


class Listed(NamedTuple):
    country: str
    point: Point
    names: list[str]


def main() -> None:
    regions = without(MADE_LATER)
    known = _known(regions)
    rows: list[list[str]] = []
    aliases: list[list[str]] = []
    for place in _joined(read()):
        held = _held(regions, known, place) or _quiet(regions, place)
        if held:
            new = [name for name in place.names if held not in known.get(_key(name, place.country), ())]
            new = list(dict.fromkeys((place.names[0], *new)))  # the first, for `is_in_the_news`
            aliases += [[held, language or "any", "|".join(found)] for language, found in _columns(new).items()]
        else:
            rows.append(_row(regions, place))
        for name in place.names:  # a province that filled.tsv has more names of takes none of these
            known.setdefault(_key(name, place.country), [])
    for id, names in filled.of_others().items():
        if id not in regions:
            raise SystemExit(f"filled.tsv: {id} is no region of the other tables")
        country = regions.country(id)  # a province keeps no name that a town has: the town lies in it anyway
        more = dict.fromkeys(name for found in names.values() for name in found)
        new = [name for name in more if _key(name, country) not in known]
        aliases += [[id, language or "any", "|".join(found)] for language, found in _columns(new).items()]
    _write("newsworthy.tsv", HEAD, sorted(rows))
    _write("newsworthy_aliases.tsv", ["id", "language", "names"], sorted(aliases))


def read() -> Iterator[Listed]:
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, latitude, longitude, names = line.split(" ", 3)
            listed = dict.fromkeys(name.strip() for name in names.replace("\u0301", "").split("|"))
            yield Listed("" if country == "--" else country, Point(float(latitude), float(longitude)), list(listed))


def _joined(listed: Iterable[Listed]) -> list[Listed]:
    """Lines of one place are one: near each other, in one country, with one's first name or two names in common.

    Where one of them says that it lies in none, it does, if both are called the same first of all.
    """
    found: list[Listed] = []
    called: dict[str, list[int]] = {}
    for place in listed:
        numbers = (number for name in place.names for number in called.get(_key(name, "")[0], ()))
        at = next((number for number in numbers if _is_one(found[number], place)), len(found))
        if at == len(found):
            found.append(place)
        else:
            first = found[at]
            country = first.country if first.country == place.country else ""
            names = list(dict.fromkeys((*first.names, *place.names)))
            found[at] = Listed(country, first.point, names)
        for name in place.names:
            called.setdefault(_key(name, "")[0], []).append(at)
    return found


def _is_one(first: Listed, place: Listed) -> bool:
    same = first.country == place.country
    if not same and (all((first.country, place.country)) or _key(first.names[0], "") != _key(place.names[0], "")):
        return False
    shared = {_key(name, "") for name in first.names} & {_key(name, "") for name in place.names}
    named = len(shared) > 1 or {_key(first.names[0], ""), _key(place.names[0], "")} & shared
    return bool(named) and _apart(first.point, place.point) < _ONE_PLACE


def _held(regions: Regions, known: dict[tuple[str, str], list[str]], place: Listed) -> str:
    """The region of another table that is called so there: of the country, or of no one's, as a sea."""
    for country in (place.country, ""):
        borne: dict[str, list[str]] = {}
        for name in place.names:
            for id in known.get(_key(name, country), ()):
                borne.setdefault(id, []).append(name)
        for id, names in borne.items():
            if _is_called(place, names) and _near(regions, id, place):
                return id
    return ""


def _is_called(place: Listed, shared: Collection[str]) -> bool:
    """Whether what bears these of its names can be the place: a namesake in one script may be another town."""
    return place.names[0] in shared or len(shared) > 1


def without(made_later: tuple[str, ...]) -> Regions:
    """The regions of all tables but those that follow from this one."""
    read_table = region_tables._table
    region_tables._table = lambda path: iter(()) if path.name.startswith(made_later) else read_table(path)
    return Regions(region_tables.Tables.load(), load_policy())


def _known(regions: Regions) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for id in regions.ids():
        country = regions.country(id)
        for _, name in regions.names_of(id):
            ids = found.setdefault(_key(name, country), [])
            if id not in ids:
                ids.append(id)
    return found


def _key(name: str, country: str) -> tuple[str, str]:
    return fold_name(name.strip("*~")), country


def _near(regions: Regions, id: str, place: Listed, most: float = _NEAR) -> bool:
    """Whether a known region of the same name is the place meant: no country, nor a namesake far away."""
    region = regions.region(id)
    if region.kind is RegionKind.COUNTRY:
        return False
    known = regions.geometry(id)
    away = _apart(known.point, place.point) if known.point else math.inf
    if region.kind is RegionKind.PLACE:
        return away < most or known.point is None
    held = known.box.contains(place.point) if known.box else known.point is None
    return bool(region.country) or away < _NEAR or held


def _apart(one: Point, two: Point) -> float:
    return max(abs(one.latitude - two.latitude), abs(one.longitude - two.longitude))


def _quiet(regions: Regions, place: Listed) -> str:
    """The one place of the gazetteer that bears one of the names there, "" for none: its point is better than ours."""
    borne: dict[str, list[str]] = {}
    for name in place.names:
        for id in regions.namesakes(name):
            is_quiet = id.startswith(region_tables.PREFIX) and regions.geometry(id).point is not None
            if is_quiet and regions.country(id) == place.country:
                borne.setdefault(id, []).append(name)
    found = [id for id, names in borne.items() if _is_called(place, names) and _near(regions, id, place, _ONE_PLACE)]
    return found[0] if len(found) == 1 else ""


def _row(regions: Regions, place: Listed) -> list[str]:
    columns = _columns(place.names)
    columns[""] = [place.names[0], *(name for name in columns.get("", ()) if name.strip("~") != place.names[0])]
    if _is_word(place.names[0], "any"):
        columns[""][0] = "~" + place.names[0].strip("~")
    slug = re.sub(r"[^a-z0-9]+", "-", fold_name(place.names[0])).strip("-")
    kind = "place" if place.country else "sea" if _WATER.search(place.names[0]) else "informal"
    where = f"{place.point.latitude},{place.point.longitude}"
    start = [f"{slug}-{place.country.lower()}".rstrip("-"), kind, place.country, _parent(regions, place), "", where]
    return start + ["|".join(columns.get(column, ())) for column in ("", *HEAD[len(start) + 1 :])]


def _parent(regions: Regions, place: Listed) -> str:
    if place.country == "PS":
        return "gaza-strip" if place.point.longitude < 34.6 else "west-bank"
    holder = regions.admin1_at(place.point) if place.country else ""
    return holder if holder.startswith(f"{place.country}-") and holder in regions else place.country


def _columns(names: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        tongues = languages(name[:1].upper() + name[1:]) or _by_letters(name)
        for language in tongues:
            column = "" if language == "any" else language
            is_word = not name.startswith("~") and _is_word(name, language)
            found.setdefault(column, []).append(f"~{name}" if is_word else name)
    return found


def _by_letters(name: str) -> tuple[str, ...]:
    if re.search(r"[\u4e00-\u9fff]", name):
        return ("zh",)
    if re.search(r"[\u0600-\u06ff]", name):
        return ("ar",)
    if not re.search(r"[\u0400-\u04ff]", name):
        return ("any",)
    return ("uk",) if re.search("[іїєґ]", name, re.I) else ("ru",) if re.search("[ыэъё]", name, re.I) else ("uk", "ru")


def _is_word(name: str, language: str) -> bool:
    least = _SHORTEST_CHINESE if language == "zh" else _SHORTEST
    return len(name) < least or any(ordinary(form, language, _KNOWN) for form in (name, *_adjectives(name, language)))


def _adjectives(name: str, language: str) -> Iterator[str]:
    """The genders of an adjective that a place is called by: Західне is the West's, Мирное anyone's who is peaceful."""
    for ending in _ENDINGS.get(language, ()):
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in _ENDINGS[language])
            return


def _write(name: str, head: list[str], rows: list[list[str]]) -> None:
    lines = ["\t".join(fields).rstrip("\t") for fields in (head, *rows)]
    about = "# Made from training/gazetteers/newsworthy.txt (ours, CC0): edit that file. See README.md.\n"
    (TARGET / name).write_text(about + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
