"""How the lines of newsworthy.txt become places: one of two lines of one place, and no name that is any adjective."""

import pytest

from pipeline.catalogue.geometry import Point

pytest.importorskip("wordfreq")  # of the training extra
from training.gazetteers.newsworthy import Listed, _adjectives, _columns, _is_called, _joined


def listed(country: str, latitude: float, *names: str) -> Listed:
    return Listed(country, Point(latitude, 39.0), list(names))


def test_lines_of_one_place_are_one() -> None:
    found = _joined([listed("ET", 14.52, "Zalambessa", "扎兰贝萨"), listed("ET", 14.6, "Zalanbesa", "Zalambessa")])
    assert found == [listed("ET", 14.52, "Zalambessa", "扎兰贝萨", "Zalanbesa")]


def test_two_sides_of_a_border_are_two_places() -> None:
    assert (
        len(_joined([listed("MX", 31.3, "Nogales", "诺加莱斯"), listed("US", 31.3, "Nogales, Arizona", "诺加莱斯")]))
        == 2
    )


def test_a_place_of_no_country_is_the_one_that_is_called_so_first() -> None:
    assert [place.country for place in _joined([listed("ET", 14.5, "A"), listed("", 14.5, "A")])] == [""]
    town, river = listed("EE", 59.4, "Narva", "Нарва"), listed("", 59.4, "Narva River", "Нарва")
    assert [place.country for place in _joined([town, river])] == ["EE", ""]


def test_one_name_in_one_script_may_be_another_towns() -> None:
    pocheon = listed("KR", 37.9, "Pocheon", "بوتشون", "抱川")
    assert not _is_called(pocheon, ["بوتشون"])
    assert _is_called(pocheon, ["بوتشون", "抱川"])
    assert _is_called(pocheon, ["Pocheon"])


def test_namesakes_far_apart_are_two() -> None:
    assert len(_joined([listed("ET", 14.5, "A"), listed("ET", 9.5, "A")])) == 2


def test_adjectives_are_asked_about_in_every_gender() -> None:
    assert "мирний" in set(_adjectives("мирне", "uk"))
    assert not list(_adjectives("Бахмут", "uk"))


def test_a_name_that_is_any_adjective_is_not_scanned_for() -> None:
    assert _columns(["Мирне"])["uk"] == ["~Мирне"]
    assert _columns(["Роботине"])["uk"] == ["Роботине"]
