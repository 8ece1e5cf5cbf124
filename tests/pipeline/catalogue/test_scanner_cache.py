"""The cache gives what a build gives, at once, and is never trusted where it may be wrong."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.catalogue import cache
from pipeline.catalogue.automaton import HAS_DAACHORSE, build, rebuilt, restore
from pipeline.catalogue.compiled import Compiled, compiled
from pipeline.catalogue.names import Name
from pipeline.catalogue.scanner import Scanner
from schemas import Hit, HitKind

_NAMES = (
    Name("Kyiv", "", HitKind.CAPITAL, ("UKR", "geonames:703448")),
    Name("Харків", "uk", HitKind.STATE, ("x",)),
    Name("soldier*", "en", HitKind.HEAD, ("soldiers",)),
    Name("基辅", "zh", HitKind.REGION, ("y",)),
)
_BODY = "Soldiers left Kyiv, Харкова and 基辅."


class _Builds:
    """Counts how often it was asked to build."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> Compiled:
        self.count += 1
        return compiled(_NAMES, ["Kyiv Post"], {})


def _hits(ready: Compiled) -> tuple[Hit, ...]:
    return Scanner.of(ready).find(_BODY, "en")


@pytest.fixture
def builds() -> _Builds:
    return _Builds()


def test_second_process_reads_what_the_first_built(tmp_path: Path, builds: _Builds) -> None:
    first, second = (cache.kept("v1", builds, tmp_path) for _ in range(2))
    assert builds.count == 1
    assert _hits(first) == _hits(second) == Scanner(_NAMES, ["Kyiv Post"]).find(_BODY, "en") != ()


def test_other_data_build_their_own(tmp_path: Path, builds: _Builds) -> None:
    cache.kept("v1", builds, tmp_path)
    cache.kept("v2", builds, tmp_path)
    assert builds.count == 2


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _open_to_all(path: Path) -> None:
    path.chmod(0o666)


@pytest.mark.parametrize("harm", [_cut, _flip, _open_to_all, lambda path: path.write_bytes(b"")])
def test_harmed_file_is_built_anew(harm: Callable[[Path], None], tmp_path: Path, builds: _Builds) -> None:
    expected = _hits(cache.kept("v1", builds, tmp_path))
    (file,) = tmp_path.iterdir()
    harm(file)
    assert _hits(cache.kept("v1", builds, tmp_path)) == expected
    assert builds.count == 2
    cache.kept("v1", builds, tmp_path)
    assert builds.count == 2, "and the new file is good"


def test_folder_that_cannot_be_written_only_costs_the_build(tmp_path: Path, builds: _Builds) -> None:
    (tmp_path / "file").write_text("no folder")
    assert _hits(cache.kept("v1", builds, tmp_path / "file"))
    assert builds.count == 1


def test_old_versions_do_not_pile_up(tmp_path: Path, builds: _Builds) -> None:
    for at in range(9):
        cache.kept(f"v{at}", builds, tmp_path)
    assert len(list(tmp_path.iterdir())) == 6


def test_cache_lies_where_the_user_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VEDETTE_CACHE", str(tmp_path))
    assert cache.default_folder() == tmp_path
    monkeypatch.delenv("VEDETTE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path))
    assert cache.default_folder() == tmp_path / "vedette"


@pytest.mark.skipif(not HAS_DAACHORSE, reason="no daachorse on this machine")
def test_both_automata_find_the_same_in_the_same_order() -> None:
    patterns = [" kyiv ", " ky", "yiv", "基辅", " харк", "в "]
    text = " kyiv харків 基辅 kyivan "
    find, data = build(patterns)
    restored = restore(data)
    assert restored is not None
    assert find(text) == restored(text) == rebuilt(patterns)(text) != []


def test_bytes_that_are_no_automaton_restore_nothing() -> None:
    assert restore(b"") is None
    assert restore(b"x" * 100) is None


_FRESH = """
import time
from pipeline.catalogue.catalogue import load
started = time.process_time()
hits = load().hits("Russia's navy left Kyiv", "en")
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(len(hits), time.process_time() - started, int(status["VmHWM"].split()[0]) / 1000)
"""


def _fresh(cache_folder: Path) -> tuple[int, float, float]:
    """What a new process finds, in which CPU time, with how many megabytes at most."""
    environment = {**os.environ, "VEDETTE_CACHE": str(cache_folder), "PYTHONPATH": str(Path(cache.__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", _FRESH], env=environment, capture_output=True, text=True, check=True)
    hits, seconds, megabytes = done.stdout.split()
    return int(hits), float(seconds), float(megabytes)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_new_process_is_ready_in_half_a_second_and_150_megabytes(tmp_path: Path) -> None:
    first, second = _fresh(tmp_path), _fresh(tmp_path)
    assert first[0] == second[0] > 0
    assert first[2] < 150, "the names are compiled in another process"
    assert second[2] < 150
    assert second[1] < 0.5
