"""An analyst's own names: found, resolved and contained like the package's; mistakes say what to write."""

import re
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.catalogue.own import own_file, read_own, use_own_file
from schemas import HitKind
from schemas.errors import ConfigError

DOCS = Path(__file__).parents[3] / "docs" / "own-names.md"
GROUP = '[[catalogue.military]]\nid = "blue-guard"\nname = "Blue Guard"\nkind = "group"\n'
PLACE = '[[catalogue.region]]\nid = "blue-hill"\nname = "Blue Hill"\nkind = "place"\n'


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The catalogue with the example of the docs."""
    (example,) = re.findall(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path_factory.mktemp("own") / "vedette.toml"
    path.write_text(example, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("body", "language", "surface", "ref"),
    [
        ("The Blue Guard left", "en", "Blue Guard", "blue-guard"),
        ("Бійці Блакитної гвардії", "uk", "Блакитної гвардії", "blue-guard"),
        ("za Błękitną Gwardią", "pl", "Błękitną Gwardią", "blue-guard"),
        ("the Blue Hill Battalion", "en", "Blue Hill Battalion", "UKR/blue-hill-battalion"),
        ("біля Сімдесятої висоти", "uk", "Сімдесятої висоти", "hill-seventy"),
        ("near Hill 70.", "en", "Hill 70", "hill-seventy"),
    ],
)
def test_names_of_the_example_are_found_in_every_case(
    body: str, language: str, surface: str, ref: str, taught: Catalogue
) -> None:
    found = {body[hit.start : hit.end]: hit.refs for hit in taught.hits(body, language) if hit.kind is not HitKind.HEAD}
    assert found[surface] == (ref,)


def test_example_lies_where_it_says(taught: Catalogue) -> None:
    assert taught.region_within("hill-seventy", "donbas")
    assert taught.region("hill-seventy").country == "UA"
    assert taught.military_within("UKR/blue-hill-battalion", "UKR")
    assert not taught.military_within("blue-guard", "RUS")


def test_version_changes_with_the_file_and_only_then(taught: Catalogue, tmp_path: Path) -> None:
    other = tmp_path / "vedette.toml"
    other.write_text('[feeds]\nx = "another part\'s"\n')
    plain = Catalogue()
    assert taught.version != plain.version == Catalogue(read_own(other)).version


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[catalogue.military]", "not TOML"),
        (GROUP.replace('"group"', '"gang"'), r"catalogue.military\[0\].kind.*write one of state, branch, unit, group"),
        (GROUP.replace("name", "nmae"), r"catalogue.military\[0\].*nmae.*the fields are id, name, kind"),
        (GROUP + "nmaes = {}", r"nmaes.*the fields are"),
        (GROUP + 'names = { en = "X" }', r"catalogue.military\[0\].names.*write lists of names by language"),
        (GROUP + 'names = { xx = ["X"] }', r"'xx' is no language here: write any, en"),
        (GROUP + 'parent = "RUS"', r"write affiliated = \['RUS'\]"),
        (GROUP + 'affiliated = ["RSU"]', "'RSU' is no military"),
        (GROUP + GROUP, r"catalogue.military\[1\].id: 'blue-guard' stands twice"),
        (GROUP.replace("blue-guard", "wagner"), "'wagner' is taken by Wagner Group"),
        (GROUP.replace("blue-guard", "Blue Guard"), "is no slug"),
        (GROUP.replace('"group"', '"unit"'), "does not begin with its root"),
        (PLACE + 'parents = ["UA-99"]', "'UA-99' is no region"),
        (PLACE + 'parents = ["blue-hill"]', "'blue-hill' lies in itself"),
        (PLACE + "lat = 48.1", "write both or neither"),
        (PLACE + "lat = 481\nlon = 1", r"catalogue.region\[0\].lat.*from -90 to 90"),
        (PLACE + 'country = "Ukraine"', "write two capitals"),
        (PLACE.replace("blue-hill", "donbas"), "'donbas' is taken by Donbas"),
        ('[catalogue]\nrecognition = "MARS"', "catalogue.recognition.*MARS"),
    ],
)
def test_mistake_names_the_file_the_key_and_what_to_write(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "vedette.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as raised:
        load(path)
    assert str(path) in str(raised.value)


def test_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_own(tmp_path / "none.toml")


def test_given_file_goes_before_the_variable_and_that_before_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VEDETTE_CONFIG", raising=False)
    assert own_file() is None
    Path("vedette.toml").touch()
    assert own_file() == Path("vedette.toml")
    monkeypatch.setenv("VEDETTE_CONFIG", "other.toml")
    assert own_file() == Path("other.toml")
    assert own_file(Path("given.toml")) == Path("given.toml")
    use_own_file(Path("given.toml"))
    assert own_file() == tmp_path / "given.toml", "for worker processes, which start elsewhere"
