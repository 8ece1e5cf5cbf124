import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from connectors.store import Store, open_store
from connectors.store.inbox import ALONE_AFTER, GIVE_UP_AFTER, Stored, done
from connectors.store.tables import entries
from schemas import DeadLetter, Entry

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def entry(title: str) -> Entry:
    return Entry(feed="https://h.example/feed", title=title, seen_at=NOW)


def take(store: Store, now: datetime = NOW, owner: str = "me", limit: int = 10) -> list[Stored]:
    return store.inbox.take(limit, owner, now, MINUTE)


def finish(store: Store, taken: list[Stored]) -> None:
    store.database.writing(lambda connection: done(connection, [one.id for one in taken], NOW))


def test_entries_are_taken_in_the_order_in_which_they_came(store: Store) -> None:
    store.inbox.add([entry("b"), entry("a")], NOW)
    store.inbox.add([entry("c")], NOW + MINUTE)
    assert [one.entry.title for one in take(store, NOW + MINUTE)] == ["b", "a", "c"]


def test_what_is_taken_is_not_taken_again_until_its_lease_ran_out(store: Store) -> None:
    store.inbox.add([entry("a")], NOW)
    assert len(take(store)) == 1
    assert take(store, owner="another") == []
    assert len(take(store, NOW + MINUTE, "another")) == 1


def test_what_is_done_is_never_taken_again(store: Store) -> None:
    store.inbox.add([entry("a")], NOW)
    finish(store, take(store))
    store.inbox.add([entry("a")], NOW + MINUTE)
    assert (take(store, NOW + 9 * MINUTE), store.inbox.waiting()) == ([], 0)


def test_what_is_given_back_counts_as_not_tried(store: Store) -> None:
    store.inbox.add([entry("a")], NOW)
    for _ in range(2 * GIVE_UP_AFTER):
        taken = take(store)
        assert [one.attempts for one in taken] == [0]
        store.inbox.release(taken, "me")


def test_the_same_entry_at_the_same_moment_is_one_row_at_another_moment_another(store: Store) -> None:
    again = Entry(feed="https://h.example/feed", title="a", seen_at=NOW + MINUTE)
    assert [store.inbox.add([one], NOW) for one in (entry("a"), entry("a"), again)] == [1, 0, 1]


@pytest.mark.parametrize("title", ["\0", "a\0b", "\ufffdhex:00", "𝕏", "\ufffe", "\u202e"])
def test_whatever_a_feed_says_comes_back_as_it_was(store: Store, title: str) -> None:
    store.inbox.add([Entry(feed=title, guid=title, title=title, seen_at=NOW)], NOW)
    (taken,) = take(store)
    assert (taken.entry.feed, taken.entry.guid, taken.entry.title) == (title, title, title)


def test_half_a_character_makes_a_dead_letter_not_a_crash(store: Store) -> None:
    assert store.inbox.add([entry("\ud800"), entry("good")], NOW) == 1
    assert [kept.letter.reason for kept in store.dead_letters.newest()] == ["unencodable"]


def test_an_entry_that_kills_its_reader_travels_alone_then_becomes_a_dead_letter(store: Store) -> None:
    store.inbox.add([entry("poison"), entry("good")], NOW)
    now = NOW
    for _ in range(ALONE_AFTER):
        assert len(take(store, now)) == 2
        now += MINUTE
    for _ in range(GIVE_UP_AFTER - ALONE_AFTER):
        (alone,) = take(store, now)
        assert alone.entry.title == "poison"
        now += MINUTE
    (other,) = take(store, now)
    assert other.entry.title == "good"
    assert [kept.letter.reason for kept in store.dead_letters.newest()] == ["poison"]


def test_who_only_hands_entries_on_may_die_with_them_as_often_as_it_likes(store: Store) -> None:
    store.inbox.add([entry("a"), entry("b")], NOW)
    for number in range(2 * GIVE_UP_AFTER):
        assert len(store.inbox.take(10, "me", NOW + number * MINUTE, MINUTE, counted=False)) == 2
    assert store.dead_letters.newest() == []


def test_what_was_handed_on_is_done_and_what_was_refused_can_be_requeued(store: Store) -> None:
    store.inbox.add([entry("a"), entry("b")], NOW)
    one, other = store.inbox.take(10, "me", NOW, MINUTE, counted=False)
    letter = DeadLetter(stage="publish", reason="refused", detail="too large", where=other.entry.where)
    store.inbox.done([one.id, other.id], NOW, refused=[letter])
    (kept,) = store.dead_letters.newest()
    assert store.inbox.waiting() == 0
    assert store.dead_letters.requeue(kept.id, NOW)
    assert [again.id for again in take(store, NOW + MINUTE)] == [other.id]


def test_a_fresh_entry_does_not_wait_behind_one_that_may_kill(store: Store) -> None:
    store.inbox.add([entry("poison")], NOW)
    for number in range(ALONE_AFTER):
        take(store, NOW + number * MINUTE)
    store.inbox.add([entry("fresh")], NOW)
    assert [one.entry.title for one in take(store, NOW + 9 * MINUTE)] == ["fresh"]


def test_equal_dead_letters_are_counted(store: Store) -> None:
    letter = DeadLetter(stage="scan", reason="failed", detail="", where="a")
    for number in range(3):
        store.dead_letters.add([letter], NOW + number * MINUTE)
    (kept,) = store.dead_letters.newest()
    assert (kept.times, kept.first_at, kept.last_at) == (3, NOW, NOW + 2 * MINUTE)
    assert store.dead_letters.reasons() == {("scan", "failed"): 3}


def test_a_dead_letter_is_traced_to_its_entry_and_requeued(store: Store) -> None:
    store.inbox.add([entry("a")], NOW)
    (taken,) = take(store)
    store.dead_letters.add([DeadLetter(stage="scan", reason="failed", detail="", where=taken.entry.where)], NOW)
    finish(store, [taken])
    (kept,) = store.dead_letters.newest()
    assert store.dead_letters.requeue(kept.id, NOW)
    assert [one.id for one in take(store)] == [taken.id]
    assert store.dead_letters.newest() == []


def test_a_dead_letter_without_an_entry_cannot_be_requeued(store: Store) -> None:
    store.dead_letters.add([DeadLetter(stage="feeds", reason="broken", detail="", where="a")], NOW)
    (kept,) = store.dead_letters.newest()
    assert not store.dead_letters.requeue(kept.id, NOW)


def test_an_entry_that_cannot_be_read_any_more_is_a_dead_letter_and_holds_up_nothing(store: Store) -> None:
    store.inbox.add([entry("a"), entry("b")], NOW)
    with store.database.write() as connection:
        first = select(func.min(entries.c.number)).scalar_subquery()
        connection.execute(update(entries).where(entries.c.number == first).values(data=b'{"title": 3}'))
    assert [one.entry.title for one in take(store)] == ["b"]
    assert [kept.letter.reason for kept in store.dead_letters.newest()] == ["unreadable"]


def test_two_readers_at_once_never_take_the_same_entry(url: str) -> None:
    with open_store(url) as one, open_store(url) as other:
        one.inbox.add([entry(str(number)) for number in range(60)], NOW)
        taken: list[list[str]] = []
        readers = [
            threading.Thread(target=_take_all, args=(store, name, taken)) for store, name in ((one, "a"), (other, "b"))
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert sorted(id for each in taken for id in each) == sorted({id for each in taken for id in each})
        assert sum(map(len, taken)) == 60


def _take_all(store: Store, owner: str, taken: list[list[str]]) -> None:
    while found := take(store, owner=owner, limit=4):
        taken.append([one.id for one in found])
