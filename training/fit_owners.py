"""Fits `pipeline/catalogue/data/owner_weights.tsv`: how facts about an actor speak for its owning a bare "troops".

    python -m training.fit_owners [--try]

A net of one hidden layer beside a plain sum, with a softmax over the candidates of each gold span that names no one.
Spans that do name someone teach too, a little: their own name is hidden, and the article names the owner elsewhere.
The training files only; `--try` fits on four fifths of the stories, says how often the rest is right, writes nothing.
"""

import argparse
import math
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy
import torch

from pipeline.catalogue import actors, owners, resolve_military
from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.catalogue.militaries import UNKNOWN
from schemas import Hit, Span
from training.archive import annotated
from training.claims import SHARED, GoldEntry, article, locate, read

_PATH = Path(__file__).parents[1] / "pipeline" / "catalogue" / "data" / "owner_weights.tsv"
_OURS = Path(__file__).parent / "data"
_CODES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
_SHARED_FILES = ("train", "hard_train", *(f"suite_{code}_train" for code in _CODES))
_VARIANTS = ("own", "says", "denies", "deny", "plan", "mix", "trap")  # ends of the ids of entries that tell one story
_WORTH = {"train": 1.0, "hard": 1.5, "own": 1.0}  # the hard files are few and of many languages
_HIDDEN_NAME = 0.25  # what a span that names its owner is worth beside one that does not
_OWN_WORDS = "said: "  # facts of the span's words, which would give the hidden name away
_HIDDEN, _ROUNDS, _BATCH = 96, 20, 256
_RATE, _SHRINK, _DROPPED = 0.003, 0.1, 0.6
_FOLDS = 5
_SELDOM = 12  # a fact of fewer cases teaches nothing
_SAME = {"irgc": "IRN", "krg-peshmerga": "peshmerga", "soviet-union": "SUN", "tigray": "tplf"}
_UNREACHED = -1
_Numbered: TypeAlias = "tuple[array[int], array[float]]"
_Ints: TypeAlias = numpy.ndarray[tuple[int], numpy.dtype[numpy.int64]]


class Case(NamedTuple):
    """One gold span: the facts of each candidate, which of them is right, whether its name is hidden, its origin."""

    candidates: list[_Numbered]  # numbers of the facts, and how much of each
    gold: int
    hidden: bool
    fold: int
    source: str
    language: str


class Net(NamedTuple):
    """Per fact its plain weight and those into the hidden layer; the hidden layer's bias, and what it counts."""

    facts: torch.Tensor
    bias: torch.Tensor
    out: torch.Tensor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", action="store_true", dest="tries")
    tries = parser.parse_args().tries
    torch.set_num_threads(1)  # the same sums in the same order
    catalogue, numbers = load(), dict[str, int]()
    cases = [case for entry, source in _entries() for case in _cases(catalogue, entry, source, numbers)]
    learned = [case for case in cases if case.gold != _UNREACHED and (case.fold or not tries)]
    known = _known(learned, len(numbers))
    net = _fit(learned, known)
    _judge([case for case in cases if not (case.hidden or (tries and case.fold))], known, net)
    if not tries:
        _write([name for name, number in numbers.items() if known[number] >= 0], net)


def _entries() -> Iterator[tuple[GoldEntry, str]]:
    for name in _SHARED_FILES:
        source = "train" if name == "train" else "hard"
        yield from ((entry, source) for entry in read(SHARED / "claims" / f"{name}.jsonl"))
    yield from ((GoldEntry(article(row), row["claims"]), "train") for row in annotated())
    for path in sorted(_OURS.glob("*.jsonl")):
        yield from ((entry, "own") for entry in read(path))


def _cases(catalogue: Catalogue, entry: GoldEntry, source: str, numbers: dict[str, int]) -> Iterator[Case]:
    if entry.claims:
        hits = actors.settled(catalogue, catalogue.hits(entry.article.body, entry.article.language))
        for claim in entry.claims:
            span = locate(entry.article.body, claim["military"], claim["region"])
            if span is not None:
                yield from _case(catalogue, entry, span, hits, _gold(claim["military_id"]), source, numbers)


def _case(
    catalogue: Catalogue,
    entry: GoldEntry,
    span: Span,
    hits: Sequence[Hit],
    gold: str,
    source: str,
    numbers: dict[str, int],
) -> Iterator[Case]:
    body, language = entry.article.body, entry.article.language
    hidden = resolve_military.is_told(catalogue, span, body, hits)
    classes = resolve_military.classes(span, hits)
    described = owners.describe(span, body, language, hits, classes, actors.readings(catalogue))
    names = sorted(described)
    right = names.index(gold) if gold in names else _UNREACHED
    if hidden and (right == _UNREACHED or gold == UNKNOWN):
        return
    candidates = [_numbered(described[name], hidden, numbers) for name in names]
    yield Case(candidates, right, hidden, _fold(entry.article.id), source, language)


def _numbered(facts: owners.Facts, hidden: bool, numbers: dict[str, int]) -> _Numbered:
    told = [(fact, value) for fact, value in sorted(facts.items()) if not (hidden and fact.startswith(_OWN_WORDS))]
    which = array("q", [numbers.setdefault(fact, len(numbers)) for fact, _ in told])
    return which, array("f", [value for _, value in told])


def _fold(id: str) -> int:
    story, _, variant = id.rpartition("-")
    return zlib.crc32((story if variant in _VARIANTS else id).encode()) % _FOLDS


def _gold(id: str) -> str:
    """The id as a candidate."""
    return owners.owner_of_root(_SAME.get(id.lower(), id if id.isupper() else id.lower()))


def _known(cases: Sequence[Case], count: int) -> _Ints:
    """The row of each fact that the net knows, -1 for one too seldom met where no name is hidden."""
    counts: Counter[int] = Counter()
    for case in cases:
        if not case.hidden:
            counts.update({number for which, _ in case.candidates for number in which})
    rows = numpy.full(count, _UNREACHED, dtype=numpy.int64)
    kept = [number for number in range(count) if counts[number] >= _SELDOM]
    rows[kept] = numpy.arange(len(kept))
    return rows


def _fit(cases: Sequence[Case], known: _Ints) -> Net:
    """AdamW on batches of cases, facts dropped at random so that no few of them decide."""
    chance, width = torch.Generator().manual_seed(0), int(known.max()) + 1
    facts = torch.zeros(width, 1 + _HIDDEN)
    facts[:, 1:] = (torch.rand(width, _HIDDEN, generator=chance) * 2 - 1) * 0.7 / math.sqrt(width)
    out = (torch.rand(_HIDDEN, generator=chance) * 2 - 1) / math.sqrt(_HIDDEN)
    net = Net(*(part.requires_grad_() for part in (facts, torch.zeros(_HIDDEN), out)))
    steps = torch.optim.AdamW(net, lr=_RATE, weight_decay=_SHRINK)
    for turn in range(_ROUNDS):
        for group in steps.param_groups:
            group["lr"] = _RATE * (1 - turn / _ROUNDS)
        order = torch.randperm(len(cases), generator=chance).tolist()
        for at in range(0, len(order), _BATCH):
            steps.zero_grad()
            _loss(net, [cases[each] for each in order[at : at + _BATCH]], known, chance).backward()
            steps.step()
    return net


def _loss(net: Net, cases: Sequence[Case], known: _Ints, chance: torch.Generator) -> torch.Tensor:
    worth = torch.tensor([_WORTH[case.source] * (_HIDDEN_NAME if case.hidden else 1.0) for case in cases])
    scores = _scores(net, cases, known, chance)
    beliefs = [torch.log_softmax(each, 0)[case.gold] for each, case in zip(scores, cases, strict=True)]
    return -(torch.stack(beliefs) * worth).sum() / worth.sum()


def _scores(
    net: Net, cases: Sequence[Case], known: _Ints, chance: torch.Generator | None = None
) -> Sequence[torch.Tensor]:
    """The scores of each case's candidates."""
    rows = [candidate for case in cases for candidate in case.candidates]
    which = known[numpy.concatenate([numpy.frombuffer(numbers, dtype=numpy.int64) for numbers, _ in rows])]
    value = numpy.concatenate([numpy.frombuffer(values, dtype=numpy.float32) for _, values in rows])
    begins = numpy.cumsum([0, *(len(numbers) for numbers, _ in rows)])
    begins = numpy.concatenate([[0], numpy.cumsum(which >= 0)])[begins[:-1]]
    weights = torch.from_numpy(value[which >= 0])
    if chance is not None:
        weights = weights * (torch.rand(len(weights), generator=chance) >= _DROPPED) / (1 - _DROPPED)
    total = torch.nn.functional.embedding_bag(
        torch.from_numpy(which[which >= 0]), net.facts, torch.from_numpy(begins), mode="sum", per_sample_weights=weights
    )
    scores = total[:, 0] + torch.relu(total[:, 1:] + net.bias) @ net.out
    parts: Sequence[torch.Tensor] = torch.split(scores, [len(case.candidates) for case in cases])
    return parts


def _judge(cases: Sequence[Case], known: _Ints, net: Net) -> None:
    tally: Counter[tuple[str, bool]] = Counter()
    with torch.no_grad():
        for at in range(0, len(cases), _BATCH):
            some = cases[at : at + _BATCH]
            for case, scores in zip(some, _scores(net, some, known), strict=True):
                hit = int(scores.argmax()) == case.gold
                tally.update([(case.source, hit), (f"{case.source} {case.language}", hit)])
    for source in sorted({source for source, _ in tally}):
        total = tally[source, True] + tally[source, False]
        print(f"{source}: {tally[source, True] / total:.4f} of {total}")


def _write(facts: Sequence[str], net: Net) -> None:
    """In hundredths, as whole numbers."""
    rows = dict(zip(facts, net.facts.tolist(), strict=True))
    rows |= {owners.BIAS: [0.0, *net.bias.tolist()], owners.OUT: [0.0, *net.out.tolist()]}
    lines = (f"{fact}\t{' '.join(str(round(each * 100)) for each in rows[fact])}\n" for fact in sorted(rows))
    head = "# Fitted by training/fit_owners.py on gold spans that name no one: fact, its plain weight and those into\n"
    _PATH.write_text(head + "# the hidden layer, all in hundredths.\n" + "".join(lines), encoding="utf-8")
    print(f"{_PATH}: {len(facts)} facts")


if __name__ == "__main__":
    main()
