"""What hostile text loses before anybody reads it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.notify.plain import clip, line, link, plain, stretch, unmentioned

ANYTHING = st.text(st.characters(), max_size=200)


@given(ANYTHING)
def test_plain_text_keeps_its_offsets(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(ANYTHING, st.integers(1, 50))
def test_a_line_is_one_bounded_line_without_controls(text: str, limit: int) -> None:
    told = line(text, limit)
    assert len(told) <= limit
    assert not any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in told)
    assert told.encode().decode() == told


@pytest.mark.parametrize("hidden", "\u202e\u2066\u2069\u202a")
def test_a_change_of_direction_is_shown_not_made(hidden: str) -> None:
    assert line(f"evil{hidden}fdp.exe", 99) == "evil�fdp.exe"


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\U000e0041", "\u200f"])
def test_what_cannot_be_seen_is_gone(hidden: str) -> None:
    assert line(f"Ma{hidden}cron", 99) == "Macron"


def test_the_joiner_of_persian_stays() -> None:
    assert line("می\u200cخواهم", 99) == "می\u200cخواهم"


def test_a_header_cannot_be_smuggled_into_a_line() -> None:
    assert line("News\r\nBcc: all@example.com", 99) == "News Bcc: all@example.com"


def test_a_tower_of_accents_is_levelled() -> None:
    assert len(line("Z" + "\u0337" * 500, 99)) == 5


def test_an_accent_is_not_cut_from_its_letter() -> None:
    assert clip("abcde\u0301fg", 6) == "abcd…"


def test_the_parts_of_a_line_keep_the_space_between_them() -> None:
    assert stretch("in \n ") + stretch("Donbas") == "in Donbas"


@pytest.mark.parametrize("text", ["@everyone", "(@here)", "<!channel>", "<@U123>", "<#C1>"])
def test_an_article_rings_no_channel(text: str) -> None:
    told = unmentioned(text)
    assert "@e" not in told
    assert "@h" not in told
    assert "<" not in told.replace("< ", "")


def test_a_mail_address_is_no_mention() -> None:
    assert unmentioned("press@example.com") == "press@example.com"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://bbc.com@evil.example/", "https://a\nb.example/", "//x", "https:///x", "x" * 3000],
)
def test_what_is_no_honest_web_address_is_no_link(url: str) -> None:
    assert link(url) == ""


def test_a_link_cannot_leave_its_attribute_or_call_somebody() -> None:
    assert link('https://a.example/"><b>/@everyone') == "https://a.example/%22%3E%3Cb%3E/%40everyone"


def test_a_link_that_is_encoded_already_stays_as_it_is() -> None:
    assert link("https://a.example/%D0%B0?q=1#x") == "https://a.example/%D0%B0?q=1#x"
