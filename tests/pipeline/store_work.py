"""A small monitor for crash tests: polls, reads, decides and delivers over a store, and may be killed at any statement.

Its feeds and reports are made up from a seed, so that every run polls the same. `killer` ends the process as `kill -9`
does, before a given statement or at a given commit.
"""

import os
import random
import signal
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event

from connectors.feeds.polls import Poll
from connectors.feeds.state import FeedState
from connectors.notify.outbox import planned
from connectors.store import Store, open_store
from pipeline.ledger.bearing import sighting
from pipeline.ledger.policy import Policy
from pipeline.store_ledgers import Batch, StoreLedgers
from schemas import Activity, Entry, Feed, Report, Revision, Stance
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, MONDAY, asks, say

SUBSCRIPTIONS = [asks("country", destinations=("desk",)), asks("any", militaries=(), destinations=("desk", "mail"))]
FEEDS = [Feed(url=f"https://feed{number}.example/rss") for number in range(4)]
POLLS = 8  # of each feed
NOW = MONDAY + 30 * DAY
LEASE = timedelta(seconds=1)


def entries(feed: Feed, number: int) -> tuple[Entry, ...]:
    """What the `number`th poll of a feed brings: some new entries, now and then an edit."""
    choose = random.Random(f"{feed.url} {number}")
    at = MONDAY + timedelta(hours=choose.randrange(24 * 20))
    guids = [f"{number}-{one}" for one in range(choose.randrange(4))] + (["edited"] if number % 3 == 0 else [])
    return tuple(Entry(feed=feed.url, guid=guid, title=_said(choose), seen_at=at) for guid in guids)


def read(entry: Entry) -> tuple[list[Report], Revision]:
    """What the graph would make of an entry: a report for every statement in its title."""
    assert entry.seen_at is not None
    key, article = f"{entry.feed}#{entry.guid}", f"{entry.feed} {entry.guid} {entry.title}"
    outlet = entry.feed.split("/")[2]
    made = [say(what, at=entry.seen_at, entry=key, article=article, outlet=outlet) for what in entry.title.split("; ")]
    return made, sighting(made[0])


def work(url: str, log: Path) -> None:
    """Everything there is to do, from wherever an earlier process was killed."""
    with open_store(url) as store:
        _begin(store)
        ledgers = StoreLedgers(store, CATALOGUE, Policy(), planned)
        now = NOW
        while _poll(store) or store.inbox.waiting() or store.outbox.waiting(now + LEASE):
            now += 2 * LEASE  # the leases of the dead run out
            taken = store.inbox.take(5, "me", now, LEASE)
            made = [read(one.entry) for one in taken]
            batch = Batch(
                reports=[report for each, _ in made for report in each],
                sightings=[seen for _, seen in made],
                entries=[one.id for one in taken],
            )
            ledgers.commit(batch, NOW)
            _deliver(store, now, log)


def killer(engines: type[Engine], at: int) -> None:
    """Kills this process before its `at`th statement, commits counted as well."""
    count = 0

    def step(*_: object, **__: object) -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(engines, name, step)


def _said(choose: random.Random) -> str:
    def one() -> str:
        military, region = choose.choice(("FRA", "FRA/foreign-legion", "RUS")), choose.choice(("UA", "donbas", "UA-14"))
        return f"{military} {choose.choice(list(Stance))} {choose.choice(list(Activity))} {region}"

    return "; ".join(one() for _ in range(choose.choice((1, 1, 2))))


def _begin(store: Store) -> None:
    store.feeds.define(FEEDS, "feeds.toml")
    store.subscriptions.define(SUBSCRIPTIONS, "subscriptions.toml")
    StoreLedgers(store, CATALOGUE, Policy()).begin(MONDAY)


def _poll(store: Store) -> bool:
    """One poll of each feed that has not been polled `POLLS` times. Whether there was one."""
    found = [(feed, state) for feed, state in store.feeds.all() if state.failures < POLLS]
    for feed, state in found:
        store.feeds.commit_poll(Poll(feed, FeedState(failures=state.failures + 1), entries(feed, state.failures)), NOW)
    return bool(found)


def _deliver(store: Store, now: datetime, log: Path) -> None:
    for place in store.outbox.waiting(now):
        for message in store.outbox.due(place, now, 3, "me", LEASE):
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{message.id} {' '.join(one.id for one in message.events)}\n")
            store.outbox.delivered(message.id, now)
