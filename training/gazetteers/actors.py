"""Checks the tables of armed groups, units and missions, and says which actors of the UCDP list they lack.

python -m training.gazetteers.actors --missing 40 --country Mali

The list is the UCDP Actor Dataset 22.1 (Uppsala Conflict Data Program, CC BY 4.0). Nothing of it is copied: it is only
asked whether we know a name. An actor counts as known where one of its names, in English or its own language, is a
name of ours.
"""

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.militaries import Militaries
from pipeline.catalogue.names import DATA, names, rows
from schemas import HitKind, Military, MilitaryKind

UCDP = Path(__file__).resolve().parents[3] / "shared" / "data" / "gazetteers" / "ucdp-actor-221.csv"
TABLES = ("militaries.tsv", "groups.tsv", "units.tsv", "missions.tsv")
_ORGANISED = "1"  # UCDP's code for a formally organised group that is no government
_NOT_GIVEN = "n/a"
_PARTS = (MilitaryKind.BRANCH, MilitaryKind.UNIT)
_ADDED = re.compile(r"\b(?:group|faction|movement|militia|gang|cartel|brigades?|forces?|of|the|and)\b")


class Actor(NamedTuple):
    """An actor of the list: its names, and where it is active."""

    id: str
    names: tuple[str, ...]
    places: tuple[str, ...]


def problems(militaries: Militaries) -> Iterator[str]:
    """What contradicts itself in the tables."""
    seen: set[str] = set()
    for table in TABLES:
        for number, fields in rows(DATA / table):
            if fields[0] in seen:
                yield f"{table}:{number}: {fields[0]!r} stands in the tables twice"
            seen.add(fields[0])
            for country in fields[7].split() if len(fields) > 7 else ():
                if country not in militaries.states:
                    yield f"{table}:{number}: {country!r} is no state's ISO alpha-3 code"
    for military in militaries:
        yield from _of_military(military, militaries)


def _of_military(military: Military, militaries: Militaries) -> Iterator[str]:
    root = military.id.partition("/")[0]
    if military.parent and military.parent.partition("/")[0] != root:
        yield f"{military.id}: its parent {military.parent} has another root"
    for other in filter(None, (military.parent, *military.affiliated)):
        if other not in militaries:
            yield f"{military.id}: {other!r} is in no table"
    if military.parent in military.affiliated or root in military.affiliated:
        yield f"{military.id}: affiliated with what it is part of"
    if (military.kind in _PARTS) != ("/" in military.id) and military.parent == "":
        yield f"{military.id}: a {military.kind} without a parent"
    if military.since and military.until and military.since > military.until:
        yield f"{military.id}: active since {military.since} until {military.until}"


def actors(path: Path = UCDP) -> Iterator[Actor]:
    """The organised groups of the list."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["Org"] == _ORGANISED:
                given = (row["NameData"], row["NameOrig"], row["NameOrigFull"], row["NameOrigFullEng"])
                known = dict.fromkeys(name.strip() for name in given if name and name != _NOT_GIVEN)
                places = tuple(place.strip() for place in row["Location"].split(","))
                yield Actor(row["ActorId"], tuple(known), places)


def known_names() -> frozenset[str]:
    """Our groups' names, comparable."""
    return frozenset(
        _comparable(name.text.replace("*", "")) for name in names() if name.kind is HitKind.MILITARY
    ) | frozenset(_comparable(military.name) for military in Militaries())


def _comparable(name: str) -> str:
    """Letters only, without the words that a list adds or leaves out."""
    return re.sub(r"\W+", "", _ADDED.sub("", fold_name(name).replace("-", " ")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", type=int, default=0, help="how many actors that we lack to list")
    parser.add_argument("--country", default="", help="only actors of this country, as UCDP calls it")
    arguments = parser.parse_args()
    militaries = Militaries()
    for problem in problems(militaries):
        print("problem:", problem)
    for kind, count in sorted(Counter(military.kind.value for military in militaries).items()):
        print(f"{kind:9} {count:5}")
    ours, listed = known_names(), [actor for actor in actors() if arguments.country in ("", *actor.places)]
    missing = [actor for actor in listed if not any(_comparable(name) in ours for name in actor.names)]
    print(f"UCDP: {len(listed)} organised groups since 1946, {len(listed) - len(missing)} known by one of their names")
    for place, count in Counter(place for actor in missing for place in actor.places).most_common(15):
        print(f"  lacking {count:4} {place}")
    for actor in missing[: arguments.missing]:
        print(f"  {actor.id:>5} {' | '.join(actor.names)}  ({', '.join(actor.places)})")


if __name__ == "__main__":
    main()
