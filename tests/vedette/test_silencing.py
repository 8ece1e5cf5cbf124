from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.store import Store
from pipeline.catalogue.catalogue import load
from schemas import SilenceKind
from schemas.errors import ConfigError
from tests.pipeline.ledger.fakes import DAY
from tests.vedette.stored import NOW, filled
from vedette.silencing import acknowledge, ends, find_event, named, silence, take_back


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with filled(tmp_path) as store:
        yield store


def test_an_event_is_found_by_its_id_the_beginning_of_it_and_its_thread(store: Store) -> None:
    newest, *_ = store.alerts.events()
    assert find_event(store, newest.id) == newest
    assert find_event(store, newest.id[:10]) == newest
    assert find_event(store, newest.thread.id) == newest


@pytest.mark.parametrize("id", ["", "nothing", "%", "_"])
def test_what_is_no_id_finds_nothing(store: Store, id: str) -> None:
    with pytest.raises(ConfigError, match=r"no alert event|name an alert"):
        find_event(store, id)


def test_an_acknowledgement_is_of_the_status_that_the_alert_has_now(store: Store) -> None:
    oldest = store.alerts.events()[-1]
    made = acknowledge(store, oldest, NOW, by="Ann", note="")
    assert (made.status, made.thread) == ("contested", oldest.thread.id)
    assert store.silences.all() == [made]


def test_a_silence_ends_and_a_mute_does_not(store: Store) -> None:
    assert silence(store, NOW, root="FRA", until=NOW + DAY).kind is SilenceKind.SILENCED
    assert silence(store, NOW, root="FRA").kind is SilenceKind.MUTED
    assert len(store.silences.all(NOW + 2 * DAY)) == 1


def test_nothing_silences_everything_or_ends_in_the_past(store: Store) -> None:
    with pytest.raises(ConfigError, match="nothing silences everything"):
        silence(store, NOW)
    with pytest.raises(ConfigError, match="is past"):
        silence(store, NOW, root="FRA", until=NOW)


def test_a_silence_is_taken_back_by_the_beginning_of_its_id(store: Store) -> None:
    made = silence(store, NOW, root="FRA")
    assert take_back(store, made.id[:6], NOW) == made
    for id in (made.id, ""):
        with pytest.raises(ConfigError, match="no silence begins"):
            take_back(store, id, NOW)


def test_a_military_and_a_region_may_be_named_and_must_be_known() -> None:
    assert named("France", "Ukraine", load()) == {"root": "FRA", "region": "UA"}
    for military, region in (("Elves", ""), ("", "Narnia"), ("FRA/foreign-legion", "")):
        with pytest.raises(ConfigError, match=r"is called|alerts are kept by whole militaries"):
            named(military, region, load())


def test_the_end_is_given_once() -> None:
    assert ends(NOW, timedelta(days=2), None) == NOW + 2 * DAY
    assert ends(NOW, None, NOW + DAY) == NOW + DAY
    for length, until in ((None, None), (DAY, NOW + DAY)):
        with pytest.raises(ConfigError, match="say when the silence ends"):
            ends(NOW, length, until)
