"""Whose a bare "troops" is: by who acts, by whose land it is, and by who is known to fight there."""

from collections.abc import Callable

import pytest

from pipeline.catalogue import owner_words, owners
from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.names import DATA, rows
from schemas import Article, Resolution, Span

Make = Callable[..., Article]


@pytest.mark.parametrize(
    ("language", "text", "force", "id"),
    [
        ("en", "Paramilitaries shelled a market in El Fasher, Sudan", "Paramilitaries", "rsf"),
        ("en", "Separatists fired mortars near Avdiivka", "Separatists", "dnr-lnr"),
        ("en", "The army retook a post in Djibo", "army", "BFA"),
        ("en", "A brigade from Kansas will train in Drawsko", "brigade from Kansas", "USA"),
        ("fr", "Le Tchad annonce que ses soldats ont quitté Kidal", "ses soldats", "TCD"),
        ("de", "Polen bestreitet, Truppen nach Belarus geschickt zu haben", "Truppen", "POL"),
    ],
)
def test_force_without_a_name_goes_to_the_likeliest_owner(
    language: str, text: str, force: str, id: str, catalogue: Catalogue, article: Make
) -> None:
    one = article(text, language)
    span = Span(start=text.index(force), end=text.index(force) + len(force))
    found = catalogue.resolve_military(span, one, catalogue.hits(one.body, language))
    assert isinstance(found, Resolution)
    assert catalogue.root(found.id) == id


def test_every_conflict_names_a_known_land_and_force(catalogue: Catalogue) -> None:
    for _, (land, _, force) in rows(DATA / "conflicts.tsv"):
        assert land in catalogue.militaries.states
        assert force in catalogue.militaries


def test_conflict_is_asked_by_land_and_class() -> None:
    assert owners.conflict("UKR", "rebels") == "dnr-lnr"
    assert owners.conflict("CHE", "rebels") is None


@pytest.mark.parametrize(
    ("body", "name", "role"),
    [
        ("Kyiv denies it", "Kyiv", "denies"),
        ("Минск отрицает это", "Минск", "denies"),
        ("东京否认此事", "东京", "denies"),
        ("نفت موسكو ذلك", "موسكو", "denies"),
        ("Ankara'da bir bina", "Ankara", "placed"),
        ("troops in Mali", "Mali", "placed"),
        ("Warsaw accuses Minsk", "Minsk", "against"),
    ],
)
def test_words_beside_a_name_say_what_it_does(body: str, name: str, role: str) -> None:
    start = body.index(name)
    assert role in owner_words.around_name(body, start, start + len(name))
