"""Names told by their sound: one place in ten languages, and what only looks like it."""

import pytest

from pipeline.catalogue.place_clues import Clues
from pipeline.catalogue.place_cores import cores
from pipeline.catalogue.place_sounds import sounding
from pipeline.catalogue.regions import load_regions
from pipeline.catalogue.sounds import alike, keys, spoken


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Naqoura", {"uk": "Наккурі", "ar": "الناقورة", "zh": "纳库拉", "tr": "Nakura"}),
        ("Mazar-i-Sharif", {"de": "Masar-i-Scharif", "ru": "Мазари-Шариф"}),
        ("Banibangou", {"uk": "Банібангу", "zh": "巴尼班古"}),
        ("Ziguinchor", {"ru": "Зигиншор", "ar": "زيغينشور"}),
        ("Deir ez-Zor", {"tr": "Deyrizor", "ru": "Дейр-эз-Зор"}),
    ],
)
def test_one_name_sounds_alike_in_other_languages(name: str, others: dict[str, str]) -> None:
    said = spoken(name, "en")
    for language, other in others.items():
        heard = spoken(other, language)
        assert set(keys(said)) & set(keys(heard)), (other, said, heard)
        assert alike(heard, said, language if language in ("ar", "zh") else "") > 0.7


def test_other_names_do_not() -> None:
    assert not set(keys(spoken("Naqoura", "en"))) & set(keys(spoken("Бахмут", "uk")))
    assert alike(spoken("Havana", "en"), spoken("Abana", "en")) < 0.8


@pytest.mark.parametrize(
    ("surface", "language", "expected"),
    [
        ("Lombrum naval base", "en", "Lombrum"),
        ("аеродромі Кавуму", "uk", "Кавуму"),
        ("قاعدة الديلمي", "ar", "الديلمي"),
        ("曼德拉郊外", "zh", "曼德拉"),
        ("Fuceyre'nin altmış mil doğusu", "tr", "Fuceyre"),
    ],
)
def test_a_span_holds_a_name(surface: str, language: str, expected: str) -> None:
    assert cores(surface, language)[0] == expected


@pytest.mark.parametrize(("surface", "language"), [("zatokę", "pl"), ("Royal Street", "en"), ("the airport", "en")])
def test_a_span_without_a_place_of_its_own_holds_none(surface: str, language: str) -> None:
    assert cores(surface, language) == ()


def _heard(surface: str, language: str, country: str) -> str:
    from collections import Counter

    clues = Clues(Counter({country: 3}), Counter(), frozenset(), frozenset(), frozenset({country}))
    found = sounding(load_regions(), surface, language, clues)
    return found[0].id if found else ""


def test_a_village_is_known_by_its_sound_in_its_own_country_only() -> None:
    assert _heard("Банібангу", "uk", "NE")
    assert _heard("Банібангу", "uk", "JP") == ""


def test_nothing_is_heard_where_the_article_names_no_country() -> None:
    from collections import Counter

    assert sounding(load_regions(), "Банібангу", "uk", Clues(Counter(), Counter(), frozenset(), frozenset())) == ()
