"""Whose a bare "troops" is: by who acts, by whose land it is, and by who is known to fight there."""

from collections.abc import Callable

import pytest

from pipeline.catalogue import owner_deeds, owner_words, owners
from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.names import DATA, rows
from pipeline.catalogue.ships import ship
from pipeline.catalogue.sovereign import sovereign
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


def test_whoever_is_at_odds_with_someone_is_known(catalogue: Catalogue) -> None:
    roots = [root for _, (one, others) in rows(DATA / "odds.tsv") for root in (one, *others.split())]
    assert [root for root in roots if root not in catalogue.militaries] == []


@pytest.mark.parametrize(("table", "column"), [("stationed", 1), ("ships", 0), ("seats", 1)])
def test_whoever_a_table_names_is_known(table: str, column: int, catalogue: Catalogue) -> None:
    roots = [root for _, fields in rows(DATA / f"{table}.tsv") for root in fields[column].split()]
    assert [root for root in roots if root not in catalogue.militaries] == []


def test_ships_are_listed_once_and_folded() -> None:
    names = [name.strip() for _, fields in rows(DATA / "ships.tsv") for name in fields[1].split("|")]
    assert [name for name in names if fold_name(name) != name] == []
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_whoever_holds_a_land_is_known(catalogue: Catalogue) -> None:
    listed = [fields for _, fields in rows(DATA / "sovereign.tsv")]
    assert [land for land, _ in listed if land not in catalogue.militaries.states] == []
    assert [root for _, root in listed if root.rstrip("*") not in catalogue.militaries] == []
    assert (sovereign("NCL"), sovereign("ESH"), sovereign("ESH", who_fights=False)) == ("FRA", "polisario", "ESH")


@pytest.mark.parametrize("text", ["Carney spoke to Lincoln", "An army base near Vancouver"])
def test_a_ships_name_alone_is_no_ship(text: str, catalogue: Catalogue) -> None:
    start = text.index("Lincoln") if "Lincoln" in text else text.index("Vancouver")
    assert ship(Span(start=start, end=len(text)), text, catalogue.hits(text, "en")) == ""


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("drones hit a depot", "strike"),
        ("збили над Одесою", "down"),
        ("撤出苏丹", "leave"),
        ("sont déployés", "send"),
        ("bleiben im Norden", "stay"),
        ("قتل ثلاثة", "lose"),
    ],
)
def test_words_say_what_is_done(text: str, deed: str) -> None:
    assert deed in owner_deeds.deeds(text)


def test_missiles_on_a_town_are_those_of_who_is_at_odds_with_its_land(catalogue: Catalogue, article: Make) -> None:
    one = article("Two missiles struck Lviv, the mayor said", "en")
    found = catalogue.resolve_military(Span(start=0, end=12), one, catalogue.hits(one.body, "en"))
    assert isinstance(found, Resolution)
    assert found.id in ("RUS", "unknown")


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


@pytest.mark.parametrize(
    ("span", "language", "root"),
    [
        ("otras dos fragatas", "es", ""),
        ("frégate «Surcouf»", "fr", "FRA"),
        ("корвета «Кузнецова»", "ru", "RUS"),
        ("фрегата «Орска»", "ru", "RUS"),
    ],
)
def test_a_short_ship_name_takes_no_ending_and_a_long_one_does(
    span: str, language: str, root: str, catalogue: Catalogue
) -> None:
    assert ship(Span(start=0, end=len(span)), span, catalogue.hits(span, language)) == root
