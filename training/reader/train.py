"""Trains the reader, in pieces that can be stopped and taken up again.

    .venv/bin/python -m training.reader.train RUN --examples out/reader/examples.pkl --base out/reader/base \\
        --minutes 100 [--seed 1] [--threads 1]
    .venv/bin/python -m training.reader.train RUN … --anneal 600
    python3 -m training.reader.train RUN … --device cuda --frozen 0 --pieces 8000 --rate 1.5 --workers 12 --minutes 4

A run is a folder: `state.pt` (written every eight minutes and at the end), `log.tsv`. The learning rate rises, stays,
and falls only when `--anneal STEPS` asks for a model to use: that writes `annealed.pt` and leaves the run where it
was, so that training can go on afterwards. `--anneal-minutes` falls by the clock instead, and with `--minutes` both are
done in one go. On two cores the lower layers are frozen, and what they give is computed once and kept by the examples;
on a GPU all layers learn, in bf16, other processes make the batches, and both are to be done in one go, since what the
tagger found is not kept. `--teachers` are networks trained before, from whose answers it learns as much as from the
labels, and on `--unlabelled` examples from theirs alone. `--rounded`, for a last annealing that `--begin`s from a
trained state, learns to live with int8.
"""

import argparse
import functools
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import get_ema_multi_avg_fn

from schemas import Stance
from training.reader.batches import IGNORE, PIECES, Batch, Questions, collate, epochs, questions
from training.reader.example import Example
from training.reader.feeding import Found, fed
from training.reader.network import ARCHITECTURES, Answers, D, Reader, from_base, load
from training.reader.rounded import round_linear
from training.reader.teachers import ACTIVITY, BACKGROUND, HOLDER, NAMED, PAIR, TAG, Taught

HEAD_RATE, TOP_RATE, DECAY = 4e-4, 1.2e-4, 0.9  # of the heads, of the topmost layer, from layer to layer down
WARM, ALONE = 300, 400  # steps until the full rate; until the tagger's own spans are asked about
WARM_AGAIN = 40  # the same of a network that knows something
SAVE_SECONDS = 480
AVERAGE = 0.998
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
    pair = functional.binary_cross_entropy_with_logits(
        answers.stated, asked.stated, reduction="none", pos_weight=_rare(tags.device)
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
        ((tag * inside).sum((1, 2)) / inside.sum((1, 2)).clamp(min=1) * worth).sum() / worth.sum().clamp(min=1e-6) * 2,
        (pair * known).sum() / known.sum().clamp(min=1),
        (activity * right).sum() / count,
        (background.flatten() * right).sum() / count,
        (holder * right).sum() / count,
        _pointing(answers.owner, asked.owner, worth),
        _pointing(answers.land, asked.land, worth),
    )


@functools.cache
def _rare(device: torch.device) -> Tensor:
    return torch.tensor([RARE[stance] for stance in Stance], device=device)


def _pointing(logits: Tensor, right: Tensor, worth: Tensor) -> Tensor:
    """Minus the log of the chance of all right pieces together, where any is right."""
    known = right.any(-1)
    counted = right | ~known.unsqueeze(-1)  # where nothing is known the chance of all pieces, whose log is 0
    chances = logits.float().log_softmax(-1).masked_fill(~counted, float("-inf")).logsumexp(-1)
    counts = worth.unsqueeze(1) * known
    return -(chances * counts).sum() / counts.sum().clamp(min=1e-6)


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

    def __init__(self, folder: Path, reader: Reader, seed: int, rate: float = 1.0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.reader, self.seed, self.rate = folder, reader, seed, rate
        self.step, self.seconds = 0, 0.0
        self.warm, self.alone = WARM, ALONE
        self.device = reader.encoder.kind.device
        self.own = dict(reader.trainable())
        self.optimizer = torch.optim.AdamW(groups(reader), betas=(0.9, 0.98), fused=self.device.type == "cuda")
        self.average = {name: p.detach().clone() for name, p in self.own.items()}
        self.teachers: Sequence[Reader] = ()
        self.found: Found | None = None  # where other processes look up what the tagger found
        if (folder / "state.pt").exists():
            self.load(torch.load(folder / "state.pt", weights_only=True, map_location=self.device))

    def load(self, state: dict[str, Any]) -> None:
        with torch.no_grad():
            for name, value in state["model"].items():
                self.own[name].copy_(value)
        self.optimizer.load_state_dict(state["optimizer"])
        self.average, self.step, self.seed = state["average"], state["step"], state["seed"]
        self.seconds = state["seconds"]

    def save(self) -> None:
        _keep(self.state(), self.folder / "state.pt")

    def state(self) -> dict[str, Any]:
        return {
            "model": {name: p.detach() for name, p in self.own.items()}, "average": self.average,
            "optimizer": self.optimizer.state_dict(), "step": self.step, "seed": self.seed, "seconds": self.seconds,
        }  # fmt: skip

    def learn(self, one: "Step", factor: float) -> Losses:
        self.reader.train()
        batch, asked = one.batch, one.asked
        for group in self.optimizer.param_groups:
            group["lr"] = group["rate"] * self.rate * factor
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            vectors, tags = self.reader.read(self.reader.low(batch), batch.features, batch.mask)
            chances = tags.detach().float().softmax(-1)
            if self.found and self.step >= self.alone:
                self.found.keep(one.numbers, chances)
            if asked is None:
                known = chances.numpy() if self.step >= self.alone else None
                asked = questions(one.examples, known, batch.ids.shape[1], one.rng)
            answers = self.reader.answer(vectors, asked.military, asked.region, batch.mask, asked.asked)
            found = losses(tags, answers, batch, asked)
            total = found.total()
            if self.teachers:
                total = total / 2 + Taught(self.teachers, batch, asked).loss(tags, answers, batch, asked) / 2
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(list(self.own.values()), 1.0)
        self.optimizer.step()
        self.step += 1
        keep = min(AVERAGE, (1 + self.step) / (10 + self.step))
        get_ema_multi_avg_fn(keep)([self.average[name] for name in self.own], [*self.own.values()], 0)
        return found


class Step(NamedTuple):
    """What one step learns from; without `asked`, the pairs are chosen when the tagger has answered."""

    epoch: int
    numbers: Sequence[int]
    batch: Batch
    asked: Questions | None
    examples: Sequence[Example] = ()
    rng: np.random.Generator | None = None


def _keep(state: dict[str, Any], file: Path) -> None:
    """Written whole or not at all."""
    torch.save(state, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


def train(run: Run, steps: Iterator[Step], seconds: float, anneal: int = 0, anneal_seconds: float = 0) -> None:
    """For so many seconds, saving the state; or, to anneal, for so many steps or seconds with a falling rate.

    An annealing that was stopped goes on from `annealing.pt`, where the run has not gone on since.
    """
    annealing, kept = bool(anneal or anneal_seconds), run.folder / "annealing.pt"
    first, before = run.step, 0.0
    state = torch.load(kept, weights_only=True, map_location=run.device) if annealing and kept.exists() else {}
    if state.get("first") == first:
        before = state["passed"]
        run.load(state)
    started = saved = time.monotonic()
    recent: list[Tensor] = []
    seen = 0
    for one in steps:
        done, passed = run.step - first, before + time.monotonic() - started
        fallen = done / anneal if anneal else passed / anneal_seconds if annealing else 0.0
        torch.manual_seed(run.seed * 1_000_003 + run.step)
        losses = run.learn(one, min((run.step + 1) / run.warm, max(0.0, 1 - fallen)))
        recent.append(torch.stack([loss.detach() for loss in losses]))
        seen += len(one.numbers)
        now = time.monotonic()
        if run.step % 50 == 0:
            _log(run, one.epoch, torch.stack(recent).mean(0).tolist(), seen / (now - started))
            recent = []
        passed = before + now - started
        if run.step - first >= anneal > 0 or passed >= anneal_seconds > 0:
            kept.unlink(missing_ok=True)
            weights = {"model": {n: p.detach() for n, p in run.own.items()}, "average": run.average}
            _keep(weights, run.folder / "annealed.pt")
            return
        if annealing and now - saved > SAVE_SECONDS:
            _keep({**run.state(), "first": first, "passed": passed}, kept)
            saved = now
        if not annealing and (now - saved > SAVE_SECONDS or now - started > seconds):
            run.seconds += now - saved
            run.save()
            saved = now
            if now - started > seconds:
                return


def here(run: Run, examples: Sequence[Example], low: Vectors | None, pieces: int = PIECES) -> Iterator[Step]:
    """Steps made in this process; where the lower layers are frozen, `low` is what they give."""
    for step, (epoch, _, numbers) in enumerate(epochs(examples, run.seed, pieces)):
        if step >= run.step:
            own, rng = [examples[i] for i in numbers], np.random.default_rng((run.seed, 7, step))
            lows = None if low is None else [low[i] for i in numbers]
            yield Step(epoch, numbers, collate(own, lows, rng), None, own, rng)


def beside(run: Run, examples: Sequence[Example], pieces: int, workers: int) -> Iterator[Step]:
    """Steps made by other processes and brought to the device."""
    run.found = Found(examples)
    for one in fed(examples, run.found, run.seed, run.step, pieces, workers):
        batch = Batch(*(part if part is None else part.to(run.device, non_blocking=True) for part in one.batch))
        asked = Questions(*(part.to(run.device, non_blocking=True) for part in one.asked))
        yield Step(one.epoch, one.numbers.tolist(), batch, asked, (), None)


def _log(run: Run, epoch: int, means: Sequence[float], speed: float) -> None:
    columns = "\t".join(f"{value:.4f}" for value in means)
    line = f"{time.strftime('%H:%M:%S')}\t{run.step}\t{epoch}\t{columns}\t{speed:.1f}/s"
    print(line, flush=True)
    with (run.folder / "log.tsv").open("a") as log:
        log.write(line + "\n")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--low", type=Path, help="where to keep what the frozen layers give")
    parser.add_argument("--minutes", type=float, help="at the full rate: 100, or none before annealing")
    parser.add_argument("--anneal", type=int, default=0, help="steps")
    parser.add_argument("--anneal-minutes", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layers", type=int, default=9)
    parser.add_argument("--frozen", type=int, default=3)
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="once")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches, for a GPU")
    parser.add_argument("--pieces", type=int, default=PIECES, help="of a batch, padding included")
    parser.add_argument("--rate", type=float, default=1.0, help="times the learning rates")
    parser.add_argument("--begin", type=Path, help="a state to begin from, instead of the base model")
    parser.add_argument("--rounded", action="store_true", help="with numbers rounded as they will be served")
    parser.add_argument("--teachers", nargs="*", default=[], help="ARCHITECTURE=STATE, as deep and as much frozen")
    parser.add_argument("--unlabelled", type=Path, help="examples that only teachers know about")
    options = parser.parse_args(arguments)
    if bool(options.workers) != (options.device != "cpu"):
        parser.error("--workers make the batches of a GPU, and it needs them")
    if options.workers and options.frozen:
        parser.error("where batches are made beside the training all layers learn: --frozen 0")
    if options.unlabelled and not options.teachers:
        parser.error("--unlabelled examples need --teachers")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    torch.set_float32_matmul_precision("high")
    examples: list[Example] = pickle.loads(options.examples.read_bytes())
    if options.unlabelled:
        examples += pickle.loads(options.unlabelled.read_bytes())
    shape = options.base, options.layers, options.frozen
    begun = load(options.begin, *shape, options.architecture, averaged=True) if options.begin else None
    reader = (begun or from_base(*shape, options.architecture)).to(options.device)
    if options.rounded:
        round_linear(reader)
    run = Run(options.run, reader, options.seed, options.rate)
    if options.begin:
        run.warm, run.alone = WARM_AGAIN, 0
    run.teachers = [
        load(Path(state), *shape, architecture, averaged=True).to(options.device).requires_grad_(False)
        for architecture, _, state in (one.partition("=") for one in options.teachers)
    ]
    if options.workers:
        steps = beside(run, examples, options.pieces, options.workers)
    else:
        kind = f".low{options.frozen}{'r' if options.rounded else ''}.f16"
        file = options.low or options.examples.with_suffix(kind)
        low = Low(reader.eval(), examples, file) if options.frozen else None
        steps = here(run, examples, low, options.pieces)
    annealing = options.anneal or options.anneal_minutes
    if minutes := (0 if annealing else 100) if options.minutes is None else options.minutes:
        train(run, steps, 60 * minutes)
    if annealing:
        train(run, steps, 0, options.anneal, 60 * options.anneal_minutes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
