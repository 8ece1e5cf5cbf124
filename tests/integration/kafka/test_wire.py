"""A consumer in another language: Kafka's own console consumer (Java) reads body, key and headers of what we write."""

import json

import pytest

from connectors.kafka.address import parse
from connectors.kafka.publisher import Publisher
from connectors.kafka.topics import create, describe
from connectors.topics import ENTRIES, TOPICS, seal
from schemas import DeadLetter, Entry
from schemas.errors import ConfigError, InputError
from schemas.record import WireRecord
from tests.connectors.notify.making import event
from tests.integration.kafka.reading import new_name, new_topic, source
from tests.integration.servers.kafka import Kafka
from tests.vedette.stored import STORY, legible

pytestmark = pytest.mark.kafka
ENTRY = Entry(feed="https://example.org/feed", guid="1", link="https://example.org/1", title="Війська — 军队")
PRINT = ("key", "headers")


def _consumed(kafka: Kafka, topics: str, count: int) -> dict[str, tuple[dict[str, str], str, str]]:
    """Headers, key and body of records on topics by this pattern, as the console consumer prints them, by type."""
    printing = [word for name in PRINT for word in ("--formatter-property", f"print.{name}=true")]
    limits = ["--from-beginning", "--max-messages", str(count), "--timeout-ms", "60000"]
    name = "org.apache.kafka.tools.consumer.ConsoleConsumer"
    found = {}
    for line in kafka.tool(name, "--include", topics, *limits, *printing, seconds=240).splitlines()[:count]:
        headers, key, body = line.split("\t")
        named = dict(header.split(":", 1) for header in headers.split(","))
        found[named["ce_type"]] = (named, key, body)
    return found


def test_kafkas_own_consumer_reads_body_key_and_cloud_event_headers_of_every_record(kafka: Kafka) -> None:
    sent: list[WireRecord] = [
        ENTRY,
        legible(STORY[0]),
        event(),
        DeadLetter(stage="s", reason="r", detail="", where="w"),
    ]
    prefix = new_name("wire")
    for number, record in enumerate(sent):
        topic = new_topic(kafka.bootstrap, partitions=1, name=f"{prefix}.{number}")
        with Publisher(parse(f"kafka://{kafka.bootstrap}").connection, topic) as publisher:
            publisher.publish(seal(record))
            assert publisher.flush() == []
    found = _consumed(kafka, rf"{prefix}\..*", len(sent))
    assert sorted(found) == ["vedette.alert-event", "vedette.dead-letter", "vedette.entry", "vedette.report"]
    for sealed in map(seal, sent):
        headers, key, body = found[sealed.attributes["type"]]
        named = {f"ce_{name}": value for name, value in sealed.attributes.items()}
        assert headers == {"content-type": "application/json", **named}
        assert (key, json.loads(body)) == (sealed.key, json.loads(sealed.body))


def test_topics_are_made_once_and_described(kafka: Kafka) -> None:
    connection = parse(f"kafka://{kafka.bootstrap}").connection
    ours = [topic._replace(name=new_name(topic.name)) for topic in TOPICS]
    assert create(connection, ours, partitions=2, replication=1) == [topic.name for topic in ours]
    assert create(connection, ours, partitions=9, replication=1) == []
    with Publisher(connection, ours[0].name) as publisher:
        for _ in range(3):
            publisher.publish(seal(ENTRY))
        publisher.flush()
    state, missing = describe(connection, [ours[0].name, "vedette.other"], group="nobody")
    assert (state.partitions, state.replication, state.records, state.behind) == (2, 1, 3, 3)
    assert (missing.name, missing.partitions) == ("vedette.other", 0)


def test_a_missing_topic_and_a_missing_cluster_are_said_in_a_sentence(kafka: Kafka) -> None:
    with pytest.raises(InputError, match="vedette topics create"):
        source(kafka.bootstrap, "vedette.nowhere").create_reader(None, None).start()
    with pytest.raises(ConfigError, match=r"kafka://127\.0\.0\.1:1"):
        describe(parse("kafka://127.0.0.1:1").connection, [ENTRIES.name])
