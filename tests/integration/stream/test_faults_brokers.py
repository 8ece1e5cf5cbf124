"""`vedette stream` on Flink while its broker fails: nothing is lost, no event is decided twice.

One job runs while poison comes, its broker is killed, and a queue grows; another while a cluster loses leaders. Each
test prints what it did and what it counted.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from sqlalchemy import func, select

from connectors.broker import record
from connectors.kafka.address import parse
from connectors.kafka.topics import create
from connectors.store import Store, open_store
from connectors.store.tables import sightings
from connectors.topics import DEAD, ENTRIES, REPORTS
from schemas import DeadLetter, Entry, wire
from schemas.errors import ConfigError
from tests.connectors.store.engines import new_url
from tests.integration.kafka.reading import messages, producer
from tests.integration.servers import jars
from tests.integration.servers.flink import Flink
from tests.integration.servers.kafka import Kafka
from tests.integration.stream.streams import Job, behind, publish, source
from tests.integration.stream.town_news import EVERY, SUBSCRIPTIONS, links, news
from tests.vedette.stored import follows

pytestmark = [pytest.mark.kafka, pytest.mark.flink]
LONGEST, SLOWEST = 600.0, 100  # seconds, and entries a second on top: a busy machine
BATCH = 300
LETTER = DeadLetter(stage="s", reason="r", detail="", where="w")
POISON = (  # and the reason of the dead letter
    (None, "wire"),
    (b"\xff\xfe not json", "wire"),
    (b'{"schema": "vedette.entry/9"}', "wire"),
    (wire.encode(LETTER), "wire"),
    (b'{"schema": "vedette.entry/1", "x": ' + b"[" * 100_000, "wire"),
    (wire.encode(Entry(feed="f", guid="undated", title="Troops")), "undated"),
)


class Live:
    """A job that reads one topic, all that was published on it, and the store that it writes to."""

    def __init__(self, kafka: Kafka, topic: str, job: Job, store: Store) -> None:
        self.kafka, self.topic, self.job, self.store = kafka, topic, job, store
        self.count = 0

    def publish(self, count: int) -> None:
        self.count += publish(self.kafka, self.topic, news(count, first=self.count))

    def drain(self) -> float:
        """Wait until everything is committed: how many seconds."""
        began = time.monotonic()
        self.job.until(lambda: seen(self.store) >= self.count, LONGEST + self.count / SLOWEST)
        self.job.until(lambda: self.behind() == 0, LONGEST)
        return time.monotonic() - began

    def behind(self) -> int:
        with contextlib.suppress(ConfigError):  # its broker is away
            return behind(self.kafka, self.topic)
        return -1

    def counted(self) -> str:
        """Nothing is lost and nothing is decided twice, or it fails. What there is."""
        made = [report.entry_key for report in self.store.reading.reports()]
        events = [event.id for event in self.store.alerts.events(limit=1_000_000)]
        assert keys(self.store) == links(self.count)
        assert set(made) == links(self.count, every=EVERY)
        assert sorted(events) == sorted(follows(self.store))
        return f"{self.count:,} entries, each seen; {len(made):,} reports; {len(events):,} events, each decided once"


@pytest.fixture(scope="module")
def live(flink: Flink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A job whose only broker may be killed."""
    try:
        kafka = Kafka()
    except jars.Unavailable as error:
        pytest.skip(str(error))
    with kafka, _running(kafka, flink, tmp_path_factory.mktemp("live"), copies=1) as live:
        yield live


@contextlib.contextmanager
def _running(kafka: Kafka, flink: Flink, folder: Path, copies: int) -> Iterator[Live]:
    to, url = f"kafka://{kafka.bootstrap}", new_url("postgresql", folder)
    create(parse(to).connection, (ENTRIES, REPORTS, DEAD), partitions=4, replication=copies)
    (folder / "subscriptions.toml").write_text(SUBSCRIPTIONS)
    asked = ("--subscriptions", str(folder / "subscriptions.toml"), "--max-age", "none", "--runner", "FlinkRunner")
    given = ("--from", source(kafka, ENTRIES.name), "--to", to, "--store", url, *asked)
    with Job([*given, "--", *flink.options()]) as job, open_store(url) as store:
        live = Live(kafka, ENTRIES.name, job, store)
        try:
            live.publish(BATCH)
            live.drain()
            yield live
        finally:
            flink.cancel()  # or the next job waits for its slots


@pytest.mark.soak
def test_leaders_that_die_or_fall_silent_are_replaced(kafka_cluster: Kafka, flink: Flink, tmp_path: Path) -> None:
    # First in this file, because the job of `live` has all slots; among the long ones, because three brokers, Flink and
    # its workers on two busy cores take longer to find a new leader than a producer waits.
    with _running(kafka_cluster, flink, tmp_path, copies=3) as live:
        killed = _leader(kafka_cluster, live.topic, 0)
        live.publish(BATCH)
        kafka_cluster.kill(killed)
        live.publish(BATCH)
        after_kill = live.drain()
        kafka_cluster.start(killed)
        silent = _leader(kafka_cluster, live.topic, 1)
        live.publish(BATCH)
        kafka_cluster.pause(silent)
        try:
            live.publish(BATCH)
            after_cut = live.drain()
        finally:
            kafka_cluster.resume(silent)
        print(f"\nkilled broker {killed}, leader of partition 0: all committed after {after_kill:.0f} s; started it;")
        print(f"cut off broker {silent}, leader of partition 1: all committed after {after_cut:.0f} s;")
        print(live.counted())


def test_poison_among_good_ones_becomes_dead_letters_in_the_store_and_on_their_topic(live: Live) -> None:
    with producer(live.kafka.bootstrap) as made:
        for number, (body, _) in enumerate(POISON):
            made.send(live.topic, body, key=b"poison", headers=[("ce_id", str(number).encode())])
            live.publish(10)
    seconds = live.drain()
    found = [record(message, DeadLetter) for message in messages(live.kafka.bootstrap, DEAD.name)]
    told = {(letter.stage, letter.reason, letter.where) for letter in found}
    kept = {(one.letter.stage, one.letter.reason, one.letter.where) for one in live.store.dead_letters.newest(1000)}
    print(f"\n{len(POISON)} messages that nobody can use among {10 * len(POISON)} good ones:")
    print(f"{len(kept)} dead letters in the store, {len(told)} on {DEAD.name}, {seconds:.0f} s; {live.counted()}")
    assert kept == told
    assert sorted(reason for _, reason, _ in kept) == sorted(reason for _, reason in POISON)


def test_a_broker_that_is_killed_and_started_again_is_gone_on_from(live: Live) -> None:
    live.publish(BATCH)
    live.kafka.kill(0)
    left = live.count - seen(live.store)
    live.kafka.start(0)
    live.publish(BATCH)
    seconds = live.drain()
    print(f"\nkilled the broker with {left:,} entries not committed, started it again:")
    print(f"all is committed {seconds:.0f} s later; {live.counted()}")


@pytest.mark.parametrize("lag", [5_000, pytest.param(200_000, marks=pytest.mark.soak)])
def test_a_queue_that_has_grown_drains_and_loses_nothing(live: Live, lag: int) -> None:
    live.publish(lag)
    while (most := live.behind()) < lag:  # it has read some meanwhile
        live.publish(lag // 8)
    seconds = live.drain()
    print(f"\nfilled the topic until {most:,} were waiting: drained in {seconds:.0f} s ({most / seconds:,.0f}/s);")
    print(live.counted())


def seen(store: Store) -> int:
    """How many entries were ever committed."""
    with store.database.read() as connection:
        return int(connection.execute(select(func.count(sightings.c.entry_key.distinct()))).scalar_one())


def keys(store: Store) -> set[str]:
    """Which."""
    with store.database.read() as connection:
        return set(connection.execute(select(sightings.c.entry_key).distinct()).scalars())


def _leader(kafka: Kafka, topic: str, partition: int) -> int:
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap)) as admin:
        (found,) = admin.describe_topics([topic])
    return int(next(one["leader_id"] for one in found["partitions"] if one["partition_index"] == partition))
