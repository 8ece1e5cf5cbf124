"""Trains networks that differ in one thing, for as long, and scores them: architectures, seeds, shares of the data.

    .venv/bin/python -m training.reader.compare out/compare --examples out/reader/examples.pkl --base out/reader/base \\
        [--architectures once marked] [--seeds 1 2] [--shares 1.0] [--minutes 20] [--anneal 300] [--part 4]

Every network begins as the base model, learns for `--minutes` and is annealed for `--anneal` steps; then it reads one
dev entry in `--part`, end to end, as float32. Its curves and floors are chosen on what it reads, for every network
alike, so that scores compare and are no claim. A share of the data is one of the stories. What is done is kept.
"""

import argparse
import itertools
import json
import pickle
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from pipeline.catalogue.catalogue import load as load_catalogue
from pipeline.claims.reader.model import ReaderModel
from training.claims import SHARED
from training.labelled import entries, story_of
from training.reader import calibrate
from training.reader.batches import PIECES
from training.reader.example import Example
from training.reader.export import export
from training.reader.network import ARCHITECTURES, from_base
from training.reader.network import load as load_reader
from training.reader.train import Low, Run, Vectors, beside, here, train

LAYERS, FROZEN = 9, 3
NAME = "compared"


class Trial(NamedTuple):
    architecture: str
    seed: int
    share: float

    minutes: float
    anneal: float

    @property
    def folder(self) -> str:
        return f"{self.architecture}-{self.seed}-{self.share:g}-{self.minutes:g}min-{self.anneal:g}min"


class Part(NamedTuple):
    """The vectors of some of the examples."""

    low: Vectors
    numbers: Sequence[int]

    def __getitem__(self, number: Any) -> Any:
        return self.low[self.numbers[number]]


def chosen(examples: Sequence[Example], stories: Mapping[str, str], share: float) -> list[int]:
    """The examples of this share of the stories; a larger share holds the smaller one."""
    places = {id: zlib.crc32(story.encode()) / 2**32 for id, story in stories.items()}
    ids = (example.id.partition("#")[0].partition("~")[0] for example in examples)
    return [number for number, id in enumerate(ids) if places[id] < share]


def best(found: Sequence[calibrate.Read]) -> dict[str, float]:
    """F1 by group at the floors with the best mean."""
    stated = [one for entry in found for one in calibrate.surest(entry.stated)]
    kinds = range(len(calibrate.STANCES))
    curves = [calibrate.curve([one for one in stated if one.stance == kind]) for kind in kinds]
    scores = (
        calibrate.f1(found, curves, floors)
        for floors in itertools.product(calibrate.GRID, repeat=len(calibrate.STANCES))
    )
    return max(scores, key=lambda score: float(np.mean(list(score.values()))))


def run(trial: Trial, options: argparse.Namespace, examples: Sequence[Example]) -> dict[str, float]:
    """Train, export and score one network, or read what was scored before."""
    folder: Path = options.folder / trial.folder
    scored = folder / f"scores-{options.part}.json"
    if scored.exists():
        return dict(json.loads(scored.read_text(encoding="utf-8")))
    torch.manual_seed(trial.seed)
    frozen = 0 if options.workers else FROZEN
    reader = from_base(options.base, LAYERS, frozen, trial.architecture).to(options.device)
    numbers = chosen(examples, {row["id"]: story_of(row) for row, _ in entries(SHARED / "claims")}, trial.share)
    part = [examples[number] for number in numbers]
    learning = Run(folder, reader, trial.seed, options.rate)
    if options.workers:
        steps = beside(learning, part, options.pieces, options.workers)
    else:
        low = Low(reader.eval(), examples, options.examples.with_suffix(f".low{FROZEN}.f16"))
        steps = here(learning, part, Part(low, numbers), options.pieces)
    if (left := 60 * trial.minutes - learning.seconds) > 0:
        train(learning, steps, left)
    made = learning.step
    if not (folder / "annealed.pt").exists():
        train(learning, steps, 0, anneal_seconds=60 * trial.anneal)
    ready = load_reader(folder / "annealed.pt", options.base, LAYERS, frozen, trial.architecture, averaged=True)
    export(ready, folder / "model", options.base, whole=True)
    calibrate.write(
        folder / "model", NAME, [(1.0, 0.0)] * len(calibrate.STANCES), [calibrate.LOWEST] * len(calibrate.STANCES)
    )
    files = calibrate.dev_files(SHARED / "claims")
    found = calibrate.reads(files, ReaderModel(folder / "model"), load_catalogue(), options.part)
    score = {"steps": float(made), **best(found)}
    scored.with_suffix(".new").write_text(json.dumps(score), encoding="utf-8")
    scored.with_suffix(".new").replace(scored)
    return score


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--architectures", nargs="+", choices=ARCHITECTURES, default=["once"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--shares", nargs="+", type=float, default=[1.0])
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--anneal-minutes", type=float, default=8)
    parser.add_argument("--part", type=int, default=4)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=0, help="as of training.reader.train, with a GPU")
    parser.add_argument("--pieces", type=int, default=PIECES)
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    examples: list[Example] = pickle.loads(options.examples.read_bytes())
    for number, trial in enumerate(map(Trial._make, itertools.product(*_asked(options)))):
        scores = run(trial, options, examples)
        if not number:
            print("| architecture | seed | share | " + " | ".join(scores) + " |")
            print("|---|---:|---:|" + "---:|" * len(scores))
        cells = (f"{value:.0f}" if name == "steps" else f"{value:.3f}" for name, value in scores.items())
        print(f"| {trial.architecture} | {trial.seed} | {trial.share:.2f} | " + " | ".join(cells) + " |", flush=True)
    return 0


def _asked(options: argparse.Namespace) -> tuple[Sequence[Any], ...]:
    return options.architectures, options.seeds, options.shares, [options.minutes], [options.anneal_minutes]


if __name__ == "__main__":
    sys.exit(main())
