"""How a network learns: from teachers, with rounded numbers, with other processes' batches. Needs torch (an extra)."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the network is trained with torch, an extra")

from pipeline.claims.reader.tokens import FEATURES, Tokens  # noqa: E402
from training.reader import rounded  # noqa: E402
from training.reader.batches import collate, questions  # noqa: E402
from training.reader.example import NO_HOLDER, Example, Target  # noqa: E402
from training.reader.feeding import Found  # noqa: E402
from training.reader.network import Reader  # noqa: E402
from training.reader.teachers import Taught  # noqa: E402
from training.reader.train import Run, beside, here, losses, train  # noqa: E402


def example(length: int, *targets: Target, weight: float = 1.0) -> Example:
    rng = np.random.default_rng(length)
    tokens = Tokens(
        np.arange(length), (rng.random((length, FEATURES)) < 0.2).astype(np.float32), np.zeros((length, 2), np.int64)
    )
    return Example(str(length), "en", "real", weight, tokens, targets, ((), ()), (((1, 2),), ((4, 4),)))


CLAIM = Target((1, 2), (4, 4), 3, 0, False, NO_HOLDER, (5,), None)
EXAMPLES = [example(9, CLAIM), example(7, weight=0.0)]


def reader(seed: int) -> Reader:
    torch.manual_seed(seed)
    made = Reader(20, layers=2, frozen=0)
    made.eval()
    return made


def test_a_learner_that_answers_as_its_teacher_has_nothing_to_learn() -> None:
    batch = collate(EXAMPLES, None, None)
    asked = questions(EXAMPLES, None, batch.ids.shape[1], np.random.default_rng(0))
    teacher, other = reader(1), reader(2)
    taught = Taught([teacher], batch, asked)

    def pull(network: Reader) -> float:
        network.zero_grad()
        vectors, tags = network.read(network.low(batch), batch.features, batch.mask)
        answers = network.answer(vectors, asked.military, asked.region, batch.mask, asked.asked)
        taught.loss(tags, answers, batch, asked).backward()
        return max(float(p.grad.abs().max()) for p in network.parameters() if p.grad is not None)

    assert pull(teacher) < 1e-5
    assert pull(other) > 1e-3


def test_an_entry_without_labels_teaches_nothing_by_itself() -> None:
    network, alone = reader(1), EXAMPLES[1:]
    batch = collate(alone, None, None)
    asked = questions(alone, None, batch.ids.shape[1], np.random.default_rng(0))
    vectors, tags = network.read(network.low(batch), batch.features, batch.mask)
    answers = network.answer(vectors, asked.military, asked.region, batch.mask)
    assert losses(tags, answers, batch, asked).total().item() == 0


def test_training_goes_on_where_it_stopped_and_annealing_leaves_it_there(tmp_path: Path) -> None:
    run = Run(tmp_path, reader(1), seed=1)
    train(run, here(run, EXAMPLES, None), seconds=0)
    assert run.step == 1
    again = Run(tmp_path, reader(2), seed=2)
    assert (again.step, again.seed) == (1, 1)
    assert torch.equal(again.own["tag.weight"], run.own["tag.weight"])
    train(again, here(again, EXAMPLES, None), 0, anneal=3)
    assert again.step == 4
    annealed = torch.load(tmp_path / "annealed.pt", weights_only=True)
    assert torch.equal(annealed["model"]["tag.weight"], again.own["tag.weight"])
    assert Run(tmp_path, reader(3), seed=3).step == 1


def test_an_annealing_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.reader.train.SAVE_SECONDS", -1)  # after every step
    run = Run(tmp_path, reader(1), seed=1)
    train(run, islice(here(run, EXAMPLES, None), 2), 0, anneal=4)
    assert not (tmp_path / "annealed.pt").exists()
    again = Run(tmp_path, reader(2), seed=1)
    train(again, here(again, EXAMPLES, None), 0, anneal=4)
    assert again.step == 4
    assert (tmp_path / "annealed.pt").exists()
    assert not (tmp_path / "annealing.pt").exists()


def test_batches_of_other_processes_are_of_every_example(tmp_path: Path) -> None:
    run = Run(tmp_path, reader(1), seed=1)
    steps = beside(run, EXAMPLES, 1600, workers=1)
    drawn = {number for _ in range(3) for number in next(steps).numbers}
    assert drawn == {0, 1}


def test_numbers_are_rounded_as_they_are_served() -> None:
    torch.manual_seed(0)
    w, x = torch.randn(5, 40), torch.randn(2, 6, 40)
    for row, own in zip(w, rounded.weights(w), strict=True):
        step = float(row.abs().max()) / 64
        assert torch.allclose(own / step, (own / step).round(), atol=1e-4)
        assert (own - row).abs().max() <= step / 2 + 1e-6
    alone = rounded.incoming(x[:1])
    x[1] *= 1000  # another window changes nothing
    assert torch.equal(rounded.incoming(x)[:1], alone)
    assert torch.equal(rounded.incoming(torch.tensor([[0.0, 3.0, -1.0]]))[0, :1], torch.zeros(1))


def test_what_the_tagger_found_is_known_when_it_has_seen_another_batch() -> None:
    found = Found(EXAMPLES)
    chances = torch.rand(2, 9, 2, 3)
    assert found.of(0) is None
    found.keep([1, 0], chances)
    found.keep([0], chances[:1])
    assert np.allclose(found.of(1), chances[0, :7].numpy(), atol=1e-3)
    assert np.allclose(found.of(0), chances[1, :9].numpy(), atol=1e-3)
