"""Vedette's own archive: what is written is read back, and the same entries give the same bytes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from connectors.archive import write
from connectors.archive.read import entries
from connectors.archive.units import units
from connectors.archive.write import write_archive
from schemas import DeadLetter, Entry
from schemas.errors import InputError

DAY = datetime(2024, 3, 5, 23, 59, 59, 123456, tzinfo=UTC)


def some(count: int = 5) -> list[Entry]:
    return [
        Entry(
            feed="https://ardel.example/rss.xml",
            guid=f"g{number}",
            title=f"Überblick № {number} \u2028 \U0001f6f8",
            content="<p>zeile\n\tzwei</p>",
            published=DAY - timedelta(days=number),
            seen_at=DAY if number % 2 else None,
            id=str(number),
            where=f"elsewhere:{number}",
        )
        for number in range(count)
    ]


def read(folder: Path) -> list[Entry | DeadLetter]:
    return [result for unit in units([folder]) for result in entries(unit)]


def without_place(results: list[Entry] | list[Entry | DeadLetter]) -> list[Entry | DeadLetter]:
    return sorted((msgspec.structs.replace(result, where="") for result in results), key=str)


def test_what_is_written_is_read_back_equal_but_for_its_place(tmp_path: Path) -> None:
    write_archive(some(), tmp_path)
    assert without_place(read(tmp_path)) == without_place(some())
    assert read(tmp_path)[-1].where.startswith(str(tmp_path))


def test_there_is_one_file_a_day_of_first_sight(tmp_path: Path) -> None:
    undated = Entry(title="No date")
    names = [path.name for path in write_archive([*some(), undated], tmp_path)]
    days = ("2024-03-01", "2024-03-03", "2024-03-05", "undated")
    assert names == sorted(path.name for path in tmp_path.iterdir()) == [f"{day}.jsonl.gz" for day in days]


def test_the_same_entries_give_the_same_bytes_wherever_they_come_from(tmp_path: Path) -> None:
    moved = [msgspec.structs.replace(entry, where="") for entry in some()]
    for name, given in (("a", some()), ("b", moved)):
        write_archive(given, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in files)


def test_more_days_than_may_be_open_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "OPEN_DAYS", 2)
    write_archive(some(9) + some(9), tmp_path)
    assert without_place(read(tmp_path)) == without_place(some(9) + some(9))


def test_a_day_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in write_archive(some(), tmp_path)}
    with pytest.raises(InputError, match="2024-03-05"):
        write_archive([*some(9), *some()], tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_source_that_fails_leaves_no_file_behind(tmp_path: Path) -> None:
    def failing() -> object:
        yield from some()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        write_archive(failing(), tmp_path)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
