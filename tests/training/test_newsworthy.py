"""How the lines of newsworthy.txt become places: one of two lines of one place, and no name that is any adjective."""

import pytest

from pipeline.catalogue.geometry import Point

pytest.importorskip("wordfreq")  # of the training extra
from training.gazetteers.newsworthy import Listed, _adjectives, _columns, _joined


def listed(country: str, latitude: float, *names: str) -> Listed:
    return Listed(country, Point(latitude, 39.0), list(names))


def test_lines_of_one_place_are_one() -> None:
    found = _joined([listed("ET", 14.52, "Zalambessa", "扎兰贝萨"), listed("ET", 14.6, "Zalanbesa", "Zalambessa")])
    assert found == [listed("ET", 14.52, "Zalambessa", "扎兰贝萨", "Zalanbesa")]


def test_of_two_countries_the_first_has_it_and_none_where_one_says_so() -> None:
    assert [place.country for place in _joined([listed("ET", 14.5, "A"), listed("ER", 14.5, "A")])] == ["ET"]
    assert [place.country for place in _joined([listed("ET", 14.5, "A"), listed("", 14.5, "A")])] == [""]


def test_namesakes_far_apart_are_two() -> None:
    assert len(_joined([listed("ET", 14.5, "A"), listed("ET", 9.5, "A")])) == 2


def test_adjectives_are_asked_about_in_every_gender() -> None:
    assert "мирний" in set(_adjectives("мирне", "uk"))
    assert not list(_adjectives("Бахмут", "uk"))


def test_a_name_that_is_any_adjective_is_not_scanned_for() -> None:
    assert _columns(["Мирне"])["uk"] == ["~Мирне"]
    assert _columns(["Роботине"])["uk"] == ["Роботине"]
