"""Measures scan and gate together: entries with a claim that they keep, what they let through of an archive, speed.

    .venv/bin/python -m training.measure_gate [--shared ../shared/data] [--lost 20] [--archive FILE.jsonl.gz]

The archive's sample is fixed: every 26th line, which the gate was not fitted on.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.mentions import gate
from pipeline.mentions.scan import scan
from schemas import Article, Window
from training import archive
from training.claims import SHARED, article, read
from training.fit_gate import MEASURED, STRIDE

FILES = ("dev.jsonl", "hard_dev.jsonl", "cases_dev.jsonl", "suite_*_dev.jsonl")


class Passed(NamedTuple):
    """How far an entry came."""

    scan: bool
    gate: bool


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--lost", type=int, default=0, help="how many lost entries to print, with the reason")
    parser.add_argument("--archive", type=Path, help="another archive than that of 2022")
    options = parser.parse_args(arguments)
    catalogue = load()
    for path in (path for name in FILES for path in sorted((options.shared / "claims").glob(name))):
        _labelled(path, catalogue, options.lost)
    _archive(options.archive or options.shared / "archive" / "rss_2022.jsonl.gz", catalogue)


def passed(one: Article, catalogue: Catalogue) -> Passed:
    windows = scan(one, catalogue)
    return Passed(bool(windows), bool(gate.through(windows)))


def _labelled(path: Path, catalogue: Catalogue, most: int) -> None:
    counts: Counter[tuple[str, bool, str]] = Counter()  # language, whether there is a claim, how far it came
    lost = []
    for entry in read(path):
        how, claimed = passed(entry.article, catalogue), bool(entry.claims)
        counts.update((entry.article.language, claimed, what) for what in ("all", *_names(how)))
        if claimed and not how.gate:
            lost.append(entry.article)
    for language in sorted({language for language, _, _ in counts}):
        held, rest = counts[language, True, "all"], counts[language, False, "all"]
        print(
            f"{path.name:20} {language} with a claim {held:5}: the scan keeps {counts[language, True, 'scan']},"
            f" scan and gate {counts[language, True, 'gate']} ({counts[language, True, 'gate'] / max(held, 1):.4f});"
            f" without {rest:4}: let through {counts[language, False, 'gate'] / max(rest, 1):.3f}"
        )
    for one in lost[:most]:
        reasons = [gate.judge(window).reason for window in scan(one, catalogue)] or ["the scan finds nothing"]
        print(f"   lost {one.title[:90]!r}: {reasons[0]}")


def _names(how: Passed) -> Iterable[str]:
    return (name for name, yes in zip(Passed._fields, how, strict=True) if yes)


def _archive(path: Path, catalogue: Catalogue) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    windows: list[Window] = []
    for number, row in archive.captured(path):
        if number % STRIDE == MEASURED:
            one = article(archive.entry(row))
            found = scan(one, catalogue)
            windows += found
            how = Passed(bool(found), bool(gate.through(found)))
            counts.update((one.language, what) for what in ("all", *_names(how)))
    for language in sorted({language for language, _ in counts}):
        of = counts[language, "all"]
        shares = ", ".join(f"{what} lets through {counts[language, what] / of:.3f}" for what in Passed._fields)
        print(f"{path.name} {language} {of:5} entries: {shares}")
    print(f"{_speed(windows):.0f} windows/s on one core")


def _speed(windows: list[Window]) -> float:
    started = time.process_time()
    gate.through(windows)
    return len(windows) / max(time.process_time() - started, 1e-9)


if __name__ == "__main__":
    main()
