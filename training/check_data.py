"""Checks the entries of training/data and prints how many there are. Run: python -m training.check_data

Every span must stand in the title or the text, every label must be a known one, ids are unique and no two titles are
nearly the same. Ends with status 1 where anything is wrong.
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"
LANGUAGES = frozenset({"en", "fr", "de", "es", "pl", "uk", "ru", "ar", "zh", "tr"})
ACTIVITIES = frozenset({"presence", "deploy", "withdraw", "advance", "attack", "train", "aid", "loss", "other"})
STANCES = ("affirmed", "planned", "possible", "denied")
ENTRY_KEYS = frozenset({"id", "language", "title", "text", "published", "claims", "kind"})
OPTIONAL_KEYS = frozenset({"group"})
CLAIM_KEYS = frozenset(
    {
        "military", "military_id", "region", "region_name", "region_country",
        "activity", "stance", "holder", "background",
    }
)  # fmt: skip
MILITARY_ID = re.compile(r"[A-Z]{3}|[a-z0-9]+(?:-[a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}|")
YEARS = range(2014, 2027)
NEAR = 0.75  # share of common words (Jaccard) above which two titles of one language count as nearly the same
NEAR_WORDS = 4  # shorter titles are compared whole


class Row(NamedTuple):
    """An entry and where it stands."""

    place: str
    entry: dict[str, Any]


def read(folder: Path) -> Iterator[Row]:
    """Every entry below the folder, in order of file name and line."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield Row(f"{path.name}:{number}", json.loads(line))


def faults(entry: dict[str, Any], file: str) -> Iterator[str]:
    """What is wrong with one entry by itself."""
    keys = set(entry)
    if not ENTRY_KEYS <= keys <= ENTRY_KEYS | OPTIONAL_KEYS:
        yield f"keys {sorted(keys)}"
        return
    if entry["language"] not in LANGUAGES or not file.startswith(f"{entry['language']}-"):
        yield f"language {entry['language']!r} in {file}"
    if not entry["title"] and not entry["text"]:
        yield "neither title nor text"
    for key in ("title", "text"):
        if entry[key] != entry[key].strip() or unicodedata.normalize("NFC", entry[key]) != entry[key]:
            yield f"{key} is not stripped or not NFC"
    if not entry["kind"]:
        yield "no kind"
    try:
        moment = datetime.fromisoformat(entry["published"])
    except ValueError:
        yield f"date {entry['published']!r}"
    else:
        if moment.tzinfo is None or moment.year not in YEARS:
            yield f"date {entry['published']!r}"
    seen = set()
    for claim in entry["claims"]:
        yield from claim_faults(claim, (entry["title"], entry["text"]))
        same = tuple(claim.get(name) for name in ("military", "military_id", "region", "activity", "stance", "holder"))
        if same in seen:
            yield f"the same claim twice: {same}"
        seen.add(same)


def claim_faults(claim: dict[str, Any], parts: tuple[str, str]) -> Iterator[str]:
    """What is wrong with one claim of an entry whose title and text are given."""
    if set(claim) != CLAIM_KEYS:
        yield f"claim keys {sorted(claim)}"
        return
    for key in ("military", "region", "holder"):
        span = claim[key]
        if span is None and key == "holder":
            continue
        if not span or not any(span in part for part in parts):
            yield f"{key} {span!r} stands neither in title nor in text"
    if not MILITARY_ID.fullmatch(claim["military_id"]):
        yield f"military_id {claim['military_id']!r}"
    if not claim["region_name"]:
        yield "no region_name"
    if not COUNTRY.fullmatch(claim["region_country"]):
        yield f"region_country {claim['region_country']!r}"
    if claim["activity"] not in ACTIVITIES:
        yield f"activity {claim['activity']!r}"
    if claim["stance"] not in STANCES:
        yield f"stance {claim['stance']!r}"
    if not isinstance(claim["background"], bool):
        yield f"background {claim['background']!r}"


def twice(rows: list[Row]) -> Iterator[str]:
    """Ids that occur twice, and titles that are the same or nearly so."""
    ids: dict[str, str] = {}
    titles: dict[str, list[tuple[frozenset[str], str, str]]] = {}
    for place, entry in rows:
        if entry["id"] in ids:
            yield f"{place}: id {entry['id']} also at {ids[entry['id']]}"
        ids.setdefault(entry["id"], place)
        title = (entry["title"] or entry["text"]).casefold()
        words = frozenset(re.findall(r"\w+", title))
        for other_words, other_title, other_place in titles.setdefault(entry["language"], []):
            if title == other_title or alike(words, other_words):
                yield f"{place}: {title!r} is nearly {other_title!r} at {other_place}"
        titles[entry["language"]].append((words, title, place))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two titles share nearly all their words."""
    few, many = sorted((len(one), len(other)))
    return few >= NEAR_WORDS and few >= NEAR * many and len(one & other) >= NEAR * len(one | other)


def table(head: str, columns: Iterable[str], rows: dict[str, Counter[str]]) -> Iterator[str]:
    """Counts as a Markdown table, with a last line of sums."""
    names = list(columns)
    yield f"| {head} | " + " | ".join(names) + " |"
    yield "|---|" + "--:|" * len(names)
    total: Counter[str] = Counter()
    for name, counts in sorted(rows.items()):
        yield f"| {name} | " + " | ".join(str(counts[column]) for column in names) + " |"
        total.update(counts)
    yield "| all | " + " | ".join(str(total[column]) for column in names) + " |"


def counts(rows: list[Row]) -> Iterator[str]:
    """How many entries and claims there are, by language, kind and activity."""
    columns = ("entries", "without claim", "claims", *STANCES, "background", "with holder")
    languages: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[str]] = {}
    activities: dict[str, Counter[str]] = {}
    militaries: set[str] = set()
    countries: set[str] = set()
    for _, entry in rows:
        for counter in (
            languages.setdefault(entry["language"], Counter()),
            kinds.setdefault(entry["kind"], Counter()),
        ):
            counter["entries"] += 1
            counter["without claim"] += not entry["claims"]
            for claim in entry["claims"]:
                counter.update(("claims", claim["stance"]))
                counter["background"] += claim["background"]
                counter["with holder"] += claim["holder"] is not None
        for claim in entry["claims"]:
            activities.setdefault(claim["activity"], Counter()).update(("claims", claim["stance"]))
            militaries.add(claim["military_id"])
            countries.add(claim["region_country"])
    yield from table("language", columns, languages)
    yield ""
    yield from table("kind", columns, kinds)
    yield ""
    yield from table("activity", ("claims", *STANCES), activities)
    yield ""
    yield f"{len(militaries)} militaries, {len(countries - {''})} countries."


def main() -> int:
    """Print every fault and the counts; 1 if there was a fault."""
    rows = list(read(DATA))
    wrong = [f"{row.place}: {fault}" for row in rows for fault in faults(row.entry, row.place.partition(":")[0])]
    wrong.extend(twice(rows))
    for line in wrong:
        print(line)
    for line in counts(rows):
        print(line)
    print(f"{len(wrong)} faults.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
