"""The same rules on the shipped catalogue and with real fingerprints."""

from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.ledger.counters import counters
from pipeline.ledger.policy import Policy
from pipeline.subscriptions.load import load_subscriptions, parse_subscriptions
from pipeline.subscriptions.match import Reason, match
from pipeline.subscriptions.timeline import timeline
from pipeline.text.fingerprint import fingerprint
from schemas import Activity, Claim, GroupBy
from tests.pipeline.ledger.fakes import DAY, HOUR, KYIV, MONDAY, asks, say

SAMPLE = Path(__file__).parents[3] / "samples" / "subscriptions.toml"


@pytest.fixture(autouse=True)
def plain_fingerprints() -> None:
    """Here they are real."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def test_the_sample_subscriptions_load(catalogue: Catalogue) -> None:
    names = [subscription.name for subscription in load_subscriptions(SAMPLE, catalogue)]
    assert "france-in-ukraine" in names


def test_names_that_mean_only_one_thing_may_be_written(catalogue: Catalogue) -> None:
    text = '[[subscription]]\nname = "a"\nmilitaries = ["France", "Wagner"]\nregions = ["Ukraine", "Donbas"]'
    (found,) = parse_subscriptions(text, "subs.toml", catalogue)
    assert (found.militaries, found.regions) == (("FRA", "wagner"), ("UA", "donbas"))


def test_a_denial_for_a_country_counters_a_town_never_an_affiliated_group(catalogue: Catalogue) -> None:
    denial = Claim.of("RUS", Activity.PRESENCE, "ML")
    assert counters(denial, Claim.of("RUS", Activity.TRAIN, "ML-7"), catalogue)
    assert not counters(denial, Claim.of("wagner", Activity.TRAIN, "ML-7"), catalogue)


@pytest.mark.parametrize("what", ["FRA affirmed train atlantis", "FRA/no-such-unit affirmed train UA"])
def test_ids_that_the_catalogue_lacks_fail_closed(what: str, catalogue: Catalogue) -> None:
    assert match(say(what), asks(), catalogue, Policy()) in (Reason.REGION, Reason.MILITARY)


def test_threads_of_kyiv_and_donbas_at_each_level(catalogue: Catalogue) -> None:
    made = [say(f"FRA affirmed train {KYIV}"), say("FRA affirmed train donbas")]
    for level, regions in ((GroupBy.ADMIN1, {"UA-30", "donbas"}), (GroupBy.COUNTRY, {"UA"})):
        found = timeline(made, asks(group_by=level), catalogue, Policy(), MONDAY + DAY)
        assert {event.thread.region for event in found} == regions


def test_a_wire_story_in_two_outlets_is_one_origin(catalogue: Catalogue) -> None:
    text = "French instructors have begun to train Ukrainian crews near the city, two officers said. " * 3
    prints = [fingerprint("French soldiers train crews", text + end, "en") for end in ("", "Read more here.")]
    made = [
        say("FRA affirmed train donbas", outlet=f"o{number}.example", fingerprint=one, at=MONDAY + number * HOUR)
        for number, one in enumerate(prints)
    ]
    found = timeline(made, asks(), catalogue, Policy(), MONDAY + DAY)
    assert [event.kind for event in found] == ["opened"]
