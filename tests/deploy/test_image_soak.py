"""The image for real: every instruction of the Dockerfile in an empty Debian, and then its programs as its user."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.deploy import rootbuild
from tests.deploy.rootbuild import Stage, build

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(bool(rootbuild.missing()), reason=f"building an image {rootbuild.missing()}"),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    started = time.monotonic()
    made = build(ROOT / "deploy" / "container" / "Dockerfile", ROOT, tmp_path_factory.mktemp("root"))
    installed = sum(file.lstat().st_size for file in (made.root / "opt/vedette").rglob("*") if file.is_file())
    print(f"built in {time.monotonic() - started:.0f} s; /opt/vedette has {installed / 1e6:.0f} MB")
    return made


def test_it_runs_the_samples_on_a_read_only_root_as_its_own_user(image: Stage) -> None:
    assert image.run([*image.start[:1], "--version"], read_only=True).stdout.startswith("vedette 0.")
    samples = "/opt/vedette/samples"
    command = [*image.start[:1], "replay", f"{samples}/archive", "--subscriptions", f"{samples}/subscriptions.toml"]
    done = image.run([*command, "--format", "jsonl"], read_only=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('"kind":"opened"') > 3


def test_nothing_in_it_installs_builds_or_was_left_over(image: Stage) -> None:
    for tool in ("pip", "pip3", "gcc", "cc", "make", "git"):
        assert image.run(["sh", "-c", f"command -v {tool}"]).returncode != 0, tool
    for module in ("pip", "setuptools", "wheel"):
        assert image.run(["python", "-c", f"import {module}"]).returncode != 0, module
        assert image.run(["/usr/local/bin/python", "-c", f"import {module}"]).returncode != 0, module
    assert not any((image.root / name).exists() for name in ("src", "wheel"))


def test_its_user_can_write_its_own_two_folders_and_no_other(image: Stage) -> None:
    found = image.run(["find", "/opt", "/usr", "/etc", "/var", "-xdev", "-writable", "-not", "-type", "l"])
    own = ("/var/lib/vedette", "/var/cache/vedette", "/var/tmp", "/var/lock", "/var/run")
    assert [line for line in found.stdout.splitlines() if not line.startswith(own)] == []


def test_no_process_compiles_the_catalogue_again(image: Stage) -> None:
    kept = list((image.root / "var/cache/vedette").iterdir())
    assert len(kept) == 1
    before = kept[0].stat().st_mtime_ns
    assert image.run(["vedette", "catalogue", "find", "Kyiv"]).returncode == 0
    assert [file.stat().st_mtime_ns for file in (image.root / "var/cache/vedette").iterdir()] == [before]


def test_a_worker_pool_starts_and_the_healthcheck_sees_it(image: Stage) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    pool = ["timeout", "60", "python", "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={port}"]
    check = [*image.health, port]
    assert image.run(check).returncode == 1
    with ThreadPoolExecutor(1) as thread:
        thread.submit(image.run, pool)
        well = any(image.run(check).returncode == 0 for _ in range(100))
    assert well
