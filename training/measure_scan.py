"""Measures the scan: how many entries with a claim it keeps, and what share of an archive it lets through, how fast.

python -m training.measure_scan ../shared/data/claims/train.jsonl ../shared/data/claims/hard_train.jsonl --lost 20
python -m training.measure_scan --suites train
python -m training.measure_scan --archive ../shared/data/archive/rss_2022.jsonl.gz --limit 20000
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.mentions.scan import scan
from training import archive
from training.claims import SHARED, article, read

_SUITES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--suites", choices=("train", "dev"))
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--limit", type=int, default=20_000)
    parser.add_argument("--lost", type=int, default=0, help="how many lost entries to print")
    arguments = parser.parse_args()
    catalogue = load()
    paths = list(arguments.paths)
    if arguments.suites:
        paths += [SHARED / "claims" / f"suite_{language}_{arguments.suites}.jsonl" for language in _SUITES]
    for path in paths:
        _recall(path, catalogue, arguments.lost)
    if arguments.archive:
        _share(arguments.archive, catalogue, arguments.limit)


def _recall(path: Path, catalogue: Catalogue, shown: int) -> None:
    held: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    lost = []
    for entry in read(path):
        language = entry.article.language
        windows = scan(entry.article, catalogue)
        if not entry.claims:
            passed[language, "of"] += 1
            passed[language, "through"] += bool(windows)
            continue
        held[language] += 1
        kept[language] += bool(windows)
        if not windows:
            lost.append((language, entry.article.body[:160], entry.claims[0]["military"], entry.claims[0]["region"]))
    for language in sorted(held):
        through = passed[language, "through"] / max(1, passed[language, "of"])
        print(
            f"{path.name:24} {language} entries with a claim {held[language]:5}"
            f"  kept {kept[language] / held[language]:.4f}  without a claim let through {through:.3f}"
        )
    for row in lost[:shown]:
        print("   lost", row)


def _share(path: Path, catalogue: Catalogue, limit: int) -> None:
    step = 1 if limit <= 0 else max(1, 215_843 // limit)
    articles = [article(archive.entry(row)) for number, row in archive.captured(path) if number % step == 0]
    counts: Counter[tuple[str, str]] = Counter()
    started = time.perf_counter()
    for one in articles:
        counts[one.language, "of"] += 1
        counts[one.language, "through"] += bool(scan(one, catalogue))
    seconds = time.perf_counter() - started
    for language in sorted({language for language, _ in counts}):
        share = counts[language, "through"] / counts[language, "of"]
        print(f"{path.name} {language}: let through {share:.3f} of {counts[language, 'of']}")
    total = sum(count for (_, what), count in counts.items() if what == "through")
    print(f"all: {total / len(articles):.3f} of {len(articles)}; {len(articles) / seconds:.0f} entries/s")


if __name__ == "__main__":
    main()
