"""Cue tables: what is found, where, and what is not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.clauses import sentences
from pipeline.claims.folding import fold
from pipeline.claims.lexicon import languages, lexicon


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("language", languages())
def test_every_table_loads_and_knows_what_every_language_must_say(language: str) -> None:
    tags = {tag for _, tag, _ in lexicon(language)._entries}
    for tag in (
        "stance.deny",
        "stance.neg",
        "stance.plan",
        "stance.maybe",
        "stance.undeny",
        "say.verb",
        "act.attack.verb",
    ):
        assert tag in tags


@pytest.mark.parametrize(
    ("language", "text", "tag", "words"),
    [
        ("en", "Kyiv did not deny it", "stance.undeny", "did not deny"),
        ("en", "a broken arm", "stance.neg", None),
        ("fr", "Paris dément", "stance.deny", "dément"),
        ("uk", "Київ спростував це", "stance.deny", "спростував"),
        ("ar", "ولم ترسل قوات", "stance.neg", "لم"),
        ("zh", "中方否认派兵", "stance.deny", "否认"),
        ("tr", "haberi yalanladı", "stance.deny", "yalanladı"),
        ("en", "they pulled all remaining forces out", "act.withdraw.verb", "pulled all remaining forces out"),
    ],
)
def test_cues_are_found_as_whole_words(language: str, text: str, tag: str, words: str | None) -> None:
    found = [text[cue.start : cue.end] for cue in lexicon(language).find(fold(text)) if cue.tag == tag]
    assert found == ([words] if words else [])


def test_a_language_without_a_table_is_read_with_the_english_one() -> None:
    assert lexicon("sv").language == "en"


@given(st.text(alphabet="aB .!?\n。,;", max_size=300))
def test_sentences_are_exact_and_do_not_overlap(text: str) -> None:
    found = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join("".join(text[s.start : s.end] for s in found).split()) == "".join(text.split())


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Gen. Mark A. Milley of the U.S. Army spoke. Kyiv listened."
    assert [text[s.start : s.end].strip() for s in sentences(text)] == [
        "Gen. Mark A. Milley of the U.S. Army spoke.",
        "Kyiv listened.",
    ]
