"""What lint knows of publishers and languages is what articles really carry."""

from pathlib import Path

import pytest

from pipeline.text.data import rows
from tests import sample
from vedette.linting import home, lint_file


@pytest.mark.parametrize(
    ("written", "carried"),
    [
        ("bbc.com", "bbc.co.uk"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("bbc.co.uk", "bbc.co.uk"),
        ("news.google.com", ""),
        ("t.me/channel", "t.me/channel"),
        ("youtube.com/channel", "youtube.com/channel"),
        ("nobody-knows-it.example", "nobody-knows-it.example"),
    ],
)
def test_an_outlet_is_known_by_what_its_articles_carry(written: str, carried: str) -> None:
    assert home(written) == carried


def test_every_outlet_that_is_listed_matches_as_it_is_written() -> None:
    listed = {row[0] for row in rows("families.tsv")} | {row[2] for row in rows("outlets.tsv") if row[0] == "alias"}
    assert {name for name in listed if home(name) != name} == set()


def test_the_samples_subscriptions_are_fine() -> None:
    assert lint_file(sample.SUBSCRIPTIONS) == []


def test_a_faulty_one_hides_no_fault_of_another(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[[subscription]]\nname = "a"\nstances = "sure"\n[[subscription]]\nname = "b"\nlanguages = "ja"\n')
    found = {(one.subscription, str(one.level)) for one in lint_file(path)}
    assert found == {("a", "cannot be read"), ("b", "never matches"), ("b", "matches nearly everything")}
