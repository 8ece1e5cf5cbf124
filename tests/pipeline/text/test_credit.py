import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.credit import credit, dateline
from pipeline.text.data import rows as table
from tests.pipeline.text.golden import rows


@pytest.mark.parametrize(("expected", "text"), rows("credits.tsv"))
def test_copy_is_credited_where_it_says_so_and_nowhere_else(expected: str, text: str) -> None:
    assert credit(text) == expected


@pytest.mark.parametrize("row", table("agencies.tsv"), ids=lambda row: row[0])
def test_every_name_of_a_wire_service_is_read_in_a_dateline(row: tuple[str, ...]) -> None:
    for name in row[1].split("|"):
        assert credit(f"KIDAL, 3 March ({name}) – Soldiers left the town.") == row[0], name


def test_no_name_means_two_wire_services() -> None:
    names = [name for row in table("agencies.tsv") for name in row[1].split("|")]
    assert sorted(names) == sorted(set(names))


def test_the_text_proper_begins_behind_the_dateline() -> None:
    text = "KYIV, March 3 (Reuters) – Soldiers left."
    assert text[dateline(text) :].strip() == "Soldiers left."
    assert dateline("Soldiers left (Reuters).") == 0


@given(st.text())
def test_no_text_raises(text: str) -> None:
    credit(text)
