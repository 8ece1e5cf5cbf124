"""`./run bench`: where the time goes, stage by stage, and what the graph adds: ratios within one run, on one core.

Reads real entries from ../shared where it is present, else the sample archive several times over.
"""

import argparse
import itertools
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from connectors.archive.read import entries
from connectors.archive.units import units
from pipeline.catalogue.catalogue import load
from pipeline.claims.models import load as load_model
from pipeline.claims.read import read as read_claims
from pipeline.claims.report import reports
from pipeline.mentions.scan import scan
from pipeline.settings import Settings
from pipeline.text.normalise import normalise
from schemas import Entry, Scanned
from vedette.replay import run_chunk

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "archive" / "rss_2022.jsonl.gz"
SAMPLE = ROOT / "samples" / "archive"


def sample(count: int) -> list[Entry]:
    """`count` entries, spread over the archive where it is the real one."""
    path = REAL if REAL.exists() else SAMPLE
    pieces = units([path], size=100)
    spread = itertools.islice(pieces, 0, None, 20) if path == REAL else pieces
    found = [entry for unit in spread for entry in entries(unit) if isinstance(entry, Entry)]
    return [entry for entry, _ in zip(itertools.cycle(found), range(count), strict=False)]


def timed(function: Callable[[Any], Any], elements: Iterable[Any]) -> tuple[list[Any], float]:
    started = time.perf_counter()
    results = [function(element) for element in elements]
    return results, time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=5000)
    options = parser.parse_args()
    started = time.perf_counter()
    catalogue, model = load(), load_model("cues")
    loading = time.perf_counter() - started
    given = sample(options.entries)
    articles, normalising = timed(normalise, given)
    windows, scanning = timed(lambda article: scan(article, catalogue), articles)
    through = [Scanned(article=a, windows=w) for a, w in zip(articles, windows, strict=True) if w]
    read, reading = timed(lambda scanned: read_claims(scanned, model), through)
    _, resolving = timed(lambda pair: reports(pair[0], pair[1], catalogue, model.name), zip(through, read, strict=True))
    plain = normalising + scanning + reading + resolving
    graph = _graph(given)
    table = Table("stage", "seconds", "entries/s", "share of the plain functions", box=None)
    for name, seconds, count in (
        ("normalise", normalising, len(given)),
        ("scan", scanning, len(articles)),
        ("read", reading, len(through)),
        ("resolve", resolving, len(through)),
        ("all four, as functions", plain, len(given)),
        ("the Beam graph, whole", graph, len(given)),
    ):
        table.add_row(name, f"{seconds:.2f}", f"{count / seconds:,.0f}", f"{seconds / plain:.0%}")
    console = Console()
    console.print(table)
    console.print(f"let through by the scan {len(through) / len(articles):.0%}")
    console.print(f"catalogue and model load in {loading:.2f} s")


def _graph(given: list[Entry]) -> float:
    from connectors.archive.work import Lines, Unit
    from schemas import wire

    lines = Lines(first=1, lines=tuple(wire.encode(entry) for entry in given))
    run_chunk([Unit(path="warm-up", work=Lines(first=1, lines=lines.lines[:10]))], Settings(model="cues"))
    _, seconds = timed(lambda chunk: run_chunk(chunk, Settings(model="cues")), [[Unit(path="bench", work=lines)]])
    return seconds


if __name__ == "__main__":
    main()
