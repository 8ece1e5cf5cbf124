"""The whole recipe, step by step; what is done already is not done again, so that it can be stopped between the steps.

    .venv/bin/python -m training.reader [--hours 6] [--threads 2] [--work out/reader]     needs the extra `training`

base model → examples → training in pieces → annealing → ONNX → floors and calibration → bundled folder with its sums.
Where there is a GPU all layers learn instead of the upper six, in minutes instead of hours, from two teachers of other
seeds as well as from the labels, and from the archives' unlabelled entries. Either way numbers are rounded in the last
half hour as they will be served.
"""

import argparse
import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from pipeline.claims.reader.model import BUNDLED
from training.reader import base, calibrate, examples, export, train

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
OWN = Path(__file__).resolve().parents[1] / "data"
PIECE_MINUTES = 90.0
VARIANTS = 3  # examples about other names, of an entry with claims
GPU = ["--device", "cuda", "--pieces", "8000", "--rate", "1.5", "--workers", str(os.cpu_count() or 1)]
TAUGHT, TAUGHT_ANNEAL = 4.0, 1.5  # minutes of a teacher, of which there are two; a learner has twice as many
ROUNDED = ["--rounded", "--rate", "0.3", "--anneal-minutes", "24"]
SUMMED = ("words.npy", "scales.npy", "encoder.onnx", "pairs.onnx", "pieces.model")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=6, help="of training, in pieces of an hour and a half")
    parser.add_argument("--anneal", type=int, default=600, help="steps")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, default=Path("out/reader"))
    parser.add_argument("--name", default="reader/5")
    options = parser.parse_args(arguments)
    gpu = torch.cuda.is_available()
    work, claims = options.work, SHARED / "claims"
    foundation, made, run = work / "base", work / "examples.pkl", work / ("run-gpu" if gpu else "run")
    if not (foundation / "model.safetensors").exists():
        texts = [*sorted(claims.glob("*train.jsonl")), *sorted(OWN.glob("*.jsonl"))]
        archives = sorted((SHARED / "archive").glob("*conflict*"))
        base.main([str(foundation), "--entries", *map(str, [*texts, *archives])])
    if not made.exists():
        examples.main([str(made), "--base", str(foundation), str(claims), "--variants", str(VARIANTS)])
    model = ["--base", str(foundation), "--frozen", "0" if gpu else "3"]
    common = [*model, "--examples", str(made), "--threads", str(options.threads)]
    if not (run / "annealed.pt").exists():
        if gpu:
            _on_gpu(work, run, claims, common)
        else:
            _on_cpu(run, common, options.hours, options.anneal)
    rounded = Path(f"{run}-rounded")
    if not (rounded / "annealed.pt").exists():
        train.main([str(rounded), *common, *ROUNDED, "--begin", str(run / "annealed.pt")])
    export.main([str(rounded / "annealed.pt"), str(BUNDLED), *model])
    calibrate.main([str(BUNDLED), str(claims), "--name", options.name])
    seal(BUNDLED)
    return 0


def _on_cpu(run: Path, common: Sequence[str], hours: float, anneal: int) -> None:
    left = 60 * hours
    while left > 0:
        train.main([str(run), *common, "--minutes", str(min(left, PIECE_MINUTES))])
        left -= PIECE_MINUTES
    train.main([str(run), *common, "--anneal", str(anneal)])


def _on_gpu(work: Path, run: Path, claims: Path, common: Sequence[str]) -> None:
    others = work / "unlabelled.pkl"
    if not others.exists():
        examples.main([str(others), *common[:2], str(claims), "--unlabelled"])
    teachers = [work / f"teacher{seed}" / "annealed.pt" for seed in (2, 3)]
    for seed, state in enumerate(teachers, 2):
        if not state.exists():
            minutes = ["--minutes", str(TAUGHT), "--anneal-minutes", str(TAUGHT_ANNEAL)]
            train.main([str(state.parent), *common, *GPU, "--seed", str(seed), *minutes])
    minutes = ["--minutes", str(2 * TAUGHT), "--anneal-minutes", str(2 * TAUGHT_ANNEAL)]
    learned = [f"once={state}" for state in teachers]
    train.main([str(run), *common, *GPU, *minutes, "--teachers", *learned, "--unlabelled", str(others)])


def seal(folder: Path) -> None:
    """Write the sums of the model's files."""
    sums = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in SUMMED)
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
