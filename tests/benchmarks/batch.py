"""How long new entries take from the inbox to the outbox: `.venv/bin/python -m tests.benchmarks.batch`.

Ten new entries at a time, each a story of another town, through the graph, the ledgers and the store (SQLite), as
`vedette monitor` does it; beside it the same store commit without the graph, in the same run.
"""

import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.store import Store, open_store
from pipeline.catalogue.catalogue import load
from pipeline.ledger.policy import Policy
from pipeline.settings import Settings
from pipeline.store_ledgers import Batch, StoreLedgers
from schemas import Entry, Subscription
from vedette.clockwork import Clockwork
from vedette.monitor.reading import Reader
from vedette.monitor.tally import Tally

TOWNS = ("Kharkiv", "Kherson", "Bakhmut", "Sumy", "Odesa", "Kupiansk", "Mykolaiv", "Lviv", "Poltava", "Chernihiv")
ROUNDS = 30


def main() -> None:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{Path(folder) / 'store.db'}") as store:
        store.subscriptions.put(Subscription(name="ukraine", regions=("UA",), destinations=("desk",)))
        ledgers = StoreLedgers(store, load(), Policy())
        clock = lambda: datetime.now(UTC)  # noqa: E731
        clockwork = Clockwork(store, ledgers, clock, article_days=400)
        reader = Reader(
            store, ledgers, clockwork, Settings(model="cues"), Tally(now), owner="bench", clock=clock,
            told=lambda events: None,
        )  # fmt: skip
        reader.begin()
        whole = [_round(store, reader, number, now) for number in range(ROUNDS)]
        empty = [_commit(ledgers) for _ in range(ROUNDS)]
        rows = sum(store.outbox.counts().values())
    first, rest = whole[0], sorted(whole[1:])
    print(f"ten entries, inbox to outbox: median {statistics.median(rest):.2f} s, slowest {rest[-1]:.2f} s,")
    print(f"the first of a process {first:.2f} s; {rows} outbox rows after {ROUNDS} rounds")
    print(f"a commit of nothing: median {statistics.median(empty) * 1000:.1f} ms")


def _round(store: Store, reader: Reader, number: int, now: datetime) -> float:
    at = datetime.now(UTC)
    new = [
        Entry(
            feed="https://bench.example/feed", guid=f"{number}-{town}", link=f"https://bench.example/{number}/{town}",
            title=f"Russian forces shelled {town}, says officer {number}", published=at, seen_at=at,
        )
        for town in TOWNS
    ]  # fmt: skip
    store.inbox.add(new, now + timedelta(seconds=number))
    started = time.perf_counter()
    while reader.step():
        pass
    return time.perf_counter() - started


def _commit(ledgers: StoreLedgers) -> float:
    started = time.perf_counter()
    ledgers.commit(Batch(reports=()), datetime.now(UTC))
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
