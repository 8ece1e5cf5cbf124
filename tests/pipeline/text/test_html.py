import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.html import MAX_CHARACTERS, MAX_TAGS, check_size, to_text, to_title
from schemas.errors import RejectedEntry
from tests.pipeline.text.golden import records

PLAIN = st.text(st.characters(exclude_characters="<&"))


@pytest.mark.parametrize("pair", records("html.jsonl"), ids=lambda pair: pair["what"])
def test_bodies_become_the_text_a_reader_sees(pair: dict[str, str]) -> None:
    assert to_text(pair["source"]) == pair["text"]


@given(PLAIN)
def test_text_without_markup_passes_code_point_for_code_point(text: str) -> None:
    assert to_text(text) == text
    assert to_title(text) == text


@given(st.text(st.sampled_from("<>&;ab =\"'/p!-[]\n")))
def test_no_scrap_of_markup_raises(source: str) -> None:
    to_text(source)
    to_title(source)


@pytest.mark.parametrize("name", ["Kidal", "Ky\u00efv", "Kyi\u0308v", "基达尔"])
def test_composed_and_decomposed_letters_stay_as_they_came_inside_markup(name: str) -> None:
    assert to_text(f"<p>In {name}.</p>") == f"In {name}."


def test_a_marked_up_title_is_one_line() -> None:
    assert to_title("Brigade <em>leaves</em><br/>Kidal &amp; Gao") == "Brigade leaves Kidal & Gao"


def test_a_title_with_angle_brackets_and_no_markup_stays() -> None:
    assert to_title("Use of <vector> in a<b") == "Use of <vector> in a<b"


@pytest.mark.parametrize("source", ["x" * (MAX_CHARACTERS + 1), "<div>" * (MAX_TAGS + 1)])
def test_what_would_cost_more_to_read_than_it_is_worth_is_rejected(source: str) -> None:
    with pytest.raises(RejectedEntry) as caught:
        check_size(source)
    assert caught.value.reason == "oversized"


def test_deep_nesting_within_the_limit_still_gives_its_text() -> None:
    assert to_text("<div>" * 3000 + "They left.") == "They left."
