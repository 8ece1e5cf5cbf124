"""A monitor that is killed at any moment loses no entry, decides no event twice, and sends nothing under a new key."""

import os
import random
import signal
import time
from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.store import Store, open_store
from connectors.store.tables import entries
from schemas import Entry, wire
from tests.vedette.monitor.desk import LONGEST, Desk
from tests.vedette.monitor.nursery import Nursery
from tests.vedette.stored import follows


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_killed_at_random_moments_it_loses_and_repeats_nothing(tmp_path: Path, kills: int) -> None:
    choose = random.Random(20261126)
    with Desk(tmp_path, feeds=4) as desk:
        with Nursery(tmp_path, desk.arguments("--format", "jsonl")) as nursery:
            whole = _seconds_until_told(desk, nursery)
            for _ in range(kills):
                desk.make_due()
                desk.publish(choose.randrange(4), choose.randint(1, 3))
                assert _killed(nursery, choose.uniform(0.05, 1.3) * whole)
        desk.make_due()
        last = desk.run("--format", "jsonl")
        assert last.returncode == 0, last.stderr
        assert_nothing_lost_nothing_twice(desk)


def _seconds_until_told(desk: Desk, nursery: Nursery) -> float:
    """How long a monitor takes from its birth to its first message; it is killed then, as the others are."""
    desk.publish(0, 1)
    started, pid = time.monotonic(), nursery.born()
    while not desk.received:
        time.sleep(0.01)
        assert time.monotonic() - started < LONGEST, "it never told of anything"
    os.kill(pid, signal.SIGKILL)
    nursery.died()
    return time.monotonic() - started


def _killed(nursery: Nursery, after: float) -> bool:
    """A monitor lived for so long. Whether it was this that ended it."""
    pid = nursery.born()
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    return os.WIFSIGNALED(nursery.died())


def assert_nothing_lost_nothing_twice(desk: Desk) -> None:
    with open_store(desk.store) as store:
        assert _done(store) == {guid for items in desk.items for guid, _, _ in items}
        events = store.alerts.events(limit=100_000)
        assert {event.id for event in events} == follows(store)
    keys: dict[str, set[str]] = defaultdict(set)
    for key, ids in desk.received:
        for id in ids:
            keys[id].add(key)
    assert keys.keys() == {event.id for event in events if event.sent}
    assert all(len(own) == 1 for own in keys.values())


def _done(store: Store) -> set[str]:
    with store.database.read() as connection:
        rows = connection.execute(select(entries.c.data).where(entries.c.done_at.is_not(None))).scalars()
        return {wire.decode(data, Entry).guid for data in rows}
