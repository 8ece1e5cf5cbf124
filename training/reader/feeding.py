"""Batches made in other processes, so that a GPU need not wait for them.

What the tagger finds is known only once a batch is on the device; here its pairs are asked about the spans that the
tagger found when it last saw the entry, which is an epoch ago.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from training.reader.batches import Batch, Questions, collate, epochs, questions
from training.reader.example import Example


class Fed(NamedTuple):
    epoch: int
    numbers: Tensor  # (B,) of the examples
    batch: Batch
    asked: Questions


class Found:
    """The tagger's chances (T, 2, 3) for every example, as of when it last saw it; shared with other processes."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.ends = np.cumsum([0, *(len(e.tokens.ids) for e in examples)])
        self.chances = torch.zeros(int(self.ends[-1]), 2, 3, dtype=torch.float16).share_memory_()
        self.known = torch.zeros(len(examples), dtype=torch.bool).share_memory_()
        self._pending: tuple[Sequence[int], Tensor, torch.cuda.Event | None] | None = None

    def of(self, number: int) -> Any:
        if not self.known[number]:
            return None
        return self.chances[self.ends[number] : self.ends[number + 1]].numpy().astype(np.float32)

    def keep(self, numbers: Sequence[int], chances: Tensor) -> None:
        """Of a batch (B, T, 2, 3); kept when the next comes, so that the device need not be waited for."""
        if self._pending:
            self._write(*self._pending)
        copy = chances.half().to("cpu", non_blocking=True)
        copied = torch.cuda.Event() if chances.is_cuda else None
        if copied:
            copied.record()
        self._pending = numbers, copy, copied

    def _write(self, numbers: Sequence[int], chances: Tensor, copied: torch.cuda.Event | None) -> None:
        if copied:
            copied.synchronize()
        starts, ends = self.ends[numbers], self.ends[np.asarray(numbers) + 1]
        places = starts[:, None] + np.arange(chances.shape[1])
        inside = places < ends[:, None]
        self.chances.numpy()[places[inside]] = chances.numpy()[inside]
        self.known[list(numbers)] = True


class _Batches(Dataset[Fed]):
    def __init__(self, examples: Sequence[Example], found: Found, seed: int) -> None:
        self.examples, self.found, self.seed = examples, found, seed

    def __getitem__(self, key: Any) -> Fed:
        step, epoch, numbers = key
        rng = np.random.default_rng((self.seed, 7, step))
        examples = [self.examples[number] for number in numbers]
        batch = collate(examples, None, rng)
        asked = questions(examples, [self.found.of(number) for number in numbers], batch.ids.shape[1], rng)
        return Fed(epoch, torch.tensor(numbers), batch, asked)


class _Schedule:
    def __init__(self, examples: Sequence[Example], seed: int, first: int, pieces: int) -> None:
        self.examples, self.seed, self.first, self.pieces = examples, seed, first, pieces

    def __iter__(self) -> Iterator[tuple[int, int, list[int]]]:
        for step, (epoch, _, numbers) in enumerate(epochs(self.examples, self.seed, self.pieces)):
            if step >= self.first:
                yield step, epoch, numbers


def fed(examples: Sequence[Example], found: Found, seed: int, first: int, pieces: int, workers: int) -> Iterator[Fed]:
    """Endless, from the step `first` on, in page-locked memory."""
    loader: DataLoader[Fed] = DataLoader(
        _Batches(examples, found, seed), batch_size=None, sampler=_Schedule(examples, seed, first, pieces),
        num_workers=workers, prefetch_factor=3, pin_memory=torch.cuda.is_available(),
    )  # fmt: skip
    yield from loader
