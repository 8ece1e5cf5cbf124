import pytest

from pipeline.text.data import rows as table
from pipeline.text.outlet import family, outlet, registrable
from tests.pipeline.text.golden import rows


@pytest.mark.parametrize(("url", "feed", "source", "expected", "house"), rows("outlets.tsv"))
def test_an_entry_has_its_publisher_and_house(url: str, feed: str, source: str, expected: str, house: str) -> None:
    assert outlet(url, feed, source) == expected
    assert family(expected) == house


@pytest.mark.parametrize("domain", [row[0] for row in table("families.tsv")])
def test_every_domain_of_the_table_is_one_that_an_entry_can_have(domain: str) -> None:
    assert outlet(f"https://{domain}/a", "", "") == domain


def test_no_domain_stands_twice() -> None:
    domains = [row[0] for row in table("families.tsv")]
    assert len(domains) == len(set(domains))


def test_a_wire_service_and_its_own_site_are_one_house() -> None:
    agencies = {row[0] for row in table("agencies.tsv")}
    sites = {"reuters.com", "apnews.com", "afp.com", "tass.ru", "ukrinform.net", "pap.pl", "news.cn", "aa.com.tr"}
    assert {family(site) for site in sites} <= agencies


def test_a_public_suffix_is_nobodys_domain() -> None:
    assert registrable("a.b.example.com.ua") == "example.com.ua"
