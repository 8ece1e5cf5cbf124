"""`python -m tests.benchmarks.stream`: what a stream costs, Kafka → Flink → PostgreSQL, and what growing would.

One run on one machine with real servers: entries/s with one and two slots, the time from produced to committed at half
of that, our source beside a bare kafka-python consumer, and from these the cores for five million articles a day. Where
other work shares the machine, believe the processor time and the ratios, not the clock.
"""

import argparse
import contextlib
import math
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from connectors.kafka.address import parse
from connectors.kafka.publisher import Publisher
from connectors.store import Store, open_store
from connectors.store.tables import sightings
from connectors.topics import seal
from schemas import Entry
from tests.benchmarks.kafka import BODY, bare, cost, ours
from tests.benchmarks.processor import seconds, spent
from tests.benchmarks.run import sample
from tests.integration.kafka.reading import new_topic, producer
from tests.integration.servers import postgres
from tests.integration.servers.flink import Flink
from tests.integration.servers.kafka import Kafka
from tests.integration.stream.streams import Job, new_entries_topic, publish, source

SUBSCRIPTIONS = Path(__file__).parents[2] / "samples" / "subscriptions.toml"
A_DAY = 5_000_000
PEAK = 3.0  # the busiest hour against the mean: news has a day
FULL = 0.5  # of a core, at the peak: the rest is for catching up after a fault
WARM = 100  # entries before anything is measured
LONGEST = 1800.0  # seconds
screen = Console(width=110)


class Measured(NamedTuple):
    """A run with so many slots."""

    slots: int
    rate: float  # entries/s
    costs: dict[str, float]  # seconds of processor time an entry, by role


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=6000)
    parser.add_argument("--seconds", type=float, default=40, help="how long the half load lasts")
    parser.add_argument("--records", type=int, default=30_000, help="for the source beside a bare consumer")
    options = parser.parse_args()
    running = postgres.server()
    assert running is not None, postgres.MISSING
    with Kafka() as kafka, Flink(slots=2) as flink:
        given = _distinct(sample(options.entries))
        one, _ = _run(kafka, flink, running, given, 1, 0)
        two, delays = _run(kafka, flink, running, given, 2, options.seconds)
        overhead = _overhead(kafka, options.records)
    _tell_throughput([one, two])
    _tell_latency(delays, two.rate / 2)
    screen.print(f"our source: {overhead[1]:.1f} µs a record beside {overhead[0]:.1f} µs of a bare consumer, "
                 f"× {overhead[1] / overhead[0]:.2f} (processor time)")  # fmt: skip
    _tell_growth(two)


def _run(
    kafka: Kafka, flink: Flink, running: postgres.Postgres, given: list[Entry], slots: int, lasts: float
) -> tuple[Measured, list[float]]:
    """A job once it is warm, so that its start does not count; then half of that load, for so many seconds."""
    topic = new_entries_topic(kafka)
    with _job(kafka, flink, postgres.database(running), topic, slots) as (job, store):
        publish(kafka, topic, given[:WARM])
        job.until(lambda: _committed(store) >= WARM, LONGEST)  # models and catalogues are loaded
        before, began = seconds(), time.monotonic()
        publish(kafka, topic, given[WARM:])
        job.until(lambda: _committed(store) >= len(given), LONGEST)
        count, took = len(given) - WARM, time.monotonic() - began
        measured = Measured(slots, count / took, {role: one / count for role, one in spent(before).items()})
        return measured, _delays(kafka, topic, store, given, measured.rate / 2, lasts) if lasts else []


def _delays(kafka: Kafka, topic: str, store: Store, given: Sequence[Entry], rate: float, lasts: float) -> list[float]:
    """Seconds from produced to seen committed, at this rate. An entry says itself when it was produced."""
    delays: list[float] = []
    under_way: dict[str, datetime] = {}  # key -> when it was produced
    sent = 0
    with Publisher(parse(f"kafka://{kafka.bootstrap}").connection, topic) as publisher:
        began = time.monotonic()
        while under_way or time.monotonic() - began < lasts:
            due = int(min(time.monotonic() - began, lasts) * rate)
            for number in range(sent, due):
                entry = _fresh(given[number % len(given)], number)
                under_way[entry.link] = entry.seen_at or datetime.now(UTC)
                publisher.publish(seal(entry))
            sent = max(sent, due)
            delays += _arrived(store, under_way)
            time.sleep(0.05)
            assert time.monotonic() - began < LONGEST, f"only {len(delays)} of {sent} were committed"
        assert publisher.flush() == []
    return delays


def _overhead(kafka: Kafka, records: int) -> tuple[float, float]:
    """Microseconds of processor time a record: a bare consumer, our reader; the best of three, in turns."""
    topic = new_topic(kafka.bootstrap)
    with producer(kafka.bootstrap, linger_ms=50, batch_size=1 << 17) as made:
        for number in range(records):
            made.send(topic, BODY, partition=number % 3, headers=[("ce_type", b"vedette.entry")])
    rounds = [(cost(bare, kafka.bootstrap, topic, records), cost(ours, kafka.bootstrap, topic, records)) for _ in "123"]
    return min(one for one, _ in rounds), min(other for _, other in rounds)


@contextlib.contextmanager
def _job(kafka: Kafka, flink: Flink, url: str, topic: str, slots: int) -> Iterator[tuple[Job, Store]]:
    given = ["--from", source(kafka, topic), "--store", url, "--subscriptions", str(SUBSCRIPTIONS), "--max-age", "none"]
    with Job([*given, "--runner", "FlinkRunner", "--", *flink.options(slots)]) as job, open_store(url) as store:
        yield job, store
        flink.cancel()


def _distinct(entries: Sequence[Entry]) -> list[Entry]:
    """Each an entry of its own, where a small archive was taken several times."""
    return [_fresh(entry, number, entry.seen_at or entry.published) for number, entry in enumerate(entries)]


def _fresh(entry: Entry, number: int, at: datetime | None = None) -> Entry:
    link = f"https://{number % 97}.bench.example/{number}-{time.time_ns() if at is None else 0}"
    return msgspec.structs.replace(entry, link=link, guid=link, seen_at=at or datetime.now(UTC))


def _committed(store: Store) -> int:
    with store.database.read() as connection:
        return int(connection.execute(select(func.count(sightings.c.entry_key.distinct()))).scalar_one())


def _arrived(store: Store, under_way: dict[str, datetime]) -> list[float]:
    """How old those are that are committed now; they are under way no longer."""
    if not under_way:
        return []
    query = select(sightings.c.entry_key).where(sightings.c.seen_at >= min(under_way.values()))
    with store.database.read() as connection:
        keys = connection.execute(query).scalars().all()
    now = datetime.now(UTC)
    return [(now - under_way.pop(key)).total_seconds() for key in keys if key in under_way]


def _tell_throughput(measured: Sequence[Measured]) -> None:
    roles = list(measured[-1].costs)
    table = Table("slots", "entries/s", *(f"{role}, ms" for role in roles), "together, ms", box=None)
    for one in measured:
        costs = [f"{1000 * one.costs.get(role, 0):.2f}" for role in roles]
        table.add_row(str(one.slots), f"{one.rate:,.0f}", *costs, f"{1000 * sum(one.costs.values()):.2f}")
    screen.print(table)
    screen.print(f"two slots: × {measured[-1].rate / measured[0].rate:.2f}; processor time an entry, by who spends it")


def _tell_latency(delays: Sequence[float], rate: float) -> None:
    cuts = statistics.quantiles(delays, n=100, method="inclusive")
    screen.print(f"produced to committed, at {rate:,.0f} entries/s, half of that: "
                 f"p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s, {len(delays):,} entries")  # fmt: skip


def _tell_growth(measured: Measured) -> None:
    """Cores by processor time: what an entry costs, times the entries of a busy second, at half of a core's time."""
    peak = PEAK * A_DAY / 86_400
    table = Table("for five million a day", "ms an entry", f"cores busy at {peak:,.0f}/s", "cores to have", box=None)
    whole = 0
    for role, each in measured.costs.items():
        busy = peak * each
        have = math.ceil(busy / FULL)
        whole += have
        table.add_row(role, f"{1000 * each:.2f}", f"{busy:.2f}", str(have))
    table.add_row("together", f"{1000 * sum(measured.costs.values()):.2f}", "", str(whole), style="bold")
    screen.print(table)
    screen.print(
        f"{A_DAY:,} a day are {A_DAY / 86_400:.0f}/s, and {peak:.0f}/s in the busiest hour (× {PEAK:g}). A core is "
        f"filled to {FULL:.0%}, so that what waited through an hour's fault is read within an hour. With the cue "
        "model. Articles share nothing until they are committed: workers grow with partitions, the store with rows."
    )


if __name__ == "__main__":
    main()
