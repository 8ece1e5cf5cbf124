import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.urls import canonical, host
from tests.pipeline.text.golden import rows

SCRAPS = """http:// https:// // www.example.org пошта.укр m. / /a /amp .amp.html .. /./ % %2e %D0 é ? & a=1 b
utm_source=x src=rss # #!x h_12345 :80 :443 :99 ; jsessionid=1 @ [ google.com/amp/s/ https://www.google.com/url?url="""
PARTS = st.sampled_from(SCRAPS.split())


@pytest.mark.parametrize(("link", "feed", "expected"), rows("urls.tsv"))
def test_every_spelling_of_an_address_has_one_form(link: str, feed: str, expected: str) -> None:
    assert canonical(link, feed) == expected


@given(st.lists(PARTS, max_size=12).map("".join))
def test_the_canonical_form_is_its_own(link: str) -> None:
    once = canonical(link)
    assert canonical(once) == once


@given(st.text(), st.text())
def test_no_address_raises(link: str, feed: str) -> None:
    canonical(link, feed)
    canonical(f"https://{link}")
    host(link)


def test_an_address_too_long_is_none() -> None:
    assert canonical("https://example.org/" + "a" * 5000) == ""


def test_a_chain_of_redirectors_is_none() -> None:
    assert canonical("https://www.google.com/amp/s/" * 9 + "example.org/a") == ""
