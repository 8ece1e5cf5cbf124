"""`kill -9` at any statement, again and again: no entry is lost, no event decided twice, no delivery gets a new key."""

import os
import random
import signal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from connectors.store import open_store, tables
from connectors.store.checks import check
from pipeline.ledger.policy import Policy
from pipeline.ledgers import MemoryLedgers
from tests.connectors.store.engines import ENGINES, new_url
from tests.pipeline import store_work
from tests.pipeline.ledger.fakes import CATALOGUE


def run(url: str, log: Path, at: int | None) -> bool:
    """The work in a process of its own, killed before its `at`th statement. Whether it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            if at is not None:
                store_work.killer(Engine, at)
            store_work.work(url, log)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def expected() -> MemoryLedgers:
    ledgers = MemoryLedgers(store_work.SUBSCRIPTIONS, CATALOGUE, Policy())
    for feed in store_work.FEEDS:
        for number in range(store_work.POLLS):
            made = [store_work.read(entry) for entry in store_work.entries(feed, number)]
            ledgers.add([one for each, _ in made for one in each], [seen for _, seen in made], store_work.NOW)
    return ledgers


def survive(url: str, log: Path, kills: int) -> None:
    """Killed so many times, each time after some progress, then left alone."""
    choose = random.Random(kills)
    killed = [not run(url, log, choose.randrange(1, 4000 // kills + 100)) for _ in range(kills)]
    assert all(killed), "it came to its end too early for this to prove anything"
    assert run(url, log, None)


def assert_nothing_lost_nothing_twice(url: str, log: Path) -> None:
    follows = expected()
    with open_store(url) as store:
        assert store.inbox.waiting() == 0
        assert store.reading.ledgers() == follows.ledgers()
        decided = {one.id for one in store.alerts.events(limit=10_000)} - {one.id for one in store.alerts.superseded()}
        assert decided == {one.id for one in follows.events()}
        assert check(store.database, store_work.NOW) == []
        with store.database.read() as connection:
            rows = list(connection.execute(select(tables.outbox)))
    assert {row.state for row in rows} == {"done"}
    assert {line.split()[0] for line in log.read_text().splitlines()} == {row.message for row in rows}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_killed_again_and_again_nothing_is_lost_and_nothing_decided_twice(
    engine: str, kills: int, tmp_path: Path
) -> None:
    url, log = new_url(engine, tmp_path), tmp_path / "delivered"
    survive(url, log, kills)
    assert_nothing_lost_nothing_twice(url, log)
