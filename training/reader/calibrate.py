"""Turns logits into chances that mean what they say, and chooses each stance's floor, on dev files.

    .venv/bin/python -m training.reader.calibrate FOLDER ../shared/data/claims [--state STATE --base …]

FOLDER is a model folder; its `reader.toml` is written. For every claim that the model would state at all, resolved as
`vedette extract` resolves it, it is known whether its key (root, country, stance) is right. A logistic curve per stance
(slope and shift; Platt 1999) makes the chance of that from the logit. The floor of a stance is the chance below which
nothing is stated. Of a grid of floors those are taken at which the fewest scores of `training/floors.toml` fall,
and of these the ones with the highest mean F1 over the groups (real English, real Polish, hard, suites). With `--state`
the network is read from a training run instead of from ONNX, to look at it while it learns.
"""

import argparse
import itertools
import json
import sys
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.claims.models import BUNDLED
from pipeline.claims.read import read
from pipeline.claims.reader.model import ReaderModel
from pipeline.claims.report import decisions
from pipeline.mentions.scan import scan
from schemas import Report, Scanned, Stance
from training import floors as enforced
from training.claims import article
from training.evaluate import Scored, figures, groups_of, score

STANCES = tuple(Stance)
FLOORS = Path(__file__).parents[1] / "floors.toml"
LOWEST = 0.02  # chance below which nothing is looked at
GRID = (0.26, 0.32, 0.38, 0.44, 0.50)  # floors that are tried, for every stance
PRIOR = 1.0  # towards the slope 1 and the shift 0, as many as so many claims
Key = tuple[str, str, str]


class Stated(NamedTuple):
    """One claim that the model could state."""

    key: Key
    stance: int
    logit: float
    right: bool


class Read(NamedTuple):
    group: str
    gold: frozenset[Key]
    stated: tuple[Stated, ...]


def key(root: str, country: str, activity: str, stance: str) -> Key:
    """As training/evaluate.py compares."""
    if (activity, stance) == ("withdraw", "denied"):
        stance = "affirmed"
    return root.partition("/")[0], country, "planned" if stance == "possible" else stance


def dev_files(shared: Path) -> list[Path]:
    return [shared / "dev.jsonl", shared / "hard_dev.jsonl", *sorted(shared.glob("suite_*_dev.jsonl"))]


def reads(files: Sequence[Path], model: ReaderModel, catalogue: Catalogue, part: int = 1) -> list[Read]:
    """Every dev entry (or one in `part`) with all that the model could state of it."""
    found = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines()[::part]:
            found.append(_read(json.loads(line), _group(file), model, catalogue))
    return found


def _group(file: Path) -> str:
    return "suites" if file.stem.startswith("suite") else file.stem


def _read(row: dict[str, Any], group: str, model: ReaderModel, catalogue: Catalogue) -> Read:
    item = article(row)
    gold = frozenset(key(c["military_id"], c["region_country"], c["activity"], c["stance"]) for c in row["claims"])
    scanned = Scanned(article=item, windows=scan(item, catalogue))
    stated = []
    for claim, outcome in decisions(scanned, read(scanned, model), catalogue, model.name):
        if isinstance(outcome, Report):
            country = catalogue.region(outcome.claim.region).country
            own = key(outcome.claim.military, country, outcome.claim.activity, outcome.stance)
            chance = min(max(claim.confidence, 1e-4), 1 - 1e-4)
            stated.append(Stated(own, STANCES.index(claim.stance), float(np.log(chance / (1 - chance))), own in gold))
    if group == "dev":
        group = f"dev {item.language}" if item.language in ("en", "pl") else "dev en"
    return Read(group, gold, tuple(stated))


def surest(stated: Sequence[Stated]) -> list[Stated]:
    """Of an entry's claims with the same key the surest: it is told once, however often the text repeats it."""
    best: dict[tuple[Key, int], Stated] = {}
    for one in stated:
        at = one.key, one.stance
        if at not in best or one.logit > best[at].logit:
            best[at] = one
    return list(best.values())


def curve(stated: Sequence[Stated]) -> tuple[float, float]:
    """Slope and shift of the logistic curve from logit to being right, by Newton's method."""
    x = np.array([[s.logit, 1.0] for s in stated]).reshape(-1, 2)
    y = np.array([float(s.right) for s in stated])
    w, prior = np.array([1.0, 0.0]), np.array([1.0, 0.0])

    def loss(w: Any) -> float:
        z = x @ w
        return float(np.sum(np.logaddexp(0, z) - y * z) + PRIOR / 2 * np.sum((w - prior) ** 2))

    for _ in range(50):
        p = _sigmoid(x @ w)
        gradient = x.T @ (p - y) + PRIOR * (w - prior)
        step = np.linalg.solve((x.T * (p * (1 - p))) @ x + PRIOR * np.eye(2), gradient)
        while loss(w - step) > loss(w) and np.abs(step).max() > 1e-9:
            step = step / 2
        w = w - step
    return float(w[0]), float(w[1])


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))


def f1(found: Sequence[Read], curves: Sequence[tuple[float, float]], floors: Sequence[float]) -> dict[str, float]:
    """By group, at these floors."""
    hits: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for entry in found:
        kept = {
            s.key for s in entry.stated
            if _sigmoid(curves[s.stance][0] * s.logit + curves[s.stance][1]) >= floors[s.stance]
        }  # fmt: skip
        hits[entry.group] += len(kept & entry.gold)
        total[entry.group] += len(kept) + len(entry.gold)
    return {group: 2 * hits[group] / max(total[group], 1) for group in sorted(total)}


def choose(
    found: Sequence[Read], curves: Sequence[tuple[float, float]], subset: dict[str, list[Scored]]
) -> tuple[list[float], list[str]]:
    """The floors, and which enforced scores fall at them. `subset` is scored with everything stated."""
    known = enforced.read(FLOORS)

    def fallen(floors: Sequence[float]) -> list[str]:
        measured = {name: figures(entries) for name, entries in groups_of(cut(subset, floors)).items()}
        return list(enforced.below(known, BUNDLED, enforced.enforced(measured)))

    def worth(floors: Sequence[float]) -> float:
        return float(np.mean(list(f1(found, curves, floors).values())))

    best = max(itertools.product(GRID, repeat=len(STANCES)), key=lambda floors: (-len(fallen(floors)), worth(floors)))
    return list(best), fallen(best)


def cut(subset: dict[str, list[Scored]], floors: Sequence[float]) -> dict[str, list[Scored]]:
    """About what is left where these are the floors: a report is less sure than its claim where its names are."""
    floor = dict(zip(map(str, STANCES), floors, strict=True))
    return {
        name: [
            entry._replace(found=tuple(fact for fact in entry.found if fact.confidence >= floor[fact.stated]))
            for entry in entries
        ]
        for name, entries in subset.items()
    }


def _scored(model: ReaderModel) -> dict[str, list[Scored]]:
    return {name: score(file, model) for name, file in enforced.subset().items()}


class _Torch:
    """A torch module where an ONNX session is expected."""

    def __init__(self, module: Any, names: Sequence[str]) -> None:
        self.module, self.names = module, names

    def run(self, _: None, inputs: dict[str, Any]) -> list[Any]:
        import torch

        with torch.inference_mode():
            answers = self.module(*(torch.from_numpy(np.ascontiguousarray(inputs[name])) for name in self.names))
        return [answer.numpy() for answer in answers]


def in_training(folder: Path, state: Path, base: Path, layers: int, frozen: int, architecture: str) -> ReaderModel:
    """The model of a run as it stands."""
    from training.reader.export import EncoderGraph, PairsGraph
    from training.reader.network import load as load_state

    reader = load_state(state, base, layers, frozen, architecture, averaged=False)
    model = ReaderModel(folder)
    model.__dict__["_encoder"] = _Torch(EncoderGraph(reader), ["words", "features"])
    model.__dict__["_pairs"] = _Torch(PairsGraph(reader), ["vectors", "military", "region"])
    return model


def write(folder: Path, name: str, curves: Sequence[tuple[float, float]], floors: Sequence[float]) -> None:
    lines = [f'name = "{name}"', "background = 0.0  # logit above which a claim is background", ""]
    for stance, (slope, shift), floor in zip(STANCES, curves, floors, strict=True):
        lines += [f"[stance.{stance}]", f"slope = {slope:.4f}", f"shift = {shift:.4f}", f"floor = {floor}", ""]
    (folder / "reader.toml").write_text("\n".join(lines), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--name", default="reader/5")
    parser.add_argument("--state", type=Path)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--layers", type=int, default=9)
    parser.add_argument("--frozen", type=int, default=3)
    parser.add_argument("--architecture", default="once", help="of --state")
    parser.add_argument("--part", type=int, default=1, help="one entry in so many, for a quick look")
    options = parser.parse_args(arguments)

    def opened(curves: Sequence[tuple[float, float]], floors: Sequence[float]) -> ReaderModel:
        """The model as it is with these settings."""
        write(options.folder, options.name, curves, floors)
        if options.state:
            return in_training(
                options.folder, options.state, options.base, options.layers, options.frozen, options.architecture
            )
        return ReaderModel(options.folder)

    found = reads(
        dev_files(options.shared), opened([(1.0, 0.0)] * len(STANCES), [LOWEST] * len(STANCES)), load(), options.part
    )
    kept = [one for entry in found for one in surest(entry.stated)]
    curves = [curve([one for one in kept if one.stance == number]) for number in range(len(STANCES))]
    floors, _ = choose(found, curves, _scored(opened(curves, [min(GRID)] * len(STANCES))))
    as_used = {name: figures(entries) for name, entries in groups_of(_scored(opened(curves, floors))).items()}
    fallen = list(enforced.below(enforced.read(FLOORS), BUNDLED, enforced.enforced(as_used)))
    print(tomllib.loads((options.folder / "reader.toml").read_text(encoding="utf-8"))["stance"])
    print({group: round(value, 3) for group, value in f1(found, curves, floors).items()})
    ceiling = {g: round(v, 3) for g, v in f1(found, [(1.0, 20.0)] * 4, [0.0] * 4).items()}
    print("everything stated:", ceiling)
    print("\n".join(fallen) or "no enforced score falls")
    return 0


if __name__ == "__main__":
    sys.exit(main())
