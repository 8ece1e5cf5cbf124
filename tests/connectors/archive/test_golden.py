"""Every kind of archive and every kind of damage, as pairs of files: see golden.py."""

import pytest

from tests.connectors.archive.golden import EXPECTED, FOLDER, INPUTS, expected, read

REASONS = {
    *("broken-json", "not-an-object", "wrong-type", "wrong-schema", "empty", "encoding", "broken-csv", "no-header"),
    *("truncated", "corrupt", "unknown-kind", "not-a-feed"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_file_is_read_as_expected(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    assert read(name) == expected(name)


def test_every_reason_has_a_golden_pair() -> None:
    found = {result.get("reason") for name in INPUTS for result in expected(name)}
    assert found >= REASONS


def test_no_expectation_is_left_without_its_input() -> None:
    assert {path.name.removesuffix(EXPECTED) for path in FOLDER.glob(f"*{EXPECTED}")} == set(INPUTS)


def test_expectations_hold_no_path_of_this_machine() -> None:
    assert all(result["where"].startswith(name) for name in INPUTS for result in expected(name))
