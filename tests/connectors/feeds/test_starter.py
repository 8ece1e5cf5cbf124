"""The starter list: as many feeds, languages and kinds as promised, each described, none twice."""

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connectors.feeds.starter import starter
from connectors.feeds.transports import is_carrier
from pipeline.text.outlet import family, outlet
from schemas.errors import ConfigError

LANGUAGES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
FEEDS = starter()


def test_there_are_250_feeds_and_more_and_ten_in_each_language_that_we_read() -> None:
    counts = Counter(feed.language for feed in FEEDS)
    assert len(FEEDS) >= 250
    assert all(counts[language] >= 10 for language in LANGUAGES)


def test_every_kind_of_source_is_there() -> None:
    folders = Counter(feed.folder for feed in FEEDS)
    kinds = (
        "World",
        "Wire services",
        "Defence ministries and forces",
        "Defence press",
        "Ukraine",
        "Middle East",
        "Africa",
    )
    assert all(folders[kind] >= 20 for kind in kinds)


def test_every_feed_is_described_and_asked_over_https() -> None:
    for feed in FEEDS:
        assert urlsplit(feed.url).scheme == "https", feed
        assert feed.title == feed.title.strip() != "", feed
        assert feed.outlet, feed
        assert feed.family, feed
        assert re.fullmatch(r"[a-z]{2}", feed.language), feed


def test_no_feed_is_there_twice_however_it_is_spelt() -> None:
    spelt = Counter(feed.url.lower().replace("://www.", "://").rstrip("/") for feed in FEEDS)
    assert [url for url, times in spelt.items() if times > 1] == []


def test_countries_and_affiliations_are_states_of_the_catalogue() -> None:
    lines = files("pipeline.catalogue").joinpath("data", "states.tsv").read_text(encoding="utf-8").splitlines()
    states = [line.split("\t") for line in lines if not line.startswith("#")]
    assert {feed.country for feed in FEEDS} <= {state[1] for state in states}
    assert {feed.affiliation for feed in FEEDS} <= {"", *(state[0] for state in states)}


def test_outlets_and_families_are_those_that_articles_will_have() -> None:
    hosted_elsewhere = ("uecdn.es", "censor.net.ua")
    for feed in FEEDS:
        assert feed.family == family(feed.outlet), feed
        if not is_carrier(feed.url) and not any(host in feed.url for host in hosted_elsewhere):
            assert feed.outlet == outlet("", feed.url, ""), feed


def test_an_outlet_speaks_for_one_state_or_none() -> None:
    states: dict[str, set[str]] = {}
    for feed in FEEDS:
        states.setdefault(feed.outlet, set()).add(feed.affiliation)
    assert {name for name, spoken_for in states.items() if len(spoken_for) > 1} == set()


def test_the_page_about_the_list_gives_its_true_numbers() -> None:
    page = (Path(__file__).parents[3] / "docs" / "feeds.md").read_text(encoding="utf-8")
    assert f"writes {len(FEEDS)} public feeds of {len({feed.outlet for feed in FEEDS})} outlets" in page


def test_a_language_or_folder_can_be_chosen_and_a_wrong_one_is_named() -> None:
    assert {feed.language for feed in starter(languages=["uk", "pl"])} == {"uk", "pl"}
    assert {feed.folder for feed in starter(folders=["Africa"])} == {"Africa"}
    with pytest.raises(ConfigError, match=r"no language 'xx': it has ar, de"):
        starter(languages=["xx"])
