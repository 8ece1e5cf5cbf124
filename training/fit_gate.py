"""Fits the gate, `pipeline/mentions/gate.tsv`: which windows hold a claim, by their words and names.

    .venv/bin/python -m training.fit_gate [--shared ../shared/data] [--out FILE]

Learns from the training files, our own training/data, and entries of the 2022 archive that the scan lets through but in
which the cue model finds nothing (`PLAIN`). A tenth of the stories is first left out; with the `*_dev` files it says
how low the floor must lie; then all are fitted. The floor of a language with real labelled entries keeps `KEPT` of
those with a claim that the scan finds. Elsewhere it keeps that share of what was written for the project, and then lies
`MARGIN` lower, because news is not like what we write. Two minutes on one core; the same files give the same bytes.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.claims.cues import CueModel
from pipeline.mentions import gate
from pipeline.mentions.scan import scan
from schemas import Window
from training import archive, labelled
from training.claims import SHARED, article
from training.labelled import fold_of
from training.regression import Row, fit

RARE, DECAY, STEPS = 12, 4.0, 160  # features in fewer windows are left out
LEAST = 4  # hundredths of a log-odds: worth less than this is not kept
HELD = 0  # the fold that is left out
STRIDE, MEASURED = 26, 0  # lines of the archive by their number modulo STRIDE; those numbered 0 are for measuring
PLAIN = {"en": (5, 13, 18), "pl": (2, 5, 8, 11, 13, 15, 18, 21, 24)}  # a fifth of the archive is Polish
REAL = ("en", "pl")  # languages with real labelled entries
KEPT, MARGIN = 0.996, 250
_ANY = frozenset(chain.from_iterable(PLAIN.values()))

Weights = dict[str, int]


class Judged(NamedTuple):
    """A window as the fit sees it."""

    entry: dict[str, Any]
    language: str
    row: Row


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--out", type=Path, default=Path("pipeline/mentions/gate.tsv"))
    options = parser.parse_args(arguments)
    catalogue = load()
    claims = options.shared / "claims"
    every = [one for entry, worth in labelled.entries(claims) for one in judged(entry, worth, catalogue)]
    dev = [one for entry in dev_entries(claims) for one in judged(entry, 1.0, catalogue)]
    known = {archive.titled(one.entry["title"]) for one in (*every, *dev)}
    plain = list(plain_rows(options.shared / "archive" / "rss_2022.jsonl.gz", known, catalogue))
    print(f"{len(every)} labelled windows, {len(plain)} of the archive", flush=True)
    held = [one for one in every if fold_of(one.entry) == HELD]
    first = fitted([one.row for one in every if fold_of(one.entry) != HELD] + plain)
    floors = lowest(first, [*held, *dev])
    write(fitted([one.row for one in every] + plain), floors, options.out)
    print(f"floors {floors}; wrote {options.out}")


def judged(entry: dict[str, Any], worth: float, catalogue: Catalogue) -> Iterator[Judged]:
    """The windows that the scan finds in an entry, each with whether it holds one of the marked claims."""
    one = article(entry)
    for window in scan(one, catalogue):
        yield Judged(entry, one.language, Row(seen(window), int(holds(entry, window)), worth))


def holds(entry: dict[str, Any], window: Window) -> bool:
    return any(claim["military"] in window.text and claim["region"] in window.text for claim in entry["claims"])


def seen(window: Window) -> tuple[str, ...]:
    """Features as the gate sees them, the same strings once in memory."""
    return tuple(map(sys.intern, gate.features(window)))


def dev_entries(claims: Path) -> Iterator[dict[str, Any]]:
    """For the floors alone."""
    for path in (claims / "dev.jsonl", claims / "hard_dev.jsonl", *sorted(claims.glob("suite_*_dev.jsonl"))):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def plain_rows(path: Path, known: set[str], catalogue: Catalogue) -> Iterator[Row]:
    """Windows of archive entries in which the cue model finds nothing; none that is labelled or measured."""
    model = CueModel()
    for number, row in archive.captured(path):
        if number % STRIDE not in _ANY:
            continue
        one = article(archive.entry(row))
        if number % STRIDE in PLAIN.get(one.language, ()) and archive.titled(row["title"] or "") not in known:
            windows = scan(one, catalogue)
            if not any(model.read(window) for window in windows):
                yield from (Row(seen(window), 0, 1.0) for window in windows)


def fitted(rows: list[Row]) -> Weights:
    return {name: worth for name, worth in fit(rows, 2, RARE, DECAY, STEPS)[0].items() if abs(worth) >= LEAST}


def lowest(weights: Weights, windows: Iterable[Judged]) -> Weights:
    """For each language the sum below which no window needs to be read."""
    best: dict[str, dict[str, int]] = defaultdict(dict)  # by language and entry, its best window with a claim
    for one in windows:
        real = bool(one.entry.get("feed")) and "variant" not in one.entry
        if one.row.label and real == (one.language in REAL):
            worth = sum(weights.get(name, 0) for name in one.row.features)
            own = best[one.language if one.language in REAL else gate.ELSEWHERE]
            own[one.entry["id"]] = max(worth, own.get(one.entry["id"], worth))
    return {
        language: quantile(own.values(), 1 - KEPT) - (0 if language in REAL else MARGIN)
        for language, own in sorted(best.items())
    }


def quantile(values: Iterable[int], share: float) -> int:
    """The value that at most `share` of them lie below."""
    ranked = sorted(values)
    return ranked[int(share * len(ranked))]


def write(weights: Weights, floors: Weights, target: Path) -> None:
    lines = ["# floor or worth, feature, hundredths of a log-odds; made by training/fit_gate.py"]
    lines += [f"floor\t{language}\t{worth}" for language, worth in floors.items()]
    lines += [f"worth\t{name}\t{worth}" for name, worth in sorted(weights.items())]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
