"""Trains the reader, in pieces that can be stopped and taken up again.

    .venv/bin/python -m training.reader.train RUN --examples out/reader/examples.pkl --base out/reader/base \\
        --minutes 100 [--seed 1] [--threads 1]
    .venv/bin/python -m training.reader.train RUN … --anneal 600

A run is a folder: `state.pt` (written every eight minutes and at the end), `log.tsv`. The learning rate rises, stays,
and falls only when `--anneal STEPS` asks for a model to use: that writes `annealed.pt` and leaves the run where it
was, so that training can go on afterwards. What the frozen layers give is computed once and kept in `low.f16`.
"""

import argparse
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from schemas import Stance
from training.reader.batches import IGNORE, Batch, Questions, collate, epochs, questions
from training.reader.example import Example
from training.reader.network import ARCHITECTURES, Answers, D, Reader, from_base

HEAD_RATE, TOP_RATE, DECAY = 4e-4, 1.2e-4, 0.9  # of the heads, of the topmost layer, from layer to layer down
WARM, ALONE = 300, 400  # steps until the full rate; until the tagger's own spans are asked about
SAVE_SECONDS = 480
AVERAGE = 0.998
TAG, PAIR, ACTIVITY, BACKGROUND, HOLDER, NAMED = 3.0, 1.0, 0.25, 0.25, 0.25, 0.25
RARE = {Stance.AFFIRMED: 1.0, Stance.PLANNED: 1.5, Stance.POSSIBLE: 1.5, Stance.DENIED: 2.0}  # what a stated one counts


class Losses(NamedTuple):
    tag: Tensor
    pair: Tensor
    activity: Tensor
    background: Tensor
    holder: Tensor
    owner: Tensor
    land: Tensor

    def total(self) -> Tensor:
        return (
            TAG * self.tag + PAIR * self.pair + ACTIVITY * self.activity + BACKGROUND * self.background
            + HOLDER * self.holder + NAMED * (self.owner + self.land)
        )  # fmt: skip


def losses(tags: Tensor, answers: Answers, batch: Batch, asked: Questions) -> Losses:
    worth = batch.weight
    tag = functional.cross_entropy(tags.permute(0, 3, 1, 2), batch.tags, ignore_index=IGNORE, reduction="none")
    inside = (batch.tags != IGNORE).float()
    rare = torch.tensor([RARE[stance] for stance in Stance])
    pair = functional.binary_cross_entropy_with_logits(
        answers.stated, asked.stated, reduction="none", pos_weight=rare
    ).sum(-1)
    known = asked.asked.float() * worth.unsqueeze(1)
    right = (asked.stated * worth.view(-1, 1, 1)).flatten()
    count = right.sum().clamp(min=1)
    activity = functional.cross_entropy(
        answers.activity.flatten(0, 2), asked.activity.flatten(), ignore_index=IGNORE, reduction="none"
    )
    background = functional.binary_cross_entropy_with_logits(answers.background, asked.background, reduction="none")
    holder = sum(
        functional.cross_entropy(logits.flatten(0, 2), gold.flatten(), ignore_index=IGNORE, reduction="none")
        for logits, gold in ((answers.first, asked.first), (answers.last, asked.last))
    )
    return Losses(
        ((tag * inside).sum((1, 2)) / inside.sum((1, 2)).clamp(min=1) * worth).sum() / worth.sum() * 2,
        (pair * known).sum() / known.sum().clamp(min=1),
        (activity * right).sum() / count,
        (background.flatten() * right).sum() / count,
        (holder * right).sum() / count,
        _pointing(answers.owner, asked.owner, worth),
        _pointing(answers.land, asked.land, worth),
    )


def _pointing(logits: Tensor, right: Tensor, worth: Tensor) -> Tensor:
    """Minus the log of the chance of all right pieces together, where any is right."""
    known = right.any(-1)
    if not known.any():
        return logits.new_zeros(())
    chances = logits.log_softmax(-1)[known].masked_fill(~right[known], float("-inf")).logsumexp(-1)
    counts = worth.unsqueeze(1).expand_as(known)[known]
    return -(chances * counts).sum() / counts.sum()


def groups(reader: Reader) -> list[dict[str, Any]]:
    """Parameters with their own rates: lower layers learn more slowly."""
    encoder = reader.encoder
    depth = {id(p): number for number, layer in enumerate(encoder.layers) for p in layer.parameters()}
    by_rate: dict[tuple[float, float], list[Any]] = defaultdict(list)
    for name, parameter in reader.trainable():
        at = depth.get(id(parameter))
        rate = HEAD_RATE if at is None else TOP_RATE * DECAY ** (len(encoder.layers) - 1 - at)
        by_rate[rate, 0.0 if parameter.ndim < 2 or "norm" in name else 0.01].append(parameter)
    return [{"params": own, "lr": rate, "rate": rate, "weight_decay": fall} for (rate, fall), own in by_rate.items()]


class Vectors(Protocol):
    """What the frozen layers give for the example of a number: (T, D)."""

    def __getitem__(self, number: int) -> Any: ...


class Low:
    """What the frozen layers give for every example, on disk; where examples were added, their part is added."""

    def __init__(self, reader: Reader, examples: Sequence[Example], file: Path) -> None:
        self.ends = np.cumsum([len(e.tokens.ids) for e in examples])
        have = file.stat().st_size // (2 * D) if file.exists() else 0
        first = int(np.searchsorted(self.ends, have, side="right"))
        with file.open("ab") as out, torch.inference_mode():
            out.truncate(2 * D * int(self.ends[first - 1] if first else 0))
            for example in examples[first:]:
                low = reader.encoder.lower(torch.from_numpy(example.tokens.ids).unsqueeze(0), None)
                out.write(low[0].numpy().astype(np.float16).tobytes())
        self.vectors = np.memmap(file, np.float16, "r", shape=(int(self.ends[-1]), D))

    def __getitem__(self, number: int) -> Any:
        return self.vectors[self.ends[number - 1] if number else 0 : self.ends[number]]


class Run:
    """One training run and where it stands."""

    def __init__(self, folder: Path, reader: Reader, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.reader, self.seed, self.step, self.seconds = folder, reader, seed, 0, 0.0
        self.names = [name for name, _ in reader.trainable()]
        self.optimizer = torch.optim.AdamW(groups(reader), betas=(0.9, 0.98))
        self.average = {name: p.detach().clone() for name, p in reader.trainable()}
        if (folder / "state.pt").exists():
            self._load(torch.load(folder / "state.pt", weights_only=True))

    def _load(self, state: dict[str, Any]) -> None:
        own = dict(self.reader.trainable())
        with torch.no_grad():
            for name, value in state["model"].items():
                own[name].copy_(value)
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seed = state["average"], state["step"], state["seed"]
        self.seconds = state["seconds"]

    def save(self) -> None:
        state = {
            "model": {name: p.detach() for name, p in self.reader.trainable()}, "average": self.average,
            "optimizer": self.optimizer.state_dict(), "step": self.step, "seed": self.seed, "seconds": self.seconds,
        }  # fmt: skip
        _keep(state, self.folder / "state.pt")

    def learn(self, batch: Batch, rng: np.random.Generator, factor: float) -> Losses:
        self.reader.train()
        for group in self.optimizer.param_groups:
            group["lr"] = group["rate"] * factor
        vectors, tags = self.reader.read(batch.low, batch.features, batch.mask)
        chances = tags.detach().softmax(-1).numpy() if self.step >= ALONE else None
        asked = questions(batch, chances, rng)
        answers = self.reader.answer(vectors, asked.military, asked.region, batch.mask, asked.asked)
        found = losses(tags, answers, batch, asked)
        self.optimizer.zero_grad(set_to_none=True)
        found.total().backward()
        torch.nn.utils.clip_grad_norm_([p for _, p in self.reader.trainable()], 1.0)
        self.optimizer.step()
        self.step += 1
        keep = min(AVERAGE, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, parameter in self.reader.trainable():
                self.average[name].lerp_(parameter, 1 - keep)
        return found


def _keep(state: dict[str, Any], file: Path) -> None:
    """Written whole or not at all."""
    torch.save(state, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


def train(run: Run, examples: Sequence[Example], low: Vectors, seconds: float, anneal: int) -> None:
    started = saved = time.monotonic()
    first = run.step
    recent: list[list[float]] = []
    seen = 0
    for number, (epoch, _, batch) in enumerate(epochs(examples, run.seed)):
        if number < first:
            continue
        rng = np.random.default_rng((run.seed, 7, run.step))
        torch.manual_seed(run.seed * 1_000_003 + run.step)
        own = collate([examples[i] for i in batch], [low[i] for i in batch], rng)
        factor = min(1.0, run.step / WARM) if not anneal else max(0.0, 1 - (run.step - first) / anneal)
        found = run.learn(own, rng, factor)
        recent.append([float(loss.detach()) for loss in found])
        seen += len(batch)
        now = time.monotonic()
        if run.step % 50 == 0:
            _log(run, epoch, recent, seen / (now - started))
            recent = []
        if anneal and run.step - first >= anneal:
            names = dict(run.reader.trainable())
            weights = {"model": {n: p.detach() for n, p in names.items()}, "average": run.average}
            _keep(weights, run.folder / "annealed.pt")
            return
        if not anneal and (now - saved > SAVE_SECONDS or now - started > seconds):
            run.seconds += now - saved
            run.save()
            saved = now
            if now - started > seconds:
                return


def _log(run: Run, epoch: int, recent: list[list[float]], speed: float) -> None:
    means = "\t".join(f"{value:.4f}" for value in np.mean(recent, 0))
    line = f"{time.strftime('%H:%M:%S')}\t{run.step}\t{epoch}\t{means}\t{speed:.1f}/s"
    print(line, flush=True)
    with (run.folder / "log.tsv").open("a") as log:
        log.write(line + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--low", type=Path, help="where to keep what the frozen layers give")
    parser.add_argument("--minutes", type=float, default=100)
    parser.add_argument("--anneal", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layers", type=int, default=9)
    parser.add_argument("--frozen", type=int, default=3)
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="once")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    examples: list[Example] = pickle.loads(options.examples.read_bytes())
    reader = from_base(options.base, options.layers, options.frozen, options.architecture)
    low = Low(reader.eval(), examples, options.low or options.examples.with_suffix(".low.f16"))
    run = Run(options.run, reader, options.seed)
    train(run, examples, low, 60 * options.minutes, options.anneal)
    return 0


if __name__ == "__main__":
    sys.exit(main())
