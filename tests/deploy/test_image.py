"""The image: its build files are clean, they let in what is needed and nothing else, and what they install works."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.deploy.dockerfile import Instruction, is_let_in, read
from tests.deploy.rootbuild import Stage, copy

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "deploy").glob("*/Dockerfile"))
CONTAINER = ROOT / "deploy" / "container" / "Dockerfile"
IGNORE = CONTAINER.with_name("Dockerfile.dockerignore")
PACKAGES = ("schemas", "connectors", "pipeline", "vedette")


def instructions(word: str, file: Path = CONTAINER) -> list[Instruction]:
    return [one for one in read(file) if one.word == word]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_a_build_file_passes_hadolint(file: Path) -> None:
    linter = Path(sysconfig.get_path("scripts")) / "hadolint"
    done = subprocess.run([linter, "--no-color", file], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_everything_installed_is_checked_against_a_hash_or_made_here(file: Path) -> None:
    parts = [part for run in instructions("RUN", file) for part in run.text.split("&&")]
    fetching = [part for part in parts if re.search(r"pip (--python \S+ )?(install|wheel|download) ", part)]
    assert fetching
    assert all("--require-hashes --only-binary :all:" in part or "--no-deps" in part for part in fetching)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_what_is_copied_is_there_and_let_in(file: Path) -> None:
    ignore = file.with_name("Dockerfile.dockerignore")
    names = [name for copy in instructions("COPY", file) if "from" not in copy.flags for name in copy.operands[:-1]]
    assert names
    assert all((ROOT / name).exists() and is_let_in(ignore, name) for name in names)


@pytest.mark.parametrize(
    "name", [".git/config", "tests/conftest.py", "training/x.py", "vedette.db", "vedette/vedette.db-wal", "out/a",
             "pipeline/__pycache__/a.pyc", ".env", "deploy/compose/.env", "deploy/container/Dockerfile"],
)  # fmt: skip
def test_history_tests_stores_and_secrets_stay_out_of_the_build(name: str) -> None:
    assert not is_let_in(IGNORE, name)


def test_the_last_stage_is_not_root_says_what_it_is_and_has_a_healthcheck() -> None:
    last = read(CONTAINER)
    last = last[max(number for number, one in enumerate(last) if one.word == "FROM") :]
    assert [one.text for one in last if one.word == "USER"] == ["10001:10001"]
    assert any(one.word == "HEALTHCHECK" for one in last)
    labels = " ".join(one.text for one in last if one.word == "LABEL")
    assert all(f"org.opencontainers.image.{name}=" in labels for name in ("title", "licenses", "version", "revision"))


def test_every_variable_of_ours_that_the_image_sets_is_read_by_something() -> None:
    names = {pair.partition("=")[0] for one in instructions("ENV") for pair in one.words if pair.startswith("VEDETTE_")}
    assert names == {"VEDETTE_CACHE", "VEDETTE_METRICS_HOST", "VEDETTE_METRICS_PORT"}
    sources = [file.read_text(encoding="utf-8") for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    assert all(any(f'"{name}"' in text for text in sources) for name in names)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel of what the Dockerfile copies; packages of this one stand for the lock's."""
    folder = tmp_path_factory.mktemp("image")
    stage, wheel, home = Stage(folder), folder / "wheel", folder / "opt"
    stage.folder = "/src"
    for one in instructions("COPY"):
        if "from" not in one.flags:
            copy(one, ROOT, stage, CONTAINER)
    uv, lock = [sys.executable, "-m", "uv"], CONTAINER.with_name("build.lock")
    _run([*uv, "build", "--wheel", "--build-constraint", lock, "--require-hashes", "--out-dir", wheel, folder / "src"])
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    _run([*uv, "pip", "install", "--python", python, "--no-deps", "--no-index", *wheel.glob("*.whl")])
    (site,) = home.glob("lib/python*/site-packages")
    (site / "below.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home


def test_the_wheel_has_every_file_that_the_packages_have(installed: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (site,) = installed.glob("lib/python*/site-packages")
    wanted = [name for name in listed.stdout.split() if (ROOT / name).exists() and not name.endswith("SHA256SUMS")]
    assert len(wanted) > 300
    assert [name for name in wanted if not (site / name).exists()] == []


def test_what_is_installed_runs_in_an_empty_environment(installed: Path, tmp_path: Path) -> None:
    assert _alone(installed, tmp_path, "--version").startswith("vedette 0.")
    samples = ROOT / "samples"
    shown = _alone(
        installed, tmp_path, "replay", samples / "archive" / "2026-03-03.jsonl", "--format", "jsonl",
        "--workers", "1", "--subscriptions", samples / "subscriptions.toml",
    )  # fmt: skip
    assert '"kind":"opened"' in shown


def _alone(home: Path, folder: Path, *words: str | Path) -> str:
    """Standard output of an installed `vedette` that sees neither this repository nor this environment."""
    environ = {"PATH": str(home / "bin"), "HOME": str(folder), "VEDETTE_CACHE": os.environ.get("VEDETTE_CACHE", "")}
    return _run([home / "bin" / "vedette", *words], cwd=folder, env=environ)


def _run(command: list[str | Path], cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
