"""Fits `pipeline/catalogue/data/owner_weights.tsv`: how facts about an actor speak for its owning a bare "troops".

    python -m training.fit_owners [--try]

A net of one hidden layer beside a plain sum, with a softmax over the candidates of each gold span that names no one.
The training files only; `--try` fits on four fifths of the stories, says how often the rest is right, writes nothing.
"""

import argparse
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy

from pipeline.catalogue import owners, resolve_military
from pipeline.catalogue.catalogue import Catalogue, load
from training.claims import SHARED, locate, read

_PATH = Path(__file__).parents[1] / "pipeline" / "catalogue" / "data" / "owner_weights.tsv"
_OURS = Path(__file__).parent / "data"
_CODES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
_SHARED_FILES = ("train", "hard_train", *(f"suite_{code}_train" for code in _CODES))
_VARIANTS = ("own", "says", "denies", "deny", "plan", "mix", "trap")  # ends of the ids of entries that tell one story
_WORTH = {"train": 1.0, "hard": 1.5, "own": 1.0}  # the hard files are few and of many languages
_HIDDEN, _ROUNDS, _BATCH = 32, 30, 256
_RATE, _SHRINK, _DROPPED = 0.003, 0.1, 0.4
_FOLDS = 5
_SELDOM = 12  # a fact of fewer cases teaches nothing
_SAME = {"irgc": "IRN", "krg-peshmerga": "peshmerga", "soviet-union": "SUN", "tigray": "tplf"}
_UNREACHED = -1
Table = Any


class Case(NamedTuple):
    """One gold span that names no one: the facts of each candidate, which of them is right, and where it is from."""

    candidates: list[owners.Facts]
    gold: int
    fold: int
    source: str
    language: str


class Cases(NamedTuple):
    """Cases as one table: a row per candidate."""

    table: Table
    starts: Table
    sizes: Table
    right: Table
    worth: Table


class Net(NamedTuple):
    """Plain weights, weights into the hidden layer, its bias, and what it counts."""

    plain: Table
    inner: Table
    bias: Table
    out: Table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try", action="store_true", dest="tries")
    tries = parser.parse_args().tries
    catalogue = load()
    cases = [case for path, source in _files() for case in _cases(catalogue, path, source)]
    learned = [case for case in cases if case.gold != _UNREACHED and (case.fold or not tries)]
    facts = _known(learned)
    net = _fit(_tabled(learned, facts), len(facts))
    _judge([case for case in cases if not case.fold] if tries else cases, facts, net)
    if not tries:
        _write(facts, net)


def _files() -> Iterator[tuple[Path, str]]:
    for name in _SHARED_FILES:
        yield SHARED / "claims" / f"{name}.jsonl", "train" if name == "train" else "hard"
    for path in sorted(_OURS.glob("*.jsonl")):
        yield path, "own"


def _cases(catalogue: Catalogue, path: Path, source: str) -> Iterator[Case]:
    for entry in read(path):
        body, language = entry.article.body, entry.article.language
        hits = resolve_military.settled(catalogue.hits(body, language))
        story, _, variant = entry.article.id.rpartition("-")
        fold = zlib.crc32((story if variant in _VARIANTS else entry.article.id).encode()) % _FOLDS
        for claim in entry.claims:
            span = locate(body, claim["military"], claim["region"])
            if span is None or resolve_military.is_told(catalogue, span, body, hits):
                continue
            classes = resolve_military.classes(span, hits)
            read_as = resolve_military.readings(catalogue)
            described = owners.describe(span, body, language, hits, classes, read_as)
            names, gold = sorted(described), _gold(claim["military_id"])
            right = names.index(gold) if gold in names else _UNREACHED
            yield Case([dict(described[name]) for name in names], right, fold, source, language)


def _gold(id: str) -> str:
    """The id as a candidate: unnamed rebels and militias are found by way of their land."""
    known = _SAME.get(id.lower(), id if id.isupper() else id.lower())
    return known[:3].upper() if known.endswith(("-rebels", "-militia", "-mercenaries")) else known


def _known(cases: Sequence[Case]) -> dict[str, int]:
    counts = Counter(fact for case in cases for fact in {name for facts in case.candidates for name in facts})
    return {fact: at for at, fact in enumerate(sorted(fact for fact, count in counts.items() if count >= _SELDOM))}


def _tabled(cases: Sequence[Case], facts: dict[str, int]) -> Cases:
    sizes = numpy.array([len(case.candidates) for case in cases])
    starts = numpy.concatenate([[0], numpy.cumsum(sizes)[:-1]])
    table = numpy.zeros((int(sizes.sum()), len(facts)), dtype=numpy.float32)
    for case, start in zip(cases, starts, strict=True):
        for row, found in enumerate(case.candidates, int(start)):
            for fact, value in found.items():
                if fact in facts:
                    table[row, facts[fact]] = value
    worth = numpy.array([_WORTH[case.source] for case in cases], dtype=numpy.float32)
    return Cases(table, starts, sizes, numpy.array([case.gold for case in cases]), worth)


def _fit(cases: Cases, width: int) -> Net:
    """AdamW on batches of cases, facts dropped at random so that no few of them decide."""
    chance = numpy.random.default_rng(0)
    inner = chance.uniform(-1, 1, (width, _HIDDEN)) * 0.7 / numpy.sqrt(width)
    out = chance.uniform(-1, 1, _HIDDEN) / numpy.sqrt(_HIDDEN)
    parts = [part.astype(numpy.float32) for part in (numpy.zeros(width), inner, numpy.zeros(_HIDDEN), out)]
    first, second = [numpy.zeros_like(part) for part in parts], [numpy.zeros_like(part) for part in parts]
    step = 0
    for turn in range(_ROUNDS):
        rate = _RATE * (1 - turn / _ROUNDS)
        order = chance.permutation(len(cases.sizes))
        for chosen in (order[at : at + _BATCH] for at in range(0, len(order), _BATCH)):
            step += 1
            for at, slope in enumerate(_slopes(Net(*parts), cases, chosen, chance)):
                first[at] = 0.9 * first[at] + 0.1 * slope
                second[at] = 0.999 * second[at] + 0.001 * slope**2
                moved = (first[at] / (1 - 0.9**step)) / (numpy.sqrt(second[at] / (1 - 0.999**step)) + 1e-8)
                parts[at] = parts[at] * (1 - rate * _SHRINK) - rate * moved
    return Net(*parts)


def _slopes(net: Net, cases: Cases, chosen: Table, chance: Any) -> tuple[Table, Table, Table, Table]:
    sizes = cases.sizes[chosen]
    places = numpy.concatenate([numpy.arange(cases.starts[at], cases.starts[at] + cases.sizes[at]) for at in chosen])
    table = cases.table[places]
    table = table * (chance.random(table.shape, dtype=numpy.float32) >= _DROPPED) / numpy.float32(1 - _DROPPED)
    hidden = numpy.maximum(table @ net.inner + net.bias, 0)
    begins = numpy.concatenate([[0], numpy.cumsum(sizes)[:-1]])
    belief = _softmax(table @ net.plain + hidden @ net.out, begins, sizes)
    belief[begins + cases.right[chosen]] -= 1
    belief *= numpy.repeat(cases.worth[chosen] / cases.worth[chosen].sum(), sizes)
    back = numpy.outer(belief, net.out) * (hidden > 0)
    return belief @ table, table.T @ back, back.sum(axis=0), belief @ hidden


def _softmax(scores: Table, begins: Table, sizes: Table) -> Table:
    belief = numpy.exp(scores - numpy.repeat(numpy.maximum.reduceat(scores, begins), sizes))
    return belief / numpy.repeat(numpy.add.reduceat(belief, begins), sizes)


def _judge(cases: Sequence[Case], facts: dict[str, int], net: Net) -> None:
    tabled = _tabled(cases, facts)
    scores = tabled.table @ net.plain + numpy.maximum(tabled.table @ net.inner + net.bias, 0) @ net.out
    tally: Counter[tuple[str, bool]] = Counter()
    for case, start, size in zip(cases, tabled.starts, tabled.sizes, strict=True):
        hit = bool(scores[start : start + size].argmax() == case.gold)
        tally[case.source, hit] += 1
        tally[f"{case.source} {case.language}", hit] += 1
    for source in sorted({source for source, _ in tally}):
        total = tally[source, True] + tally[source, False]
        print(f"{source}: {tally[source, True] / total:.4f} of {total}")


def _write(facts: dict[str, int], net: Net) -> None:
    """In hundredths, as whole numbers."""
    rows = {fact: [net.plain[at], *net.inner[at]] for fact, at in facts.items()}
    rows |= {owners.BIAS: [0, *net.bias], owners.OUT: [0, *net.out]}
    lines = (f"{fact}\t{' '.join(str(round(float(each) * 100)) for each in row)}\n" for fact, row in rows.items())
    head = "# Fitted by training/fit_owners.py on gold spans that name no one: fact, its plain weight and those into\n"
    _PATH.write_text(head + "# the hidden layer, all in hundredths.\n" + "".join(lines), encoding="utf-8")
    print(f"{_PATH}: {len(facts)} facts")


if __name__ == "__main__":
    main()
