"""Fetching servers: only pinned bytes are run, and what is missing is said in one line."""

from pathlib import Path

import pytest

from tests.integration.servers import jars


def _pinned(folder: Path, name: str, data: bytes) -> dict[str, str]:
    (folder / name).write_bytes(data)
    return {name: jars._digest(data)}


def test_pinned_jars_pass(tmp_path: Path) -> None:
    jars._check(tmp_path, _pinned(tmp_path, "a.jar", b"a"))


def test_a_changed_a_missing_and_an_added_jar_are_refused_by_name(tmp_path: Path) -> None:
    sums = _pinned(tmp_path, "a.jar", b"a") | {"gone.jar": "00"}
    (tmp_path / "a.jar").write_bytes(b"changed")
    (tmp_path / "more.jar").write_bytes(b"")
    with pytest.raises(RuntimeError, match=r"a\.jar, gone\.jar, more\.jar"):
        jars._check(tmp_path, sums)


def test_what_is_missing_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert jars.missing() == "needs java and mvn: apt-get install openjdk-17-jre-headless maven"


def test_servers_are_kept_outside_the_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VEDETTE_CACHE", str(tmp_path))
    assert jars.cache() == tmp_path / "servers"
    monkeypatch.delenv("VEDETTE_CACHE")
    assert Path(__file__).parents[3] not in jars.cache().parents
