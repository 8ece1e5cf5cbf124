"""The catalogue's data do not contradict themselves, and its ids mean what docs/ids.md says."""

import re
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.check import problems
from pipeline.catalogue.offices import speaks_for
from schemas import MilitaryKind
from schemas.errors import CatalogueError

_UNNAMED = re.compile(r"[A-Za-z]{3}-(rebels|militia)")
_NOT_SLUGS = ("irgc", "donetsk-lpr-separatists")  # the guidelines say what these become


def test_data_do_not_contradict_themselves() -> None:
    assert list(problems()) == []


def test_branch_is_within_its_state_and_a_proxy_is_not(catalogue: Catalogue) -> None:
    assert catalogue.military_within("IRN/quds-force", "IRN/irgc")
    assert catalogue.military_within("IRN/quds-force", "IRN")
    assert not catalogue.military_within("wagner", "RUS")
    assert "RUS" in catalogue.military("wagner").affiliated
    assert not catalogue.military_within("RUS", "RUS/navy")


def test_ancestors_begin_with_the_military_itself_and_end_with_its_root(catalogue: Catalogue) -> None:
    assert catalogue.military_ancestors("RUS/black-sea-fleet") == ("RUS/black-sea-fleet", "RUS/navy", "RUS")


@pytest.mark.parametrize(
    ("id", "root"), [("FRA/foreign-legion", "FRA"), ("wagner", "wagner"), ("mmr-rebels", "mmr-rebels")]
)
def test_root_is_the_state_or_the_group(id: str, root: str, catalogue: Catalogue) -> None:
    assert catalogue.root(id) == root


@pytest.mark.parametrize("id", ["unknown", "mmr-rebels", "pse-militia", "FRA/navy", "nato"])
def test_every_kind_of_id_has_a_military(id: str, catalogue: Catalogue) -> None:
    assert catalogue.military(id).id == id


@pytest.mark.parametrize("id", ["XYZ", "xyz-rebels", "FRA/hussars", ""])
def test_unknown_id_is_refused_by_name(id: str, catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match=re.escape(repr(id))):
        catalogue.military(id)


def test_every_state_has_forces_and_common_branches(catalogue: Catalogue) -> None:
    states = [military for military in catalogue.militaries if military.kind is MilitaryKind.STATE]
    assert len(states) > 190
    assert all(f"{state.id}/navy" in catalogue.militaries for state in states)


def test_sixty_groups_and_alliances_are_known(catalogue: Catalogue) -> None:
    roots = [
        military for military in catalogue.militaries if military.kind in (MilitaryKind.GROUP, MilitaryKind.ALLIANCE)
    ]
    assert len(roots) >= 60


@pytest.mark.parametrize(
    ("id", "root"),
    [
        ("office:FRA/president", "FRA"),
        ("media:reuters", ""),
        ("hamas", "hamas"),
        ("office:nato/secretary-general", "nato"),
    ],
)
def test_holder_speaks_for_its_root(id: str, root: str) -> None:
    assert speaks_for(id) == root


def test_slugs_of_the_guidelines_are_militaries(catalogue: Catalogue, shared: Path) -> None:
    text = (shared / "data" / "claims" / "GUIDELINES.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("- mi "))
    slugs = re.findall(r"\b[a-z]+(?:-[a-z0-9]+)*\b|\bm23\b", line.partition("slug:")[2].partition("irgc")[0])
    assert {"nato", "boko-haram", "m23", "ttp"} <= set(slugs)
    assert [slug for slug in slugs if slug not in catalogue.militaries] == []
    assert "dnr-lnr" in catalogue.militaries


def test_version_is_short_and_stable(catalogue: Catalogue) -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", catalogue.version)
    assert Catalogue().version == catalogue.version
