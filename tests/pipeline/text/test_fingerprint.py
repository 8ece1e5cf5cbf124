import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.data import rows as table
from pipeline.text.fingerprint import fingerprint
from schemas.fingerprint import HASHES, bands, near
from tests.pipeline.text.golden import rows

ALPHABET = ("the", "army", "troops", "left", "Kidal", "Gao", "not", "will", "300", "900", "town", ".", "Monday")
WORDS = st.lists(st.sampled_from(ALPHABET)).map(" ".join)
STORY = (
    "Soldiers leave Kidal",
    "The soldiers left the town of Kidal on Monday, two officials said by telephone. They took the road to the south.",
)


def _of(article: str, language: str) -> str:
    title, _, text = article.partition("|")
    return fingerprint(title, text, language)


@pytest.mark.parametrize(("language", "one", "other"), rows("copies.tsv"))
def test_copies_of_one_wire_story_collide(language: str, one: str, other: str) -> None:
    assert near(_of(one, language), _of(other, language))


@pytest.mark.parametrize(("language", "kind", "one", "other"), rows("twins.tsv"))
def test_a_statement_and_its_contrary_never_collide(language: str, kind: str, one: str, other: str) -> None:
    assert not near(_of(one, language), _of(other, language)), kind


@given(WORDS, WORDS, WORDS, WORDS)
def test_what_is_near_shares_a_band_and_nearness_has_no_direction(a: str, b: str, c: str, d: str) -> None:
    one, other = fingerprint(a, b, "en"), fingerprint(c, d, "en")
    assert near(one, other) == near(other, one)
    assert not near(one, other) or set(bands(one)) & set(bands(other))


@given(st.text(), st.text())
def test_every_text_is_near_itself_or_has_no_words(title: str, text: str) -> None:
    mark = fingerprint(title, text, "en")
    assert near(mark, mark) == bool(mark)


def test_a_text_without_words_has_no_fingerprint() -> None:
    assert fingerprint("…", "!?", "en") == ""
    assert bands("") == ()
    assert not near("", "")


def test_two_short_headlines_collide_only_when_nearly_equal() -> None:
    assert not near(fingerprint("Army leaves the town", "", "en"), fingerprint("Army guards the town", "", "en"))
    assert near(fingerprint("Army leaves the town", "", "en"), fingerprint("Army leaves the town!", "", "en"))


def test_another_story_is_far() -> None:
    other = fingerprint("Port opens", "The port opened on Friday after two years of repairs, the operator said.", "en")
    assert not near(fingerprint(*STORY, "en"), other)


def test_a_story_cut_off_by_the_feed_is_near_the_whole_one() -> None:
    assert near(fingerprint(*STORY, "en"), fingerprint(STORY[0], STORY[1][:95] + "…", "en"))


def test_a_rewritten_headline_over_the_same_text_is_near() -> None:
    assert near(fingerprint(*STORY, "en"), fingerprint("What we know about the north", STORY[1], "en"))


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    code = "from pipeline.text.fingerprint import fingerprint; import sys; print(fingerprint(*sys.argv[1:], 'en'))"
    run = subprocess.run([sys.executable, "-c", code, *STORY], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == fingerprint(*STORY, "en")


def test_a_fingerprint_is_small() -> None:
    mark = fingerprint(*STORY, "en")
    assert len(mark.partition(":")[0]) == 2 * HASHES
    assert len(mark) < 300


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "uk", "ru", "pl", "ar", "tr", "zh"])
def test_ten_languages_have_words_of_negation(language: str) -> None:
    assert any(row[:2] == ("N", language) for row in table("polarity.tsv"))
