import threading
from datetime import UTC, datetime, timedelta

import pytest

from connectors.feeds.polls import Poll
from connectors.feeds.state import FeedState
from connectors.store import Store, open_store
from connectors.store.columns import NEVER
from schemas import DeadLetter, Entry, Feed
from schemas.errors import OwnedByFile

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
FEEDS = [Feed(url=f"https://host{number % 3}.example/{number}") for number in range(9)]


@pytest.fixture
def filled(store: Store) -> Store:
    store.feeds.define(FEEDS, "feeds.toml")
    return store


def leased(store: Store, now: datetime = NOW, owner: str = "me", limit: int = 99) -> list[str]:
    return [feed.url for feed, _ in store.feeds.due(now, limit, owner, MINUTE)]


def poll(feed: Feed, *titles: str, due: datetime = NOW + timedelta(hours=1), more: bool = False) -> Poll:
    entries = tuple(Entry(feed=feed.url, title=title, seen_at=NOW) for title in titles)
    return Poll(feed, FeedState(next_due=due), entries, more=more)


def test_of_one_host_one_feed_is_leased_at_a_time(filled: Store) -> None:
    assert leased(filled) == [feed.url for feed in FEEDS[:3]]
    assert leased(filled, owner="another") == []


def test_no_more_feeds_are_leased_than_asked_for(filled: Store) -> None:
    assert len(leased(filled, limit=2)) == 2


def test_a_lease_that_ran_out_is_none(filled: Store) -> None:
    assert leased(filled) == leased(filled, NOW + MINUTE)


def test_a_released_feed_is_due_again_but_only_its_owner_releases_it(filled: Store) -> None:
    first, *_ = leased(filled)
    filled.feeds.release(first, "another")
    assert leased(filled) == []
    filled.feeds.release(first, "me")
    assert leased(filled) == [first]


def test_a_reserved_host_is_left_alone_until_its_moment(filled: Store) -> None:
    filled.feeds.defer("host0.example", NOW + MINUTE)
    assert all("host0" not in url for url in leased(filled))


def test_deferring_never_brings_a_moment_forward(filled: Store) -> None:
    filled.feeds.defer("host0.example", NOW + MINUTE)
    filled.feeds.defer("host0.example", NOW)
    assert filled.feeds.reserve("host0.example", NOW, SECOND, MINUTE) == NOW + MINUTE


def test_reservations_of_a_host_stand_apart(store: Store) -> None:
    taken = [store.feeds.reserve("h.example", NOW, 5 * SECOND, MINUTE) for _ in range(3)]
    assert taken == [NOW, NOW + 5 * SECOND, NOW + 10 * SECOND]


def test_a_moment_beyond_patience_is_told_but_not_taken(store: Store) -> None:
    store.feeds.defer("h.example", NOW + 2 * MINUTE)
    asked = [store.feeds.reserve("h.example", NOW, SECOND, MINUTE) for _ in range(2)]
    assert asked == [NOW + 2 * MINUTE] * 2


def test_a_poll_brings_state_entries_and_dead_letters_at_once(filled: Store) -> None:
    dead = DeadLetter(stage="feeds", reason="undated", detail="", where="x")
    assert filled.feeds.commit_poll(poll(FEEDS[0], "a", "b")._replace(dead=(dead,)), NOW) == 2
    assert {feed.url: state for feed, state in filled.feeds.all()}[FEEDS[0].url].next_due is not None
    assert filled.inbox.waiting() == 2
    assert [kept.letter for kept in filled.dead_letters.newest()] == [dead]


def test_a_poll_that_is_committed_twice_brings_its_entries_once(filled: Store) -> None:
    counts = [filled.feeds.commit_poll(poll(FEEDS[0], "a", "b"), NOW) for _ in range(2)]
    assert counts == [2, 0]


def test_a_poll_ends_the_lease_unless_there_is_more(filled: Store) -> None:
    assert leased(filled)
    filled.feeds.commit_poll(poll(FEEDS[0], due=NOW, more=True), NOW)
    assert leased(filled) == []
    filled.feeds.commit_poll(poll(FEEDS[0], due=NOW), NOW)
    assert len(leased(filled)) == 1


def test_the_next_moment_is_that_of_the_first_feed_that_may_be_asked(filled: Store) -> None:
    assert filled.feeds.next_at() == NEVER
    for feed in FEEDS:
        filled.feeds.commit_poll(poll(feed, due=NOW + MINUTE), NOW)
    filled.feeds.commit_poll(poll(FEEDS[0], due=NOW), NOW)
    assert filled.feeds.next_at() == NOW
    filled.feeds.defer("host0.example", NOW + 2 * MINUTE)
    assert filled.feeds.next_at() == NOW + MINUTE
    assert filled.feeds.next_at(due_by=NOW) == NOW + 2 * MINUTE


def test_no_feeds_no_next_moment(store: Store) -> None:
    assert store.feeds.next_at() is None


def test_what_a_file_defines_only_the_file_changes(filled: Store) -> None:
    with pytest.raises(OwnedByFile, match=r"feeds\.toml"):
        filled.feeds.add(Feed(url=FEEDS[0].url, outlet="other.example"))
    with pytest.raises(OwnedByFile):
        filled.feeds.remove(FEEDS[0].url)


def test_a_feed_that_left_its_file_is_not_polled_and_comes_back_with_its_state(filled: Store) -> None:
    filled.feeds.commit_poll(poll(FEEDS[0], due=NOW + MINUTE), NOW)
    filled.feeds.define(FEEDS[1:], "feeds.toml")
    assert FEEDS[0].url not in [feed.url for feed, _ in filled.feeds.all()]
    filled.feeds.define(FEEDS, "feeds.toml")
    assert {feed.url: state for feed, state in filled.feeds.all()}[FEEDS[0].url].next_due == NOW + MINUTE


def test_a_file_leaves_the_stores_own_feeds_alone(filled: Store) -> None:
    own = Feed(url="https://own.example/feed")
    filled.feeds.add(own)
    filled.feeds.define([], "feeds.toml")
    assert [feed for feed, _ in filled.feeds.all()] == [own]
    assert filled.feeds.remove(own.url)
    assert not filled.feeds.remove(own.url)


def test_a_file_that_is_not_named_any_more_defines_nothing(filled: Store) -> None:
    filled.feeds.add(Feed(url="https://own.example/feed"))
    filled.feeds.only_files(["other.toml"])
    assert [feed.url for feed, _ in filled.feeds.all()] == ["https://own.example/feed"]


def test_addresses_of_any_length_and_alphabet_are_kept_apart(store: Store) -> None:
    hosts = ["h" * 5000 + end for end in ("a", "b")] + ["ж" * 3000, "\0" * 2000]
    taken = [store.feeds.reserve(host, NOW, MINUTE, MINUTE) for host in hosts]
    assert taken == [NOW] * 4
    store.feeds.define([Feed(url=f"https://{host}/") for host in hosts[:3]], "feeds.toml")
    assert len(store.feeds.all()) == 3


def test_two_pollers_at_once_never_get_the_same_host(url: str) -> None:
    with open_store(url) as one, open_store(url) as other:
        one.feeds.define([Feed(url=f"https://h{n % 40}.example/{n}") for n in range(120)], "feeds.toml")
        taken: list[list[str]] = []
        workers = [
            threading.Thread(target=lambda s=store, o=owner: taken.append(_hosts(s, o)))
            for store, owner in ((one, "a"), (other, "b"), (one, "c"), (other, "d"))
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        hosts = [host for each in taken for host in each]
        assert sorted(hosts) == sorted({f"h{n}.example" for n in range(40)})


def _hosts(store: Store, owner: str) -> list[str]:
    found: list[str] = []
    for _ in range(60):
        found += [feed.url.split("/")[2] for feed, _ in store.feeds.due(NOW, 3, owner, MINUTE)]
    return found
