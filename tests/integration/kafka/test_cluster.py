"""Three brokers, one of them killed while records are written and read: nothing is lost, nothing comes twice."""

import contextlib

import pytest
from kafka import KafkaAdminClient

from connectors.kafka.publisher import Publisher
from connectors.kafka.topics import describe
from connectors.topics import Sealed
from tests.integration.kafka import reading
from tests.integration.kafka.reading import new_topic, read, resumed, some, source
from tests.integration.servers.kafka import Kafka

pytestmark = pytest.mark.kafka
COUNT = 300


def _leader(kafka: Kafka, topic: str, partition: int) -> int:
    with contextlib.closing(KafkaAdminClient(bootstrap_servers=kafka.bootstrap)) as admin:
        (found,) = admin.describe_topics([topic])
    return int(next(one["leader_id"] for one in found["partitions"] if one["partition_index"] == partition))


def test_a_killed_leader_loses_and_doubles_nothing(kafka_cluster: Kafka) -> None:
    topic = new_topic(kafka_cluster.bootstrap)
    copied = source(kafka_cluster.bootstrap, topic)
    reader = resumed(copied, None)
    reader.start()
    with Publisher(copied.reading.connection, topic) as publisher:
        for number in range(COUNT):
            if number == COUNT // 3:
                publisher.flush()
                leader = _leader(kafka_cluster, topic, 0)
                kafka_cluster.kill(leader)
            publisher.publish(Sealed(str(number), str(number).encode(), {}))
        assert publisher.flush() == []
    found = read(reader, some(COUNT), start=False)
    print(f"killed broker {leader}, which led partition 0; wrote {COUNT}, read {len(found)}, each once")
    assert reading.numbers(found) == list(range(COUNT))
    assert not reader.advance()
    reader.close()
    kafka_cluster.start(leader)
    reading.until(lambda: describe(copied.reading.connection, [topic])[0].lagging == ())
