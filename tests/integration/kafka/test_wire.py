"""A consumer in another language: Kafka's own console consumer (Java) reads body, key and headers of what we write."""

import json

import pytest

from connectors.kafka.address import parse
from connectors.kafka.publisher import Publisher
from connectors.kafka.topics import create, describe
from connectors.topics import ENTRIES, TOPICS, seal
from schemas import Entry
from schemas.errors import ConfigError, InputError
from tests.integration.kafka.reading import new_name, new_topic, source
from tests.integration.servers.kafka import Kafka

pytestmark = pytest.mark.kafka
ENTRY = Entry(feed="https://example.org/feed", guid="1", link="https://example.org/1", title="Війська — 军队")
PRINT = ("key", "headers")


def _consumed(kafka: Kafka, topic: str) -> list[str]:
    """One record's headers, key and body, as the console consumer prints them."""
    printing = [word for name in PRINT for word in ("--formatter-property", f"print.{name}=true")]
    limits = ["--from-beginning", "--max-messages", "1", "--timeout-ms", "60000"]
    name = "org.apache.kafka.tools.consumer.ConsoleConsumer"
    return kafka.tool(name, "--topic", topic, *limits, *printing, seconds=240).splitlines()[0].split("\t")


def test_kafkas_own_consumer_reads_body_key_and_cloud_event_headers(kafka: Kafka) -> None:
    topic = new_topic(kafka.bootstrap, partitions=1)
    with Publisher(parse(f"kafka://{kafka.bootstrap}").connection, topic) as publisher:
        publisher.publish(seal(ENTRY))
        assert publisher.flush() == []
    headers, key, body = _consumed(kafka, topic)
    assert dict(header.split(":", 1) for header in headers.split(",")) == {
        "content-type": "application/json",
        "ce_specversion": "1.0",
        "ce_id": seal(ENTRY).attributes["id"],
        "ce_source": "vedette",
        "ce_type": "vedette.entry",
        "ce_schemaversion": "1",
    }
    assert key == "https://example.org/1"
    assert json.loads(body) == json.loads(seal(ENTRY).body)


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
