"""What a person names is found, on both engines; wildcards in names are letters."""

from datetime import UTC, datetime

import pytest

from connectors.store import Store
from connectors.store.lookup import Lookup
from schemas import DeadLetter, Entry

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENTRY = Entry(feed="https://h.example/feed", guid='g "1"', link="https://h.example/a_1", title="a", seen_at=NOW)


@pytest.mark.parametrize("name", ['g "1"', "https://h.example/a_1"])
def test_an_entry_is_found_by_its_guid_and_link(store: Store, name: str) -> None:
    store.inbox.add([ENTRY], NOW)
    assert Lookup(store.database).entries([name]) == [ENTRY]


@pytest.mark.parametrize("name", ["", "%", "https://h.example/aX1", "a", "g"])
def test_an_entry_is_found_by_nothing_else(store: Store, name: str) -> None:
    store.inbox.add([ENTRY], NOW)
    assert Lookup(store.database).entries([name]) == []


def test_a_dead_letter_is_found_by_its_place_and_by_what_it_holds(store: Store) -> None:
    letter = DeadLetter(stage="s", reason="r", detail="", where="f:1", payload='{"link":"https://h.example/1"}')
    store.dead_letters.add([letter], NOW)
    for name in ("f:1", "https://h.example/1"):
        assert Lookup(store.database).dead([name]) == [letter]
    assert Lookup(store.database).dead(["https://h.example"]) == []


def test_nothing_is_found_in_an_empty_store(store: Store) -> None:
    lookup = Lookup(store.database)
    assert [lookup.articles(["a"]), lookup.reports(["a"]), lookup.fates("a")] == [[], [], []]
