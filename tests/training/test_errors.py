"""An error is told by the step that failed first."""

import pytest

from pipeline.catalogue.catalogue import load
from pipeline.claims.reader.model import ReaderModel
from training.errors import errors

LABEL = {
    "military": "French soldiers", "military_id": "FRA", "region": "Donbas", "region_country": "UA",
    "activity": "presence", "stance": "affirmed", "holder": None, "background": False,
}  # fmt: skip


def steps(title: str, *claims: dict[str, object]) -> tuple[list[str], int]:
    row = {"id": "x", "language": "en", "title": title, "text": "", "claims": [LABEL | claim for claim in claims]}
    found, right = errors(row, ReaderModel(), load())
    return [error.step for error in found], right


def test_what_is_read_as_labelled_is_right() -> None:
    assert steps("French soldiers are in Donbas", {}) == ([], 1)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({"stance": "denied"}, ["missed: stance", "wrong: stance"]),
        ({"military_id": "DEU"}, ["missed: who", "wrong: who"]),
        ({"region_country": "PL"}, ["missed: where", "wrong: where"]),
    ],
)
def test_the_first_step_that_fails_is_named(claim: dict[str, object], expected: list[str]) -> None:
    assert steps("French soldiers are in Donbas", claim) == (expected, 0)


def test_a_claim_in_an_entry_without_one_is_told_so() -> None:
    assert steps("French soldiers are in Donbas") == (["wrong: entry"], 0)


def test_what_the_scan_drops_is_told_so() -> None:
    assert steps("A quiet day in the garden", {}) == (["missed: scan"], 0)
