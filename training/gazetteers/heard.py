"""Place names heard in the labelled entries that were written for this project (CC0), where the gazetteers lack them.

    PYTHONPATH=. .venv/bin/python -m training.gazetteers.heard ../shared/data/claims

Writes `heard.tsv` (places of no gazetteer: they lie in their country, their point is not known) and
`heard_aliases.tsv` (more names of known regions). Only training parts are read. What more than one place is called,
what is no proper name and what a corpus knows as a word is left out. Run it after
`training.gazetteers.newsworthy`.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.regions import Regions
from pipeline.catalogue.sounds import spoken
from schemas import RegionKind
from training.gazetteers.filters import ordinary
from training.gazetteers.newsworthy import without
from training.gazetteers.transliteration import transliterate

TARGET = Path(__file__).parent.parent.parent / "pipeline" / "catalogue" / "data" / "regions"
PARTS = ("hard_train.jsonl", "suite_*_train.jsonl")
OURS = Path(__file__).parent.parent / "data"  # entries written for training the model
_COLUMNS = "id kind country parents members where any en fr de es uk ru pl ar zh tr"
HEAD = _COLUMNS.split(" ")
_KNOWN = 20_000  # people: how well known such a place is, when its name may be an ordinary word
_MOST_WORDS = 3
_LONGEST_CHINESE = 7
_ALIKE = 0.55  # a name sounds like the place's English name; "the radar station" does not
_CHINESE_WORDS = re.compile(
    "的|该|这|此|边境|附近|以北|以南|以东|以西|北部|南部|东部|西部|中心|海域|一带|靶场|口岸|国|岛屿|总统府|使馆|境|机场|飞机|"
    "^城|^镇|^村|城$|码头|市场|清真寺|医院|大桥|公路|海岸|外海|山谷|前线|基地|军营|营地"
)
_ARABIC = dict(zip("بتثجحخدذرزسشصضطظغفقكلمنهويؤئ", "btsjhkddrzsssdtzgfkklmnhvyvy", strict=True))
_SOUNDS = (
    ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("kh", "k"), ("ph", "f"), ("th", "t"), 
    ("cz", "c"), ("sz", "s"), ("rz", "z"), ("w", "v"), ("q", "k"), ("x", "ks"), ("dj", "j"), ("dz", "j"),
)  # fmt: skip
_HAN = frozenset(
    ["CN", "TW", "HK", "MO", "JP", "KR", "KP", "VN", "SG", "MY", "MM"]
)  # their names are no transcriptions
_NO_PLACE = re.compile(  # waters may be several states', and "approaches" are no place of that name
    r"\b(border|airspace|waters|coast|territor\w+|countr\w+|capital|base|region|sea|river|straits?|gulf|bay|channel|ocean|"
    r"passage|approaches|outskirts|axis|front)\b",
    re.IGNORECASE,
)
_AROUND = ("قرب", "شمال", "جنوب", "شرق", "غرب", "محيط", "ريف")  # Arabic that stands before a name: near, north …

Place = tuple[str, str]  # English name and country


class Heard(NamedTuple):
    language: str
    surface: str


def main(claims: Path) -> None:
    regions = without(("heard",))
    known: dict[Place, str] = {}
    names: set[tuple[str, str]] = set()
    for name in regions.names():
        id = name.refs[0]
        known.setdefault((fold_name(name.text.rstrip("*")), regions.country(id)), id)
        names.add((fold_name(name.text.rstrip("*")), regions.country(id)))
    towns: dict[str, set[str]] = defaultdict(set)
    for id in regions.ids():
        if regions.region(id).kind is RegionKind.PLACE:
            for land in (regions.country(id), ""):  # what lies in several countries may be called by any of their towns
                towns[land].add(_skeleton(regions.region(id).name))
        for _, text in regions.names_of(id):
            known.setdefault((fold_name(text), regions.country(id)), id)
            names.add((fold_name(text), regions.country(id)))
    rows: list[list[str]] = []
    aliases: list[list[str]] = []
    for (english, country), heard in sorted(_places(claims).items()):
        new = sorted({one for one in heard if (fold_name(one.surface), country) not in names})
        held = known.get((fold_name(english), country), "") or _quiet(regions, english, country)
        if held and regions.region(held).kind is not RegionKind.COUNTRY:
            wider = regions.region(held).kind in (RegionKind.INFORMAL, RegionKind.SEA, RegionKind.WORLD)
            aliases += [
                [held, one.language, one.surface]
                for one in new
                if not (wider and _is_town(one, english, towns[country]))
            ]
        elif not held and country and _may_be_new(english, known):
            rows.append(_row(english, country, new))
    _write("heard.tsv", "Places of no gazetteer that entries written for this project name", HEAD, rows)
    _write(
        "heard_aliases.tsv", "More names of known regions, from the same entries", ["id", "language", "names"], aliases
    )


def _is_town(heard: Heard, english: str, towns: set[str]) -> bool:
    """Whether what a wider region is called sounds like a town instead: Suwałki is a town, and no gap."""
    surface = transliterate(heard.surface, heard.language, "en") if heard.language in ("uk", "ru") else heard.surface
    sound = _skeleton(surface)
    return heard.language not in ("zh", "ar") and sound != _skeleton(english) and sound in towns


def _may_be_new(english: str, known: dict[Place, str]) -> bool:
    """Whether it can be the name of a place of one country: none of a sea's, of a wider region's, or a word."""
    is_wider = (fold_name(english), "") in known
    return not is_wider and not _NO_PLACE.search(english) and not ordinary(english, "any", _KNOWN)


def _quiet(regions: Regions, english: str, country: str) -> str:
    """The one place of the quiet gazetteer that is called so in the country: it has a point, a row of ours has none."""
    found = [id for id in regions.namesakes(english) if regions.country(id) == country]
    return found[0] if len(found) == 1 else ""


def _places(claims: Path) -> dict[Place, set[Heard]]:
    """What each place is called; what several places are called ("the town") is nobody's name."""
    called: dict[Place, set[Heard]] = {}
    owners: dict[Heard, set[Place]] = {}
    for language, claim in _claims(claims):
        place = claim["region_name"], claim["region_country"]
        heard = Heard(language, claim["region"].strip("«»“”\"'„ "))
        called.setdefault(place, set()).add(heard)
        owners.setdefault(heard, set()).add(place)
    return {
        place: {one for one in heard if len(owners[one]) == 1 and _proper(one) and _sounds(one, place)}
        for place, heard in called.items()
    }


def _claims(claims: Path) -> Iterator[tuple[str, dict[str, str]]]:
    paths = [path for pattern in PARTS for path in sorted(claims.glob(pattern))]
    for path in (*paths, *sorted(OURS.glob("*.jsonl"))):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            for claim in entry["claims"]:
                yield entry["language"], claim


def _proper(heard: Heard) -> bool:
    language, surface = heard
    if language == "zh":
        return (
            not _CHINESE_WORDS.search(surface)
            and 1 < len(surface) <= _LONGEST_CHINESE
            and not ordinary(surface, "zh", _KNOWN)
        )
    words = surface.split()
    if len(words) > _MOST_WORDS or len(surface) < 4 or words[0].startswith(_AROUND):
        return False
    if language != "ar" and not all(word[0].isupper() for word in (words[0], words[-1])):
        return False
    return not ordinary(surface, language if language in ("uk", "ru", "ar") else "any", _KNOWN)


def _sounds(heard: Heard, place: Place) -> bool:
    """Whether the consonants are about the same ones; of Chinese, whether its letters write sounds at all."""
    language, surface = heard
    english, country = place
    if language in ("uk", "ru"):
        surface = transliterate(surface.replace("«", "").replace("»", ""), language, "en")
    elif language == "ar":
        words = [word.removeprefix("ال") for word in surface.split()]
        surface = " ".join("".join(_ARABIC.get(letter, "") for letter in word) for word in words)
    if language == "zh":
        return country in _HAN or "?" not in spoken(surface, "zh")
    return SequenceMatcher(None, _skeleton(surface), _skeleton(english)).ratio() >= _ALIKE


def _skeleton(name: str) -> str:
    """The consonants, one spelling for each sound that spellings differ in."""
    text = re.sub(r"^(al|el|as|ash|ad|an|ar|at) ", "", fold_name(name))
    for old, new in _SOUNDS:
        text = text.replace(old, new)
    return re.sub(r"[aeiouyhj' ]", "", text.replace("c", "k"))


def _row(english: str, country: str, heard: list[Heard]) -> list[str]:
    cells = {"en": [english]}
    for one in heard:
        if fold_name(one.surface) != fold_name(english):
            cells.setdefault(one.language, []).append(one.surface)
    slug = re.sub(r"[^a-z0-9]+", "-", fold_name(english)).strip("-")
    start = [f"{slug}-{country.lower()}", "place", country, country, "", "", ""]
    return start + ["|".join(cells.get(column, ())) for column in HEAD[len(start) :]]


def _write(name: str, about: str, head: list[str], rows: list[list[str]]) -> None:
    lines = ["\t".join(fields).rstrip("\t") for fields in (head, *rows)]
    (TARGET / name).write_text(f"# {about} (CC0): see README.md.\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
