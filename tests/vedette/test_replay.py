"""Replay: the same archive gives the same bytes, in any order, with any number of workers; and the right ones."""

import shutil
from pathlib import Path

import pytest

from connectors.archive.units import units
from tests import sample
from vedette.replay import CHUNK_ENTRIES, OUTPUTS, chunks


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one")
    sample.run(folder)
    return folder


@pytest.mark.parametrize("name", sample.TABLES)
def test_the_sample_gives_what_is_checked_in(out: Path, name: str) -> None:
    expected = (sample.EXPECTED / f"{name}.tsv").read_text(encoding="utf-8")
    assert sample.tables(out)[name] == expected


def test_two_workers_give_the_same_bytes_as_one(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vedette.replay.CHUNK_ENTRIES", 70)
    sample.run(tmp_path, workers=2)
    for name in OUTPUTS.values():
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes()


def test_small_chunks_give_the_same_bytes(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vedette.replay.CHUNK_ENTRIES", 40)
    sample.run(tmp_path)
    for name in OUTPUTS.values():
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes()


def test_an_archive_read_backwards_gives_the_same_alerts(out: Path, tmp_path: Path) -> None:
    from pipeline.catalogue.catalogue import load
    from pipeline.ledger.policy import Policy
    from pipeline.settings import Settings
    from pipeline.subscriptions.load import load_subscriptions
    from vedette.replay import replay

    archive = tmp_path / "archive"
    shutil.copytree(sample.ARCHIVE, archive)
    for path in archive.glob("*.jsonl"):
        path.write_bytes(b"".join(line + b"\n" for line in reversed(path.read_bytes().splitlines())))
    wanted = load_subscriptions(sample.SUBSCRIPTIONS, load())
    with replay(
        [archive], wanted, Settings(model="cues"), policy=Policy(), workers=1, progress=sample.quiet
    ) as outcome:
        outcome.write(tmp_path / "out")
    for name in ("ledgers.jsonl", "events.jsonl", "reports.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes()


def test_chunks_are_bounded() -> None:
    sizes = [sum(unit.weight for unit in chunk) for chunk in chunks(units([sample.ARCHIVE]))]
    assert sizes
    assert max(sizes) <= CHUNK_ENTRIES
