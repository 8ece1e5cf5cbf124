"""The recognition policy: one file, and it moves nothing but the country of disputed regions."""

from pathlib import Path

import pytest

from pipeline.catalogue.policy import FILE, load_policy
from pipeline.catalogue.regions import Regions, load_regions
from schemas import GroupBy
from schemas.errors import CatalogueError

SIMFEROPOL, BAKHMUT = "geonames:693805", "geonames:713174"


@pytest.fixture(scope="module")
def de_facto() -> Regions:
    return load_regions("de-facto")


def test_the_default_is_the_united_nations() -> None:
    assert load_policy() == load_policy("UN") == {}
    assert load_regions() is load_regions()


@pytest.mark.parametrize(
    ("region", "recognised", "governed"),
    [
        ("UA-43", "UA", "RU"),
        (SIMFEROPOL, "UA", "RU"),
        ("golan-heights", "SY", "IL"),
        ("EH", "EH", "MA"),
        ("abkhazia", "GE", ""),
        ("thitu-island", "", "PH"),
        (BAKHMUT, "UA", "UA"),
        ("UA", "UA", "UA"),
    ],
)
def test_a_policy_changes_the_country_of_what_is_disputed(
    de_facto: Regions, region: str, recognised: str, governed: str
) -> None:
    assert load_regions().country(region) == recognised
    assert de_facto.country(region) == de_facto.region(region).country == governed


def test_a_policy_leaves_names_and_containment(de_facto: Regions) -> None:
    assert de_facto.ancestors(SIMFEROPOL) == load_regions().ancestors(SIMFEROPOL)
    assert de_facto.rollup(SIMFEROPOL, GroupBy.ADMIN1) == "UA-43"
    assert de_facto.region("UA-43").name == load_regions().region("UA-43").name


def test_every_region_of_a_policy_is_in_the_catalogue(de_facto: Regions) -> None:
    assert de_facto.unknown_ids() == []


def test_an_unknown_policy_says_which_there_are() -> None:
    with pytest.raises(CatalogueError, match=r"no recognition policy 'moon' in policy\.toml: there are UN, de-facto"):
        load_policy("moon")


def test_a_policy_of_ones_own_is_a_table_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(FILE.read_text(encoding="utf-8") + '\n[mine.country]\n"donbas" = "RU"\n', encoding="utf-8")
    assert load_policy("mine", file) == {"donbas": "RU"}
