"""How files become pieces of work: which, in what order, how large, and what happens to those that are no archive."""

import gzip
import itertools
import os
import zipfile
from pathlib import Path

import msgspec
import pytest

from connectors.archive import split
from connectors.archive.read import entries
from connectors.archive.units import units
from connectors.archive.work import Broken, Document, Lines, Rows, Unit
from schemas import DeadLetter, Entry
from schemas.errors import InputError

LINE = b'{"title": "One line", "date": "2024-03-05"}\n'


def put(path: Path, data: bytes = LINE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def wheres(*paths: Path, size: int = 1000) -> list[str]:
    return [result.where for unit in units(paths, size=size) for result in entries(unit)]


def test_any_order_of_paths_gives_the_same_work_in_the_same_order(tmp_path: Path) -> None:
    paths = [put(tmp_path / "b.jsonl"), put(tmp_path / "a.jsonl"), put(tmp_path / "c" / "d.xml", b"<rss/>").parent]
    works = {tuple(units(order)) for order in itertools.permutations(paths)}
    assert len(works) == 1


def test_a_file_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path / "in" / "a.jsonl")
    monkeypatch.chdir(tmp_path)
    link = tmp_path / "link.jsonl"
    link.symlink_to(file)
    assert wheres(file, Path("in/a.jsonl"), Path("./in/../in/a.jsonl"), link, file) == [f"{file}:1"]


def test_a_file_inside_a_folder_that_is_named_too_is_read_once(tmp_path: Path) -> None:
    file = put(tmp_path / "in" / "deep" / "a.jsonl")
    assert wheres(file, tmp_path / "in", file.parent) == [f"{file}:1"]
    assert wheres(put(tmp_path / "in2.jsonl"), tmp_path / "in")[0].startswith(str(tmp_path / "in" / "deep"))


def test_folders_are_walked_by_name_and_what_systems_leave_there_is_passed_over(tmp_path: Path) -> None:
    for name in ("b/2.jsonl", "b/10.jsonl", "a.jsonl", ".hidden.jsonl", ".git/x.jsonl", "__MACOSX/x", "Thumbs.db"):
        put(tmp_path / name)
    assert wheres(tmp_path) == [f"{tmp_path}/{name}:1" for name in ("a.jsonl", "b/10.jsonl", "b/2.jsonl")]


def test_links_to_folders_are_followed_once_and_never_in_circles(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "a.jsonl")
    archive = put(tmp_path / "archive" / "deep" / "b.jsonl").parents[1]
    for name, target in (("deep/loop", archive), ("x", tmp_path / "elsewhere"), ("y", tmp_path / "elsewhere")):
        (archive / name).symlink_to(target)
    assert wheres(archive) == [f"{archive}/{name}:1" for name in ("deep/b.jsonl", "x/a.jsonl")]


def test_a_path_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no-such-file"):
        units([tmp_path / "no-such-file"])


def test_a_pipe_in_a_folder_is_a_dead_letter_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")
    put(tmp_path / "b.jsonl")
    first, second = (result for unit in units([tmp_path]) for result in entries(unit))
    assert isinstance(first, DeadLetter)
    assert first.reason == "unreadable"
    assert isinstance(second, Entry)


def test_a_file_name_that_is_no_text_is_read_and_shown(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jsonl")).write_bytes(LINE)
    assert wheres(tmp_path) == [f"{tmp_path}/\ufffd.jsonl:1"]


def test_units_hold_at_most_size_lines_and_number_them_through(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", LINE * 25 + b"\n" + LINE)
    work = [unit.work for unit in units([path], size=10)]
    assert [(w.first, len(w.lines)) for w in work if isinstance(w, Lines)] == [(1, 10), (11, 10), (21, 7)]
    assert wheres(path, size=10)[-1] == f"{path}:27"


def test_the_cut_into_units_changes_no_entry(tmp_path: Path) -> None:
    paths = [put(tmp_path / "a.jsonl", LINE * 9), put(tmp_path / "t.csv", b"title,date\n" + b'"a\nb",2024\n' * 9)]
    read = [[result for unit in units(paths, size=size) for result in entries(unit)] for size in (1, 4, 1000)]
    assert read[0] == read[1] == read[2]


def test_an_oversized_line_is_one_dead_letter_and_its_neighbours_are_read(tmp_path: Path) -> None:
    long = b'{"title": "' + b"x" * 20_000_000 + b'"}\n'
    path = put(tmp_path / "a.jsonl.gz", gzip.compress(LINE + long + LINE + long[:-1], 1))
    results = [result for unit in units([path]) for result in entries(unit)]
    assert [getattr(result, "reason", "entry") for result in results] == ["entry", "oversized", "entry", "oversized"]
    assert [result.where for result in results] == [f"{path}:{number}" for number in (1, 2, 3, 4)]
    assert "20,000,013 bytes" in results[1].detail  # type: ignore[union-attr]


def test_units_stay_small_however_long_the_lines_are(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.jsonl",
        b'{"title": "' + b"x" * 900_000 + b'"}\n',
    )
    path.write_bytes(path.read_bytes() * 20)
    sizes = [sum(map(len, unit.work.lines)) for unit in units([path]) if isinstance(unit.work, Lines)]
    assert max(sizes) < split.BATCH_BYTES + split.LINE_LIMIT
    assert sum(unit.weight for unit in units([path])) > 20 * 200


@pytest.mark.parametrize(("name", "reason"), [("a.xml", "oversized"), ("a.json", "oversized"), ("a.csv", "broken-csv")])
def test_no_document_item_or_row_grows_without_bound(tmp_path: Path, name: str, reason: str) -> None:
    begin = {"a.xml": b"<rss>", "a.json": b'[{"title": "', "a.csv": b'title,text\n"'}[name]
    path = put(tmp_path / name, begin + (b"x" * 99 + b"\n") * 120_000)
    (result,) = itertools.islice((result for unit in units([path]) for result in entries(unit)), 1)
    assert isinstance(result, DeadLetter)
    assert result.reason == reason


def test_every_member_of_a_zip_is_read_by_its_own_kind(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, data in (("z.csv", b"title\nA row\n"), ("f/a.jsonl.gz", gzip.compress(LINE)), ("f/.DS_Store", b"")):
            archive.writestr(name, data)
    assert wheres(tmp_path) == [f"{tmp_path}/a.zip!f/a.jsonl.gz:1", f"{tmp_path}/a.zip!z.csv:2"]


@pytest.mark.parametrize(
    "work",
    [
        Lines(first=3, lines=(b"\xff\x00", b"")),
        Rows(header=("a", "b"), numbers=(2,), rows=((b"1", b"\xff"),)),
        Document(data=b"<rss/>"),
        Broken(where="a:1", reason="truncated", detail="cut"),
    ],
)
def test_a_unit_travels_as_bytes_and_comes_back_equal(work: Lines | Rows | Document | Broken) -> None:
    unit = Unit(path="a", work=work)
    encoded = msgspec.json.encode(unit)
    assert msgspec.json.decode(encoded, type=Unit) == unit
    assert msgspec.json.encode(msgspec.json.decode(encoded, type=Unit)) == encoded
