"""`vedette catalogue`: what it prints, in which order, and how it exits."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vedette.cli import app

Run = Callable[..., Any]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "160")
    return lambda *words, given="": CliRunner().invoke(app, ["catalogue", *words], input=given)


def _lines(result: Any) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_jsonl_has_one_line_per_name_in_order(run: Run) -> None:
    lines = _lines(run("find", "Kijów", "qwertzu", "French soldiers", "--format", "jsonl"))
    assert [line["name"] for line in lines] == ["Kijów", "qwertzu", "French soldiers"]
    assert [[each["id"] for each in line["candidates"]][:1] for line in lines] == [["geonames:703448"], [], ["FRA"]]
    assert list(lines[0]["candidates"][0].items()) == [
        ("id", "geonames:703448"),
        ("kind", "region"),
        ("name", "Kyiv"),
        ("country", "UA"),
        ("score", lines[0]["candidates"][0]["score"]),
        ("alias", "Kijów"),
    ]


def test_dash_reads_names_from_standard_input(run: Run) -> None:
    lines = _lines(run("find", "-", "--format", "jsonl", given="基辅\n\nWagner\r\n"))
    assert [line["name"] for line in lines] == ["基辅", "", "Wagner"]
    assert [bool(line["candidates"]) for line in lines] == [True, False, True]


def test_kind_and_language_narrow_the_search(run: Run) -> None:
    (line,) = _lines(run("find", "France", "--kind", "military", "--language", "fr", "--format", "jsonl"))
    assert [(each["id"], each["kind"]) for each in line["candidates"]] == [("FRA", "military")]


def test_table_says_what_is_not_known(run: Run) -> None:
    result = run("find", "Kiew", "[qwertzu]")
    assert "geonames:703448" in result.stdout
    assert "[qwertzu]: not in the catalogue" in result.stdout


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("IRN/irgc", ("part of", "IRN", "Revolutionary Guard", "data/militaries.tsv")),
        ("wagner", ("affiliated with", "RUS", "Вагнер")),
        ("donbas", ("lies in", "eastern-europe", "holds", "UA-14", "顿巴斯")),
        ("geonames:703448", ("UA", "Kiew", "GeoNames 703448")),
    ],
)
def test_show_tells_parents_children_names_and_why(id: str, told: tuple[str, ...], run: Run) -> None:
    shown = run("show", id).stdout
    assert all(word in shown for word in told), shown


def test_show_of_an_unknown_id_says_where_to_look(run: Run) -> None:
    assert "vedette catalogue find" in str(run("show", "nope").exception)


def test_check_of_the_shipped_data_finds_nothing(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")


def test_check_exits_1_and_names_the_problem(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.catalogue.check.region_problems", lambda regions: iter(["donbas: lies in itself"]))
    result = run("check")
    assert result.exit_code == 1
    assert "donbas: lies in itself" in result.stdout


def test_own_file_is_searched_too(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[catalogue.military]]\nid = "blue-guard"\nname = "Blue Guard"\nkind = "group"\n')
    (line,) = _lines(run("find", "Blue Guard", "--config", str(path), "--format", "jsonl"))
    assert [each["id"] for each in line["candidates"]] == ["blue-guard"]
