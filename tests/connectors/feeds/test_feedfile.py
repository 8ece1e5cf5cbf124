"""Feeds files: TOML and OPML by content, and errors that say where and what to write."""

from datetime import timedelta
from pathlib import Path

import pytest

from connectors.feeds.feedfile import parse_feeds, read_feeds, write_feeds
from connectors.feeds.starter import starter
from schemas import Feed
from schemas.errors import ConfigError

FULL = """
[defaults]
language = "uk"
interval = "2h"

[[feed]]
url = "https://a.example/rss"
title = "А"
outlet = "a.example"
country = "UA"
family = "a"
affiliation = "UKR"
folder = "News/War"
full_text = true

[[feed]]
url = "https://b.example/rss"
language = "pt-BR"
interval = "30m"
"""


def test_every_field_is_read_and_defaults_fill_what_is_missing() -> None:
    first, second = parse_feeds(FULL, "feeds.toml")
    assert first == Feed(
        url="https://a.example/rss",
        title="А",
        outlet="a.example",
        language="uk",
        country="UA",
        family="a",
        affiliation="UKR",
        folder="News/War",
        full_text=True,
        interval=timedelta(hours=2),
    )
    assert (second.language, second.interval) == ("pt-BR", timedelta(minutes=30))


def test_toml_and_opml_are_told_apart_by_content(tmp_path: Path) -> None:
    (tmp_path / "feeds.txt").write_text(FULL, encoding="utf-8")
    (tmp_path / "feeds.toml").write_text('\ufeff<opml><outline xmlUrl="https://c.example/"/></opml>', encoding="utf-8")
    assert [feed.url for feed in read_feeds(tmp_path / "feeds.txt")] == [
        "https://a.example/rss",
        "https://b.example/rss",
    ]
    assert [feed.url for feed in read_feeds(tmp_path / "feeds.toml")] == ["https://c.example/"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"no \[\[feed\]\]"),
        ("x = 1", "'x' is not known here"),
        ("[feed]\nurl = 'https://a.example/'", "two brackets"),
        ("[[feed]]\ntitle = 'a'", "feed number 1: url is missing"),
        ("[[feed]]\nurl = 'ftp://a.example/'", "url: write a whole address"),
        ("[[feed]]\nurl = 'https://'", "url: write a whole address"),
        ("[[feed]]\nurl = 'https://a.example/'\nlangage = 'fr'", "did you mean 'language'"),
        ("[[feed]]\nurl = 'https://a.example/'\nlanguage = 'French'", 'language: write a language code such as "fr"'),
        ("[[feed]]\nurl = 'https://a.example/'\ncountry = 'Ukraine'", "country: .* 2 capitals"),
        ("[[feed]]\nurl = 'https://a.example/'\naffiliation = 'RU'", "affiliation: .* 3 capitals"),
        ("[[feed]]\nurl = 'https://a.example/'\ninterval = 'often'", "interval: write"),
        ("[[feed]]\nurl = 'https://a.example/'\ninterval = '0m'", "interval: write"),
        ("[[feed]]\nurl = 'https://a.example/'\nfull_text = 1", "full_text: write true or false"),
        ("[[feed]]\nurl = 'https://a.example/'\ntitle = \"a\\nb\"", "title: write a text in quotes, on one line"),
        ("[[feed]]\nurl = 'https://a.example/'\n[[feed]]\nurl = 'https://a.example/'", "two feeds have the address"),
        ("[defaults]\nurl = 'https://a.example/'", "without a url"),
        ("https://a.example/rss", "neither OPML nor TOML"),
        ("<opml></opml>", "no feeds in it"),
        ("<html><body>a page</body></html>", "no feeds in it"),
    ],
)
def test_a_wrong_file_is_named_with_feed_key_and_what_to_write(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"feeds\.toml: .*{message}"):
        read_feeds(path)


def test_a_missing_file_and_a_folder_are_errors_that_say_so(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read"):
            read_feeds(path)


def test_what_is_written_is_read_back() -> None:
    odd = Feed(url="https://a.example/?q=%22&x='1'", title='"Tom" \\ Jerry \u007f', interval=timedelta(minutes=90))
    feeds = [*starter(), odd]
    again = parse_feeds(write_feeds(feeds).replace("\\u007f", ""), "x")
    assert again[:-1] == feeds[:-1]
    assert (again[-1].url, again[-1].title, again[-1].interval) == (odd.url, '"Tom" \\ Jerry', odd.interval)
