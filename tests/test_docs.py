"""The documents say what is true: README's commands run, and dependencies say why they are there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SLOW = ("./run test", "./run check", "./run bench", "./run soak", "git clone", "cd ")


def commands() -> list[str]:
    """Every line of README's `sh` blocks; `console` blocks need data that is not in the repository."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", *SLOW))]


@pytest.mark.parametrize("command", commands())
def test_a_command_in_the_readme_runs(command: str) -> None:
    finished = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr[-2000:]
    assert finished.stdout or finished.stderr


def test_the_readme_has_commands_to_run() -> None:
    assert len(commands()) >= 5


def test_every_dependency_says_why_it_is_there() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(
        r'^    "[^"\n]+",(.*)$', project.partition("[build-system]")[2].partition("[tool.")[0], re.MULTILINE
    )
    assert listed
    assert all(re.match(r"\s+# \w.{15,}", comment) for comment in listed)
