"""The same answer everywhere: replay in process; Kafka, Flink and PostgreSQL; Pub/Sub, Prism and PostgreSQL.

The streams get the entries in no order and one in ten twice. Ledgers and reports are compared byte by byte; so is what
the store's reports decide together. What the store decided while they came in is the same set of events: an event's id
says what changed, and not which report of several, in whatever order they came, was seen to change it.
"""

import pytest

from connectors.pubsub.address import Address
from connectors.pubsub.publisher import Publisher
from connectors.pubsub.topics import create
from connectors.topics import DEAD, ENTRIES, REPORTS, seal
from schemas import Entry
from tests.integration.kafka.reading import new_name
from tests.integration.servers import postgres
from tests.integration.servers.flink import Flink
from tests.integration.servers.kafka import Kafka
from tests.integration.servers.prism import Prism
from tests.integration.servers.pubsub import PubSub
from tests.integration.stream import streams
from tests.integration.stream.answers import Answer, decided, ids, replayed, report_ids, stored
from tests.sample import ARCHIVE, ROOT

REAL = ROOT.parent / "shared" / "data" / "archive" / "rss_2022.jsonl.gz"
HOURS = 2 * 3600.0
AHEAD = 2000  # messages that wait for their readers


@pytest.fixture(scope="module", params=[500, pytest.param(20_000, marks=pytest.mark.soak)])
def entries(request: pytest.FixtureRequest) -> list[Entry]:
    """The sample, and as many real entries as make it so many, where they are at hand."""
    sample = streams.archived([ARCHIVE])
    real = streams.archived([REAL], request.param - len(sample)) if REAL.exists() else []
    return [*sample, *real]


@pytest.fixture(scope="module")
def expected(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return replayed(entries, tmp_path_factory.mktemp("archive") / "entries")


@pytest.fixture
def store() -> str:
    running = postgres.server()
    if running is None:
        pytest.skip(postgres.MISSING)
    return postgres.database(running)


@pytest.mark.kafka
@pytest.mark.flink
def test_kafka_flink_and_postgresql_give_what_replay_gives(
    kafka: Kafka, flink: Flink, store: str, entries: list[Entry], expected: Answer
) -> None:
    topic = streams.new_entries_topic(kafka)
    sent = streams.publish(kafka, topic, streams.muddled(entries))
    streams.create_topics(kafka, [REPORTS, DEAD])
    before = streams.ends(kafka, REPORTS.name)
    come_from, to = streams.source(kafka, topic), f"kafka://{kafka.bootstrap}"
    with streams.started(come_from, store, "FlinkRunner", flink.options(), "--to", to, "--until-now") as job:
        job.wait(HOURS)
    told = streams.bodies(kafka, REPORTS.name, before)
    print(
        f"{len(entries)} entries as {sent} messages through Flink: {streams.counted(store)}, {len(told)} on the topic"
    )
    _same(store, expected)
    assert report_ids(told) == report_ids(expected.reports)


@pytest.mark.pubsub
@pytest.mark.prism
def test_pubsub_prism_and_postgresql_give_what_replay_gives(
    pubsub_server: PubSub, prism: Prism, store: str, entries: list[Entry], expected: Answer
) -> None:
    place = Address("vedette", new_name("entries"))
    create(place.project, [ENTRIES._replace(name=place.name)])
    messages, sent = [seal(entry) for entry in streams.muddled(entries)], set[bytes]()
    come_from = f"pubsub://{place.project}/{place.name}"
    with (
        Publisher(place.topic) as publisher,
        streams.started(come_from, store, "PrismRunner", prism.options(), "--until-now") as job,
    ):
        for at in range(0, len(messages), AHEAD // 2):  # the server forgets what nobody has fetched for ten minutes
            for message in messages[at : at + AHEAD // 2]:
                publisher.publish(message)
                sent.add(message.body)
            assert publisher.flush() == []
            job.until(lambda: streams.counted(store).get("articles", 0) > len(sent) - AHEAD, HOURS)
        job.wait(HOURS)
    print(f"{len(entries)} entries through Pub/Sub and Prism: {streams.counted(store)}")
    _same(store, expected)


def _same(store: str, expected: Answer) -> None:
    found = stored(store)
    assert found.ledgers == expected.ledgers
    assert found.reports == expected.reports
    assert found.events == expected.events
    assert decided(store) == ids(expected.events)
