from datetime import UTC, datetime, timedelta

import pytest

from connectors.store import Store
from schemas import Because, Silence, SilenceKind, Subscription, Verdict
from schemas.errors import OwnedByFile
from tests.pipeline.ledger.fakes import say

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
A, B, OWN = Subscription(name="a"), Subscription(name="b"), Subscription(name="own")


def names(store: Store) -> list[str]:
    return [one.subscription.name for one in store.subscriptions.all()]


def verdict(event: str, *, right: bool = False, feed: str = "f", because: Because | None = None) -> Verdict:
    report = say("FRA affirmed train donbas")
    return Verdict(
        event=event, subscription="a", right=right, because=because, at=NOW, feed=feed, report=report, text="x"
    )


def test_a_file_defines_its_subscriptions_and_leaves_the_stores_own(store: Store) -> None:
    store.subscriptions.put(OWN)
    store.subscriptions.define([B, A], "subscriptions.toml")
    assert names(store) == ["b", "a", "own"]
    store.subscriptions.define([A], "subscriptions.toml")
    assert names(store) == ["a", "own"]


def test_a_file_that_is_not_named_any_more_defines_nothing(store: Store) -> None:
    store.subscriptions.define([A], "old.toml")
    store.subscriptions.put(OWN)
    store.subscriptions.only_files(["new.toml"])
    assert names(store) == ["own"]


def test_what_a_file_defines_only_the_file_changes(store: Store) -> None:
    store.subscriptions.define([A], "subscriptions.toml")
    with pytest.raises(OwnedByFile, match=r"subscriptions\.toml"):
        store.subscriptions.put(A)
    with pytest.raises(OwnedByFile):
        store.subscriptions.remove("a")


def test_a_subscription_keeps_its_beginning_when_it_is_defined_again(store: Store) -> None:
    store.subscriptions.define([A], "subscriptions.toml")
    store.subscriptions.begin("a", "predicate", NOW)
    store.subscriptions.define([A], "subscriptions.toml")
    (owned,) = store.subscriptions.all()
    assert (owned.begun, owned.begun_at, owned.owner) == ("predicate", NOW, "subscriptions.toml")


def test_a_removed_subscription_is_gone_once(store: Store) -> None:
    store.subscriptions.put(OWN)
    assert [store.subscriptions.remove("own"), store.subscriptions.remove("own"), names(store)] == [True, False, []]


def test_saying_a_silence_again_renews_it_and_what_is_over_is_left_out(store: Store) -> None:
    for days in (1, 2):
        store.silences.put(Silence(kind=SilenceKind.SILENCED, subscription="a", since=NOW, until=NOW + days * DAY))
    (kept,) = store.silences.all(NOW + DAY)
    assert kept.until == NOW + 2 * DAY
    assert store.silences.all(NOW + 2 * DAY) == []
    assert store.silences.remove(kept.id)
    assert not store.silences.remove(kept.id)


def test_a_later_verdict_replaces_an_earlier_one_and_all_are_counted(store: Store) -> None:
    store.verdicts.put(verdict("one"))
    store.verdicts.put(verdict("one", because=Because.REGION))
    store.verdicts.put(verdict("two", right=True))
    assert store.verdicts.counts("feed") == {("f", False, "region"): 1, ("f", True, ""): 1}
    assert store.verdicts.counts("subscription") == {("a", False, "region"): 1, ("a", True, ""): 1}
    assert {one.event for one in store.verdicts.all()} == {"one", "two"}
