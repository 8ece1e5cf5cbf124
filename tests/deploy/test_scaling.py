"""docs/scaling.md: what it says of deploy/ is so."""

import re
from pathlib import Path

from tests.deploy.manifests import objects, pods

PAGE = (Path(__file__).parents[2] / "docs" / "scaling.md").read_text(encoding="utf-8")
TASK_MANAGERS = 2
_UNITS = {"Gi": 1.073741824, "Mi": 1.048576e-3, "m": 1e-3, "": 1.0}  # m: Flink's MB, Kubernetes' thousandths of a core


def amount(text: str | float) -> float:
    match = re.fullmatch(r"([\d.]+)(\D*)", str(text))
    assert match
    return float(match[1]) * _UNITS[match[2]]


def test_the_price_before_the_first_article_is_what_the_manifests_ask_for() -> None:
    made = objects()
    asked = [
        box["resources"]["requests"]
        for one in made if one["kind"] == "Deployment" for pod in pods(one) for box in pod["containers"]
    ]  # fmt: skip
    flink = next(one["spec"] for one in made if one["kind"] == "FlinkDeployment")
    worker = flink["taskManager"]["podTemplate"]["spec"]["containers"][0]["resources"]["requests"]
    asked += [flink["jobManager"]["resource"], *TASK_MANAGERS * [flink["taskManager"]["resource"], worker]]
    cores, memory = (sum(amount(each[what]) for each in asked) for what in ("cpu", "memory"))
    assert f"asks for {cores:.1f} cores\n  and {memory:.1f} GB" in PAGE


def test_every_path_that_it_names_is_there() -> None:
    root = Path(__file__).parents[2]
    paths = re.findall(r"`((?:tests|training|deploy)/[\w/.]+)`", PAGE)
    assert len(paths) > 4
    assert [path for path in paths if not (root / path).exists()] == []


def test_every_figure_stands_beside_a_script_that_is_there() -> None:
    root = Path(__file__).parents[2]
    scripts = re.findall(r"python -m ([\w.]+)", PAGE)
    assert len(scripts) >= 2
    assert all((root / f"{script.replace('.', '/')}.py").exists() for script in scripts)
