"""What trained networks together say of a batch, for another to learn: an ensemble told in one (Hinton et al. 2015).

Teachers and learner see the same pieces, with the same ones hidden, and are asked about the same pairs, the ambiguous
ones too. Entries without labels have something to teach as well.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from training.reader.batches import Batch, Questions
from training.reader.network import Answers, Reader

TAG, PAIR, ACTIVITY, BACKGROUND, HOLDER, NAMED = 3.0, 1.0, 0.25, 0.25, 0.25, 0.25  # what counts, here and from labels


class Taught:
    """Chances, not logits: of tags (B, T, 2, 3), and of what the pair head answers."""

    def __init__(self, teachers: Sequence[Reader], batch: Batch, asked: Questions) -> None:
        with torch.no_grad():
            told = []
            for teacher in teachers:
                vectors, tags = teacher.read(teacher.low(batch), batch.features, batch.mask)
                told.append((tags, teacher.answer(vectors, asked.military, asked.region, batch.mask, asked.real)))
        self.tags = _mean([tags.float().softmax(-1) for tags, _ in told])
        answers = [answer for _, answer in told]
        self.stated = _mean([answer.stated.float().sigmoid() for answer in answers])
        self.background = _mean([answer.background.float().sigmoid() for answer in answers])
        self.softmax = {
            name: _mean([getattr(answer, name).float().softmax(-1) for answer in answers])
            for name in ("activity", "first", "last", "owner", "land")
        }

    def loss(self, tags: Tensor, answers: Answers, batch: Batch, asked: Questions) -> Tensor:
        """How far a learner is from that; every entry counts alike, and every stance."""
        inside = (batch.mask.squeeze(1).squeeze(1) == 0).unsqueeze(-1)  # (B, T, 1)
        tag = _apart(tags, self.tags) * inside
        real = asked.real.float()
        pair = functional.binary_cross_entropy_with_logits(answers.stated, self.stated, reduction="none").sum(-1)
        worth = self.stated * real.unsqueeze(-1)
        count = worth.sum().clamp(min=1)
        background = functional.binary_cross_entropy_with_logits(answers.background, self.background, reduction="none")
        apart = {name: _apart(getattr(answers, name), chances) for name, chances in self.softmax.items()}
        pointed = worth.amax(-1)
        return (
            TAG * (tag.sum((1, 2)) / inside.sum((1, 2)).clamp(min=1)).mean()
            + PAIR * (pair * real).sum() / real.sum().clamp(min=1)
            + ACTIVITY * (apart["activity"] * worth).sum() / count
            + BACKGROUND * (background * worth).sum() / count
            + HOLDER * ((apart["first"] + apart["last"]) * worth).sum() / count
            + NAMED * ((apart["owner"] + apart["land"]) * pointed).sum() / pointed.sum().clamp(min=1)
        )


def _mean(chances: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(chances)).mean(0)


def _apart(logits: Tensor, chances: Tensor) -> Tensor:
    """Cross-entropy over the last axis; padding, which has no chance, counts nothing."""
    told = logits.float().log_softmax(-1)
    return -(chances * told.masked_fill((chances == 0) | told.isneginf(), 0)).sum(-1)
