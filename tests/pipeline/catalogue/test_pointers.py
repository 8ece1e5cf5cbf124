"""The names that a model points at are one clue among others: they decide where the span's own words leave it open."""

from collections.abc import Callable

import pytest

from pipeline.catalogue.catalogue import Catalogue
from schemas import Abstention, Article, Pointer, Resolution, Span

Make = Callable[..., Article]


def resolved(catalogue: Catalogue, one: Article, surface: str, kind: str, **pointed: float) -> Resolution | Abstention:
    """`pointed`: names of the title, with their chances."""
    resolve = catalogue.resolve_military if kind == "military" else catalogue.resolve_region
    pointers = tuple(Pointer(span=_span(one, name), chance=chance) for name, chance in pointed.items())
    return resolve(_span(one, surface), one, catalogue.hits(one.body, one.language), pointers)


def _span(one: Article, surface: str) -> Span:
    start = one.title.index(surface)
    return Span(start=start, end=start + len(surface))


@pytest.mark.parametrize(("named", "owner"), [("Armenia", "ARM"), ("Azerbaijan", "AZE")])
def test_of_two_likely_owners_the_one_that_is_pointed_at_has_the_soldiers(
    named: str, owner: str, catalogue: Catalogue, article: Make
) -> None:
    one = article("Armenia and Azerbaijan: soldiers on the border", "en")
    found = resolved(catalogue, one, "soldiers", "military", **{named: 0.9})
    assert isinstance(found, Resolution)
    assert found.id == owner


def test_a_force_that_is_named_is_whoever_is_named(catalogue: Catalogue, article: Make) -> None:
    one = article("French troops reach Gao as Mali watches", "en")
    found = resolved(catalogue, one, "French troops", "military", Mali=0.99)
    assert isinstance(found, Resolution)
    assert found.id == "FRA"


@pytest.mark.parametrize(("named", "country"), [("Venezuela", "VE"), ("Spain", "ES")])
def test_of_towns_of_one_name_the_one_in_the_country_that_is_pointed_at(
    named: str, country: str, catalogue: Catalogue, article: Make
) -> None:
    one = article("Spain follows Venezuela: soldiers patrol the streets of Valencia", "en")
    found = resolved(catalogue, one, "Valencia", "region", **{named: 0.9})
    assert isinstance(found, Resolution)
    assert catalogue.region(found.id).country == country
    assert f"read as in {country}" in found.reason


def test_a_place_that_no_table_has_is_the_country_that_is_surely_pointed_at(
    catalogue: Catalogue, article: Make
) -> None:
    one = article("Moldova and Ukraine both say soldiers dug in at Qxzvorny Kwut", "en")
    assert isinstance(resolved(catalogue, one, "Qxzvorny Kwut", "region"), Abstention)
    assert isinstance(resolved(catalogue, one, "Qxzvorny Kwut", "region", Ukraine=0.3), Abstention)
    found = resolved(catalogue, one, "Qxzvorny Kwut", "region", Ukraine=0.9)
    assert isinstance(found, Resolution)
    assert (found.id, found.score < 0.6) == ("UA", True)


def test_what_names_nobody_decides_nothing(catalogue: Catalogue, article: Make) -> None:
    one = article("Moldova and Ukraine both say soldiers dug in at Qxzvorny Kwut", "en")
    assert isinstance(resolved(catalogue, one, "Qxzvorny Kwut", "region", dug=0.99), Abstention)


OUTRIGHT = [
    ("Soldiers entered Ukraine from Russia", "Ukraine", "Russia", "UA"),
    ("American troops arrive in Jordan", "Jordan", "American", "JO"),
    ("American troops arrive in Georgia", "Georgia", "American", "GE"),
    ("American troops arrive in Lebanon", "Lebanon", "American", "LB"),
    ("US troops sent to Panama", "Panama", "US", "PA"),
    ("US sends warships toward Cuba", "Cuba", "US", "CU"),
    ("Guinea says its soldiers entered Mali", "Mali", "Guinea", "ML"),
]


@pytest.mark.parametrize(("title", "place", "pointed", "country"), OUTRIGHT)
def test_a_state_that_is_named_is_not_argued_away(
    title: str, place: str, pointed: str, country: str, catalogue: Catalogue, article: Make
) -> None:
    found = resolved(catalogue, article(title, "en"), place, "region", **{pointed: 0.95})
    assert isinstance(found, Resolution)
    assert found.id == country


STAYS = [
    ("region", "Iran warns as US troops pour into the Middle East", "Middle East", "Iran", 0.7),
    ("region", "France withdraws troops from the Sahel, Mali says", "Sahel", "Mali", 0.65),
    ("region", "Turkish frigates patrol the Black Sea", "Black Sea", "Turkish", 0.95),
    ("region", "Warships seen in the sea off Japan", "the sea off Japan", "Japan", 0.95),
    ("region", "Soldiers patrol Lyon as Germany watches", "Lyon", "Germany", 0.05),
    ("region", "Ukrainian soldiers train at Grafenwoehr", "Grafenwoehr", "Ukrainian", 0.1),
    ("region", "Soldiers reach Lyman; France is watching", "Lyman", "Lyman", 0.95),
    ("military", "Russia says its drones hit Kyiv, Ukraine silent", "its drones", "Ukraine", 0.9),
    ("military", "Soldiers in Korea: North Korea fires; Russia and Ukraine", "Soldiers", "Russia", 0.02),
    ("military", "Hamas says fighters in Gaza fired rockets at Israel", "fighters", "Gaza", 0.9),
    ("military", "Soldiers in Korea: North Korea fires; Russia and Ukraine", "Soldiers", "Soldiers", 0.9),
]


@pytest.mark.parametrize(("kind", "title", "surface", "pointed", "chance"), STAYS)
def test_seas_wide_regions_small_doubts_and_clear_facts_stand(
    kind: str, title: str, surface: str, pointed: str, chance: float, catalogue: Catalogue, article: Make
) -> None:
    one = article(title, "en")
    before = resolved(catalogue, one, surface, kind)
    after = resolved(catalogue, one, surface, kind, **{pointed: chance})
    assert getattr(after, "id", "-") == getattr(before, "id", "-")
