"""The whole recipe, step by step; what is done already is not done again, so that it can be stopped at any time.

    .venv/bin/python -m training.reader [--hours 6] [--threads 2] [--work out/reader]     needs the extra `training`

base model → examples → training in pieces → annealing → ONNX → floors and calibration → bundled folder with its sums.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.claims.reader.model import BUNDLED
from training.reader import base, calibrate, examples, export, train

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
OWN = Path(__file__).resolve().parents[1] / "data"
PIECE_MINUTES = 90.0
SUMMED = ("words.npy", "scales.npy", "encoder.onnx", "pairs.onnx", "pieces.model")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=6, help="of training, in pieces of an hour and a half")
    parser.add_argument("--anneal", type=int, default=600, help="steps")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, default=Path("out/reader"))
    parser.add_argument("--name", default="reader/4")
    options = parser.parse_args(arguments)
    work, claims = options.work, SHARED / "claims"
    foundation, made, run = work / "base", work / "examples.pkl", work / "run"
    if not (foundation / "model.safetensors").exists():
        texts = [*sorted(claims.glob("*train.jsonl")), *sorted(OWN.glob("*.jsonl"))]
        archives = sorted((SHARED / "archive").glob("*conflict*"))
        base.main([str(foundation), "--entries", *map(str, [*texts, *archives])])
    if not made.exists():
        examples.main([str(made), "--base", str(foundation), str(claims)])
    common = [str(run), "--examples", str(made), "--base", str(foundation), "--threads", str(options.threads)]
    left = 60 * options.hours
    while left > 0:
        train.main([*common, "--minutes", str(min(left, PIECE_MINUTES))])
        left -= PIECE_MINUTES
    train.main([*common, "--anneal", str(options.anneal)])
    export.main([str(run / "annealed.pt"), str(BUNDLED), "--base", str(foundation)])  # the running average
    calibrate.main([str(BUNDLED), str(claims), "--name", options.name])
    seal(BUNDLED)
    return 0


def seal(folder: Path) -> None:
    """Write the sums of the model's files."""
    sums = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in SUMMED)
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
