"""robots.txt as RFC 9309 reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feeds.robots import EVERYTHING, NOTHING, robots

FILE = b"""\xef\xbb\xbf# hello
User-agent: *
Disallow: /private
Crawl-delay: 2

User-agent: Vedette
User-agent: Otherbot/2.0
Allow: /private/open   # a comment
Disallow: /private
Disallow: /*.pdf$
Disallow: /a*c*e
Disallow: /caf%C3%A9
Disallow:
Crawl-delay: 20
Sitemap: https://news.example/map.xml

User-agent: Badbot
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/closed", False),
        ("/private/open/1", True),
        ("/paper.pdf", False),
        ("/paper.pdf?x=1", True),
        ("/a/b/c/d/e/f", False),
        ("/a/b/c/d", True),
        ("/caf%c3%a9", False),
        ("/café", False),
        ("/news", True),
    ],
)
def test_the_longest_rule_of_our_group_decides(path: str, allowed: bool) -> None:
    assert robots(FILE, "Vedette").allows(path) is allowed


@pytest.mark.parametrize(
    ("agent", "delay", "private"), [("vedette", 20, True), ("Otherbot", 20, True), ("x", 2, False)]
)
def test_a_group_that_names_us_replaces_the_one_for_all(agent: str, delay: float, private: bool) -> None:
    found = robots(FILE, agent)
    assert (found.delay, found.allows("/private/open")) == (delay, private)


def test_groups_of_one_agent_are_one() -> None:
    found = robots(b"User-agent: a\nDisallow: /x\nUser-agent: b\nDisallow: /y\nUser-agent: A\nDisallow: /z", "a")
    assert [found.allows(path) for path in ("/x", "/y", "/z")] == [False, True, False]


def test_allowing_wins_a_draw() -> None:
    assert robots(b"User-agent: *\nDisallow: /p\nAllow: /p", "v").allows("/p")


@pytest.mark.parametrize(
    "data", [b"", b"<html>no robots here</html>", b"Disallow: /", b"\x00\xff\xfe", b"User-agent: *"]
)
def test_a_file_that_says_nothing_allows_everything(data: bytes) -> None:
    assert robots(data, "Vedette").allows("/x")


def test_nothing_is_nothing_and_everything_everything() -> None:
    assert not NOTHING.allows("/")
    assert EVERYTHING.allows("/")


def test_a_hostile_rule_costs_no_more_than_its_length() -> None:
    """As a regular expression this one would not end in the life of the universe."""
    rule = b"User-agent: *\nDisallow: /" + b"*a" * 200_000 + b"b\n"
    assert robots(rule, "Vedette").allows("/" + "a" * 8000)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_file_and_no_path_break_it(data: bytes, path: str) -> None:
    assert robots(b"User-agent: *\n" + data, "Vedette").allows(path) in (True, False)
