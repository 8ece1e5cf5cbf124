"""The scanner beside a naive one, in one run: `python -m tests.benchmarks.scanner`.

The text is the sample archive in its ten languages, repeated. "Automaton" is folding and finding: its patterns carry
the word boundaries. "Hits" is all that the catalogue does with it: endings, capitals, cases, overlaps. "Naive" asks for
each name whether the text has it. Build, load and memory are those of fresh processes. CPU seconds throughout.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from connectors.archive.read import entries
from connectors.archive.units import units
from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.catalogue.folding import fold
from pipeline.mentions.scan import scan
from pipeline.text.normalise import normalise
from schemas import Article, Entry
from schemas.errors import RejectedEntry

SAMPLE = Path(__file__).parents[2] / "samples" / "archive"
_LOADED = """
import os
from pipeline.catalogue.catalogue import load
load()
loaded = sum(os.times()[:4])
load().hits("Russia's navy left Sevastopol for Tartus", "en")
resident = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(loaded, int(resident) / 1000)
"""


def articles() -> list[Article]:
    found = []
    for unit in units([SAMPLE]):
        for entry in entries(unit):
            if isinstance(entry, Entry):
                try:
                    found.append(normalise(entry, undated_at=None))
                except RejectedEntry:
                    continue
    return found


def cpu(function: Callable[[], object], least: float = 1.0) -> float:
    """CPU seconds of one call, from as many calls as `least` seconds take; the first, which warms up, not counted."""
    function()
    started, times = time.process_time(), 0
    while not times or time.process_time() - started < least:
        function()
        times += 1
    return (time.process_time() - started) / times


def fresh(cache: Path) -> tuple[float, float]:
    """CPU seconds until a new process has its catalogue, its helper's included, and the megabytes it then holds."""
    environment = {**os.environ, "VEDETTE_CACHE": str(cache)}
    done = subprocess.run([sys.executable, "-c", _LOADED], env=environment, capture_output=True, text=True, check=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    console, given = Console(), articles()
    bodies = [(article.body, article.language) for article in given]
    whole = "\n".join(body for body, _ in bodies)
    console.print(
        f"{len(bodies)} entries, {_megabytes(whole) * 1000:.0f} kB, {len({each for _, each in bodies})} languages"
    )
    with tempfile.TemporaryDirectory() as folder:
        built, kept = fresh(Path(folder)), fresh(Path(folder))
    console.print(f"ready after {built[0]:.2f} s with an empty cache ({built[1]:.0f} MB resident)")
    console.print(
        f"ready after {kept[0]:.2f} s from the cache ({kept[1]:.0f} MB resident), Python's own start included"
    )
    console.print(_speeds(load(), given, bodies, whole))


def _speeds(catalogue: Catalogue, given: list[Article], bodies: list[tuple[str, str]], whole: str) -> Table:
    table = Table("what", "MB/s", "entries/s", "beside naive", box=None)
    names = sorted({name.text.strip("*") for name in catalogue.names()})
    piece = whole[: len(whole) // 100]
    slow = _megabytes(piece) / cpu(partial(_naive, names, piece), 0.0)
    long, size = whole * 20, _megabytes(whole)
    find = catalogue.automaton()
    for what, function, megabytes, count in (
        ("automaton, one long text", lambda: find(fold(long).text), 20 * size, 0),
        ("automaton, entry by entry", lambda: [find(fold(body).text) for body, _ in bodies], size, len(bodies)),
        (
            "hits, entry by entry",
            lambda: [catalogue.hits(body, language) for body, language in bodies],
            size,
            len(bodies),
        ),
        ("scan, entry by entry", lambda: [scan(article, catalogue) for article in given], size, len(bodies)),
    ):
        seconds = cpu(function)
        speed = megabytes / seconds
        table.add_row(what, f"{speed:.1f}", f"{count / seconds:,.0f}" if count else "", f"{speed / slow:,.0f}×")
    table.add_row(f"naive: {len(names):,} names, `in`", f"{slow:.4f}", "", "1×")
    return table


def _naive(names: Iterable[str], text: str) -> list[str]:
    return [name for name in names if name in text]


def _megabytes(text: str) -> float:
    return len(text.encode()) / 1e6


if __name__ == "__main__":
    main()
