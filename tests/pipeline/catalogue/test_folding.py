"""Folding is for matching only: it must always lead back to the very characters it came from."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue.folding import fold, fold_name

_LETTERS = st.text(
    alphabet=st.one_of(
        st.sampled_from("aÉßœﬁİıŁñЇїґйёأةىﻻ٣ـ国６Ａ’ʼ\u0301\u064b\u00ad -\n"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=40,
)


@given(_LETTERS)
def test_every_folded_character_comes_from_the_text_in_order(text: str) -> None:
    folded = fold(text)
    starts = [folded.start(index) for index in range(len(folded.text))]
    assert starts == sorted(starts)
    assert all(0 <= start <= len(text) for start in starts)


@given(_LETTERS)
def test_the_whole_copy_covers_the_whole_text(text: str) -> None:
    folded = fold(text)
    assert folded.text[0] == folded.text[-1] == " "
    left_out = fold(text[: folded.start(1)]).text.strip(" ")  # soft hyphens and the like, before the first letter
    assert (left_out, folded.end(len(folded.text) - 1)) == ("", len(text))


@given(_LETTERS, _LETTERS, _LETTERS)
def test_a_word_is_found_at_its_own_characters(before: str, word: str, after: str) -> None:
    text = f"{before} Xyzzy {after}"
    folded = fold(text)
    at = folded.text.index(" xyzzy ", 0)
    assert "xyzzy" in text[folded.start(at + 1) : folded.end(at + 6)].lower()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ﬁn", "fin"),
        ("Élysée", "e\u0301lyse\u0301e"),
        ("ＮＡＴＯ", "nato"),
        ("القُوّات", "القوات"),
        ("إيـران", "ايران"),
        ("Łódź", "lodz"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("Кам’янка", "Камʼянка"),
        ("й", "и\u0306"),
        ("٢٠٢٤", "2024"),
    ],
)
def test_spellings_of_one_name_fold_together(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("ї", "і"), ("ґ", "г"), ("і", "и")])
def test_ukrainian_letters_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


def test_name_after_letters_that_fold_to_two_is_still_in_place() -> None:
    text = unicodedata.normalize("NFD", "Größe Éire ") + "Kyiv"
    folded = fold(text)
    at = folded.text.index("kyiv")
    assert text[folded.start(at) : folded.end(at + 4)] == "Kyiv"


def test_traditional_chinese_folds_to_simplified() -> None:
    assert fold_name("蘇丹港") == fold_name("苏丹港")
