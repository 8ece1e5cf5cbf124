"""Floors: scores that must not fall, by model and group of entries. They are only ever raised.

    .venv/bin/python -m training.evaluate --model cues --floors training/floors.toml [--write-floors]

The subset is fixed. `written` is `hard_dev` and the `suite_*_dev` of the shared data (ours, CC0), copied beside the
floors so that CI has them; `real` is `dev`, only where ../shared stands beside the repository.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.claims.models import CUES
from training.claims import SHARED

WRITTEN = Path(__file__).parent / "written_dev.jsonl"
REAL = SHARED / "claims" / "dev.jsonl"
# Of a group with many entries; `traps_right` where it has look-alikes.
WHOLE = (
    "f1", "planned_f1", "denied_f1", "f1_and_holder", "f1_and_background", "f1_and_activity",
    "holder_f1", "background", "activity", "traps_right",
)  # fmt: skip
PART = ("f1",)  # of one language's written entries, which are few
# Of what is found: who finds more, and so harder claims, has less of it right. Of groups with MANY claims only.
OF_FOUND = frozenset({"holder_f1", "background", "activity"})
MANY = 300
UNSTEADY = OF_FOUND | {"traps_right"}  # and on a few dozen entries: they move by one entry
FEW = 30  # labelled claims of a stance: of fewer, one claim more or less moves the F1 by more than models differ
EXACT, SLACK, MOVING = 0.005, 0.01, 0.02  # a claim more or less; int8 differs a little between processors, too

Figures = Mapping[str, Mapping[str, float]]  # by group and figure
Floors = dict[str, dict[str, dict[str, float]]]  # by model, group and figure


def subset() -> dict[str, Path]:
    """The files that are scored, by the name of their group."""
    return {"written": WRITTEN} | ({"real": REAL} if REAL.is_file() else {})


def read(path: Path) -> Floors:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def write(floors: Floors, path: Path) -> None:
    lines = [
        "# Scores that must not fall: made by `python -m training.evaluate --write-floors`, which only raises them."
    ]
    for model, groups in sorted(floors.items()):
        for group, figures in sorted(groups.items()):
            lines += ["", f'[{model}."{group}"]']
            lines += [f"{name} = {value:.3f}" for name, value in sorted(figures.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def raised(floors: Floors, model: str, measured: Figures) -> Floors:
    """The floors with those of `model` lifted to what was measured; none is lowered, none is lost."""
    lifted = {name: {group: dict(own) for group, own in groups.items()} for name, groups in floors.items()}
    for group, figures in measured.items():
        own = lifted.setdefault(model, {}).setdefault(group, {})
        for name, value in figures.items():
            own[name] = max(own.get(name, 0.0), _floor(model, name, value))
    return lifted


def below(floors: Floors, model: str, measured: Figures) -> Iterator[str]:
    """What fell, a line each. Groups that were not measured here are left alone."""
    if model not in floors:
        yield f"there are no floors for {model}: write them with --write-floors"
    for group, own in sorted(floors.get(model, {}).items()):
        for name, floor in sorted(own.items()):
            value = measured.get(group, {}).get(name, math.inf)
            if not value >= floor:
                yield f"{group}: {name} is {value:.4f}, its floor is {floor:.3f}"


def enforced(groups: Figures) -> dict[str, dict[str, float]]:
    """Of all figures those that have floors."""
    return {
        group: {
            name: figures[name]
            for name in (PART if group.startswith("written ·") else WHOLE)
            if name in figures
            and figures.get(f"{name.removesuffix('_f1')}_claims", FEW) >= FEW
            and (name not in OF_FOUND or figures.get("claims", MANY) >= MANY)
        }
        for group, figures in groups.items()
    }


def _floor(model: str, name: str, value: float) -> float:
    slack = MOVING if name in UNSTEADY else EXACT if model == CUES else SLACK
    return max(math.floor(1000 * (value - slack) + 1e-9) / 1000, 0.0)
