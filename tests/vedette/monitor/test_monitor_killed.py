"""A monitor that is killed at any moment loses no entry, decides no event twice, and sends nothing under a new key."""

import random
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from connectors.store import Store, open_store
from connectors.store.tables import entries
from pipeline.catalogue.catalogue import load
from pipeline.ledger.policy import Policy
from pipeline.ledgers import decide_root
from tests.vedette.monitor.desk import Desk


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_killed_at_random_moments_it_loses_and_repeats_nothing(tmp_path: Path, kills: int) -> None:
    rng = random.Random(20261126)
    with Desk(tmp_path, feeds=4) as desk:
        for _ in range(kills):
            desk.publish(rng.randrange(4), rng.randint(1, 3))
            running = desk.start("--format", "jsonl")
            time.sleep(rng.uniform(0.5, 5.0))
            running.kill()
            running.communicate()
            _make_due(desk)
        last = desk.run("--format", "jsonl")
        assert last.returncode == 0, last.stderr
        with open_store(desk.store) as store:
            assert _done(store) == {guid for items in desk.items for guid, _, _ in items}
            decided = {event.id for event in store.alerts.events(limit=100_000)}
            assert decided == _follows(store)
            sent = {event.id for event in store.alerts.events(limit=100_000) if event.sent}
        keys = defaultdict(set)
        for key, ids in desk.received:
            for id in ids:
                keys[id].add(key)
        assert keys.keys() == sent
        assert all(len(own) == 1 for own in keys.values())


def _make_due(desk: Desk) -> None:
    """Every feed is due again at once, as if its interval had passed."""
    with open_store(desk.store) as store, store.database.write() as connection:
        from connectors.store.columns import NEVER
        from connectors.store.tables import feeds

        connection.execute(feeds.update().values(next_due=NEVER))


def _done(store: Store) -> set[str]:
    with store.database.read() as connection:
        rows = connection.execute(select(entries.c.data).where(entries.c.done_at.is_not(None))).scalars()
        from schemas import Entry, wire

        return {wire.decode(data, Entry).guid for data in rows}


def _follows(store: Store) -> set[str]:
    """The events that follow from what is stored, decided anew."""
    now = datetime.now(UTC)
    asked = [owned.subscription for owned in store.subscriptions.all()]
    ids: set[str] = set()
    for root in store.reading.roots():
        made, seen = store.reading.reports_of_root(root), store.reading.revisions_of_root(root)
        ids |= {event.id for event in decide_root(made, seen, asked, load(), Policy(), now)[1]}
    return ids
