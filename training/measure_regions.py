"""How many of the labelled region spans hold a name that the catalogue knows, and whose country agrees, per language.

    PYTHONPATH=. .venv/bin/python -m training.measure_regions train|dev [--missing N] [--language L]

Looks for names only, without any resolving: a span counts as found where a place's name lies in it, as agreeing where
some region of that name lies in the labelled country. `--missing` prints the commonest spans that fail. Improve on
train; report dev. (Where a claim's country is "" any region without a country agrees.)
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.catalogue.names import vetoes
from pipeline.catalogue.regions import Regions, load_regions
from pipeline.catalogue.scanner import Scanner
from schemas import Hit

CLAIMS = Path(__file__).parent.parent.parent / "shared" / "data" / "claims"


def main() -> None:
    arguments = _arguments()
    regions = load_regions()
    scanner = Scanner(regions.names(), vetoes())
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    agreeing: Counter[str] = Counter()
    failed: Counter[tuple[str, str, str, str]] = Counter()
    for language, body, claim in _claims(arguments.part):
        total[language] += 1
        refs = _refs(scanner.find(body, language), body, claim["region"])
        found[language] += bool(refs)
        if any(_agrees(regions, ref, claim["region_country"]) for ref in refs):
            agreeing[language] += 1
        elif arguments.language in ("", language):
            got = ",".join(sorted({regions.country(ref) or "-" for ref in refs}))
            failed[(language, claim["region"], f"{claim['region_name']}/{claim['region_country']}", got)] += 1
    for language in sorted(total):
        print(
            f"{language}: {total[language]} spans, found {found[language] / total[language]:.3f},"
            f" country agrees {agreeing[language] / total[language]:.3f}"
        )
    for (language, surface, gold, got), count in failed.most_common(arguments.missing):
        print(f"{count:4} {language} {surface!r} gold {gold} got {got or 'nothing'}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("train", "dev"))
    parser.add_argument("--missing", type=int, default=0)
    parser.add_argument("--language", default="")
    return parser.parse_args()


def _claims(part: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in sorted(CLAIMS.glob(f"*{part}.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            body = f"{entry['title']}\n{entry['text']}"
            for claim in entry["claims"]:
                yield entry["language"], body, claim


def _refs(hits: tuple[Hit, ...], body: str, surface: str) -> list[str]:
    """The regions of names that share a letter with the first occurrence of the span, in hit order."""
    whole = re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", body)
    start = whole.start() if whole else body.find(surface)
    end = start + len(surface)
    return [ref for hit in hits if start < hit.end and hit.start < end for ref in hit.refs]


def _agrees(regions: Regions, ref: str, country: str) -> bool:
    return regions.country(ref) == country


if __name__ == "__main__":
    main()
