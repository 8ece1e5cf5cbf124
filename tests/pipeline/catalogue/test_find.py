"""What a typed name finds, and what comes first."""

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.find import Sort, find


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("Kiew", "geonames:703448"),
        ("Kijów", "geonames:703448"),
        ("Киев", "geonames:703448"),
        ("基辅", "geonames:703448"),
        ("kyiv", "geonames:703448"),
        ("«Kyiv»,", "geonames:703448"),
        ("Москву", "geonames:524901"),
        ("Харкова", "geonames:706483"),
        ("Донбасі", "donbas"),
        ("دونباس", "donbas"),
        ("France", "FR"),
        ("Paris", "geonames:2988507"),
        ("U.S.", "US"),
        ("Wagner", "wagner"),
        ("nato", "nato"),
        ("French soldiers", "FRA"),
        ("les paras français", "FRA"),
        ("французьких військових", "FRA"),
        ("syrian army", "SYR"),
        ("القوات الفرنسية", "FRA"),
        ("俄军", "RUS"),
        ("Putin", "RUS"),
    ],
)
def test_name_means_first_what_people_mean(name: str, best: str, catalogue: Catalogue) -> None:
    assert find(catalogue, name)[0].id == best


@pytest.mark.parametrize("name", ["", " . ", "qwertzu", "French qwertzuiop", "soldiers"])
def test_what_the_catalogue_does_not_know_is_nothing(name: str, catalogue: Catalogue) -> None:
    assert find(catalogue, name) == ()


def test_kind_leaves_only_that_kind(catalogue: Catalogue) -> None:
    assert find(catalogue, "Kyiv", sort=Sort.MILITARY)[0].id == "UKR"
    assert all(each.kind is Sort.REGION for each in find(catalogue, "Wagner", sort=Sort.REGION))


def test_language_leaves_only_what_is_said_there(catalogue: Catalogue) -> None:
    assert not find(catalogue, "French soldiers", "de", Sort.MILITARY)


def test_candidates_are_sorted_and_say_how_the_catalogue_calls_them(catalogue: Catalogue) -> None:
    found = find(catalogue, "Georgia")
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert {each.id for each in found} >= {"GE", "GEO", "US-GA"}
    assert (found[0].name, found[0].country, found[0].alias) == ("Georgia", "GE", "Georgia")
    assert find(catalogue, "французьких військових")[0].alias.startswith("француз")


def test_places_that_the_scan_leaves_out_are_found_too(catalogue: Catalogue) -> None:
    found = find(catalogue, "Springfield", sort=Sort.REGION)
    assert len({each.id for each in found}) == len(found) > 5
