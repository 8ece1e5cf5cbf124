"""How the lines of newsworthy.txt become places: one of two lines of one place, and no name that is any adjective."""

import pytest

from pipeline.catalogue.geometry import Point
from pipeline.catalogue.regions import Regions, load_regions

pytest.importorskip("wordfreq")  # of the training extra
from training.gazetteers import filled
from training.gazetteers.newsworthy import Listed, _adjectives, _columns, _held, _is_called, _joined, _near, _quiet

BAKHMUT = "geonames:713174"


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


@pytest.fixture(scope="module")
def regions() -> Regions:
    return load_regions()


def test_a_known_place_is_the_one_meant_only_where_it_lies(regions: Regions) -> None:
    assert _near(regions, BAKHMUT, Listed("UA", Point(48.6, 38.0), ["Bakhmut"]))
    assert not _near(regions, BAKHMUT, Listed("UA", Point(46.5, 38.0), ["Bakhmut"]))
    assert not _near(regions, "UA", Listed("UA", Point(48.6, 38.0), ["Ukraine"]))


def test_a_line_about_a_known_place_only_adds_names_to_it(regions: Regions) -> None:
    known = {("bakhmut", "UA"): [BAKHMUT], ("black sea", ""): ["black-sea"]}
    assert _held(regions, known, Listed("UA", Point(48.6, 38.0), ["Bakhmut", "巴赫穆特"])) == BAKHMUT
    assert _held(regions, known, Listed("UA", Point(43.5, 35.0), ["Black Sea"])) == "black-sea"
    assert _held(regions, known, Listed("RU", Point(48.6, 38.0), ["Bakhmut"])) == ""
    assert _held(regions, known, Listed("UA", Point(48.6, 38.0), ["Old Town", "Bakhmut"])) == ""


def test_the_gazetteers_quiet_place_is_taken_where_there_is_but_one(regions: Regions) -> None:
    assert _quiet(regions, Listed("PL", Point(53.7, 16.4), ["Barwice"])) == "geonames:3103780"
    assert _quiet(regions, Listed("PL", Point(51.7, 16.4), ["Barwice"])) == ""
    assert _quiet(regions, Listed("DE", Point(53.7, 16.4), ["Barwice"])) == ""


def test_what_known_places_are_called_is_told_of_known_places(regions: Regions) -> None:
    others, towns = filled.of_others(), filled.of_geonames()
    assert all(id in regions for id in others)
    assert all(number.isdigit() for number in towns)
    assert {language for names in (*others.values(), *towns.values()) for language in names} <= {*filled.COLUMNS}
