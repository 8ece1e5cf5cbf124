"""The units: systemd takes them, they allow little, and the backup keeps only what is sound."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectors.store import open_store

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
ROOT = FOLDER.parents[1]
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")])
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with programs that are there in place of those that an install would bring."""
    for unit in UNITS:
        text = re.sub(r"(?<=^ExecStart=)\S+", "/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    return tmp_path


@needs_systemd
@pytest.mark.parametrize("name", [unit.name for unit in UNITS])
def test_systemd_takes_a_unit_without_a_word(name: str, units: Path) -> None:
    done = _run("systemd-analyze", "verify", units / name)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("name", [unit.name for unit in FOLDER.glob("*.service")])
def test_a_service_is_not_exposed(name: str, units: Path) -> None:
    done = _run("systemd-analyze", "security", "--offline=true", "--threshold=15", units / name)
    assert done.returncode == 0, done.stdout[-300:]


def test_units_name_the_files_that_the_readme_installs() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in [unit.name for unit in UNITS] + ["vedette-backup", "vedette.env", "vedette.sysusers.conf"]:
        assert (FOLDER / name).exists()
        assert f"deploy/systemd/{name}" in readme
    for path in re.findall(r"/etc/vedette/[\w.]+", "".join(unit.read_text(encoding="utf-8") for unit in UNITS)):
        assert path.rsplit("/", 1)[1] in readme


def test_every_variable_of_the_environment_file_is_one_that_something_reads() -> None:
    names = re.findall(r"^(VEDETTE_\w+)=", (FOLDER / "vedette.env").read_text(encoding="utf-8"), flags=re.MULTILINE)
    sources = [
        *(ROOT / "vedette").rglob("*.py"),
        *(ROOT / "pipeline" / "catalogue").glob("*.py"),
        FOLDER / "vedette-backup",
    ]
    text = "".join(source.read_text(encoding="utf-8") for source in sources)
    assert names
    assert all(name in text for name in names)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with the backup script, `vedette` beside it, a store, and room for copies."""
    shutil.copy2(FOLDER / "vedette-backup", tmp_path)
    vedette = tmp_path / "vedette"
    vedette.write_text(f'#!/bin/sh\nexec {sys.executable} -m vedette "$@"\n', encoding="utf-8")
    vedette.chmod(0o755)
    (tmp_path / "copies").mkdir()
    open_store(f"sqlite:///{tmp_path}/vedette.db").close()
    return tmp_path


def backup(folder: Path) -> subprocess.CompletedProcess[str]:
    store = {"VEDETTE_STORE": f"sqlite:///{folder}/vedette.db", "PYTHONPATH": str(ROOT)}
    return _run(folder / "vedette-backup", folder / "copies", **store)


def test_a_backup_is_a_sound_copy_and_forgets_only_copies_that_are_too_old(installed: Path) -> None:
    copies = installed / "copies"
    for name, days in (("vedette-20200101T000000Z.db", 20), ("vedette-20200102T000000Z.db", 3), ("mine.db", 20)):
        (copies / name).touch()
        os.utime(copies / name, (time.time() - days * 86400,) * 2)
    assert backup(installed).returncode == 0
    kept = sorted(file.name for file in copies.iterdir())
    assert kept[:2] == ["mine.db", "vedette-20200102T000000Z.db"]
    assert len(kept) == 3
    open_store(f"sqlite:///{copies / kept[2]}").close()


def test_where_the_copy_fails_nothing_is_forgotten(installed: Path) -> None:
    old = installed / "copies" / "vedette-20200101T000000Z.db"
    old.touch()
    os.utime(old, (0, 0))
    (installed / "vedette.db").write_bytes(b"no database" * 1000)
    assert backup(installed).returncode != 0
    assert [file.name for file in (installed / "copies").iterdir()] == [old.name]


def _run(*command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, **more}
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
