import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.language import from_hint, language
from tests.pipeline.text.golden import rows

SHARED = Path(__file__).parents[4] / "shared" / "data" / "claims"


@pytest.mark.parametrize(("expected", "sentence"), rows("languages.tsv"))
def test_one_sentence_tells_its_language(expected: str, sentence: str) -> None:
    assert language(sentence, "") == expected


@pytest.mark.parametrize(("expected", "sentence"), rows("languages.tsv"))
def test_a_wrong_hint_changes_nothing(expected: str, sentence: str) -> None:
    assert language(sentence, "", "en-US") == expected


@pytest.mark.parametrize("name", ["uk", "ru", "pl", "fr", "de", "es", "ar", "zh", "tr", "en"])
def test_titles_alone_tell_ten_languages(name: str) -> None:
    path = SHARED / f"suite_{name}_train.jsonl"
    if not path.exists():
        pytest.skip("shared/data is not here")
    titles = [json.loads(line)["title"] for line in path.read_text(encoding="utf-8").splitlines()]
    right = sum(language(title, "") == name for title in titles)
    assert right / len(titles) >= 0.95


def test_a_hint_decides_what_the_words_leave_open() -> None:
    assert language("Radio Kidal", "", "fr") == "fr"
    assert language("Radio Kidal", "", "es") == "es"


@pytest.mark.parametrize("hint", ["https://example.org", "d-block inline-ad", "English", "", "e", "..", "xx-YY"])
def test_a_garbled_hint_is_harmless(hint: str) -> None:
    assert language("The army has left the town", "", hint) == "en"


def test_hints_are_read_in_every_spelling() -> None:
    assert [from_hint(hint) for hint in ("pt_BR", "en-US", "uk", "zh-Hans-CN", "nb-NO")] == [
        "pt",
        "en",
        "uk",
        "zh",
        "no",
    ]


def test_addresses_hashtags_and_numbers_are_no_language() -> None:
    assert language("12:30", "https://example.org/the-army-has-left @desk #army") == "und"


def test_capitals_do_not_change_the_language() -> None:
    assert language("WOJSKO ZAPRZECZA, ŻE ŻOŁNIERZE PRZEKROCZYLI GRANICĘ", "") == "pl"


@given(st.text(), st.text(), st.text())
def test_no_text_raises(title: str, text: str, hint: str) -> None:
    language(title, text, hint)
