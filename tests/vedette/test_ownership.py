"""What a file defines is read-only in the store; what is added to a file stays readable."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.store import Store, open_store
from pipeline.subscriptions.load import load_subscriptions
from schemas.errors import ConfigError
from tests.pipeline.ledger.fakes import CATALOGUE, asks
from tests.vedette.stored import NOW
from vedette.ownership import add_to_file, add_to_store, adopt, remove_from_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/vedette.db") as store:
        yield store


def owners(store: Store) -> dict[str, str]:
    return {one.subscription.name: Path(one.owner).name for one in store.subscriptions.all()}


def test_the_store_holds_what_a_file_defines_no_more_and_no_less(store: Store, tmp_path: Path) -> None:
    add_to_store(store.subscriptions, asks("own"))
    adopt(store.subscriptions, tmp_path / "a.toml", [asks("one"), asks("two")])
    adopt(store.subscriptions, tmp_path / "a.toml", [asks("two"), asks("three")])
    assert owners(store) == {"own": "", "two": "a.toml", "three": "a.toml"}


def test_what_a_file_defines_cannot_be_changed_or_removed_in_the_store(store: Store, tmp_path: Path) -> None:
    adopt(store.subscriptions, tmp_path / "a.toml", [asks("one")])
    with pytest.raises(ConfigError, match=r"defined in .*a\.toml: change it there"):
        add_to_store(store.subscriptions, asks("one"), replace=True)
    with pytest.raises(ConfigError, match="read-only"):
        remove_from_store(store.subscriptions, "one")


def test_a_file_takes_no_name_from_the_store_or_from_another_file(store: Store, tmp_path: Path) -> None:
    add_to_store(store.subscriptions, asks("own"))
    adopt(store.subscriptions, tmp_path / "a.toml", [asks("one")])
    for name, says in (("own", "the store's own"), ("one", r"defined in .*a\.toml")):
        with pytest.raises(ConfigError, match=says):
            adopt(store.subscriptions, tmp_path / "b.toml", [asks(name)])


def test_what_was_gone_for_a_while_begins_anew_and_what_stays_does_not(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    adopt(store.subscriptions, path, [asks("one"), asks("two")])
    for name in ("one", "two"):
        store.subscriptions.begin(name, "asked", NOW)
    adopt(store.subscriptions, path, [asks("one")])
    adopt(store.subscriptions, path, [asks("one"), asks("two")])
    assert [one.begun for one in store.subscriptions.all()] == ["asked", ""]


def test_what_was_removed_and_comes_back_begins_anew(store: Store) -> None:
    add_to_store(store.subscriptions, asks("own"))
    store.subscriptions.begin("own", "asked", NOW)
    remove_from_store(store.subscriptions, "own")
    add_to_store(store.subscriptions, asks("own"))
    assert [one.begun for one in store.subscriptions.all()] == [""]


def test_the_stores_own_is_replaced_only_when_asked(store: Store) -> None:
    add_to_store(store.subscriptions, asks("own"))
    with pytest.raises(ConfigError, match="--replace changes it"):
        add_to_store(store.subscriptions, asks("own", min_origins=2))
    add_to_store(store.subscriptions, asks("own", min_origins=2), replace=True)
    assert [one.subscription.min_origins for one in store.subscriptions.all()] == [2]
    remove_from_store(store.subscriptions, "own")
    with pytest.raises(ConfigError, match="there is no subscription 'own'"):
        remove_from_store(store.subscriptions, "own")


@pytest.mark.parametrize("before", ["", "# mine\n", "# mine", '[[subscription]]\nname = "b" # kept\r\n', "# ünï\n\n"])
def test_a_table_is_appended_and_what_stands_there_stays(tmp_path: Path, before: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(before.encode())
    add_to_file(path, asks("new"), CATALOGUE)
    assert path.read_bytes().startswith(before.encode())
    assert load_subscriptions(path, CATALOGUE)[-1] == asks("new")


@pytest.mark.parametrize("before", ["[[subscription]]\nname = 'new'\n", "subscription = []\n", "[[feed]]\n", "name = "])
def test_a_file_that_would_not_be_readable_afterwards_is_left_alone(tmp_path: Path, before: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(before)
    with pytest.raises(ConfigError):
        add_to_file(path, asks("new"), CATALOGUE)
    assert path.read_text() == before


def test_two_who_add_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    writers = [threading.Thread(target=add_to_file, args=(path, asks(f"s{n}"), CATALOGUE)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(load_subscriptions(path, CATALOGUE)) == 8
