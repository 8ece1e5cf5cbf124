"""How fast the bundled model reads, and how much memory a process that holds it needs.

    .venv/bin/python -m tests.benchmarks.reader [--float FOLDER] [--windows 400]

Windows are those that scan and gate let through of a real archive (of the sample, where ../shared is absent), read one
by one on one thread. With --float the same network in float32 (`training.reader.export --float`) reads the same
windows in the same run, a window of one after a window of the other, so that both see the same machine.
"""

import argparse
import itertools
import resource
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.catalogue.catalogue import load
from pipeline.claims.reader.model import ReaderModel
from pipeline.claims.reader.tokens import Pieces
from pipeline.mentions.gate import through
from pipeline.mentions.scan import scan
from pipeline.text.normalise import normalise
from schemas import Window
from tests.benchmarks.run import sample

BUNDLED = ReaderModel()


def windows(count: int) -> list[Window]:
    """`count` windows that would meet the model."""
    catalogue = load()
    kept = (window for entry in sample(60 * count) for window in through(scan(normalise(entry), catalogue)))
    return list(itertools.islice(kept, count))


def seconds(models: dict[str, ReaderModel], given: list[Window]) -> dict[str, float]:
    """CPU seconds that each model needs for the windows."""
    spent = dict.fromkeys(models, 0.0)
    for model in models.values():
        model.read(given[0])
    for window in given:
        for name, model in models.items():
            started = time.process_time()
            model.read(window)
            spent[name] += time.process_time() - started
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--float", type=Path, help="folder of the same network in float32")
    parser.add_argument("--windows", type=int, default=400)
    options = parser.parse_args()
    given = windows(options.windows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    alone = seconds({"int8": BUNDLED}, given[:50])["int8"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    models = {"int8": BUNDLED} | ({"float32": ReaderModel(options.float)} if options.float else {})
    spent = seconds(models, given)
    table = Table("", "windows/s of one core", "beside int8", box=None)
    for name, time_spent in spent.items():
        table.add_row(name, f"{len(given) / time_spent:.1f}", f"{spent['int8'] / time_spent:.2f}")
    pieces = Pieces(Path("pipeline/claims/reader/bundled/pieces.model"))
    console = Console()
    console.print(table)
    console.print(f"{sum(len(pieces(w).ids) for w in given) / len(given):.0f} pieces a window; first 50: {alone:.1f} s")
    console.print(f"peak memory with the catalogue {before:.0f} MB, with catalogue and model {peak:.0f} MB")


if __name__ == "__main__":
    main()
