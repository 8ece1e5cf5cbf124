"""TLS and SASL on a real broker: whoever trusts it and knows the password reads and writes, others are told why not."""

from pathlib import Path

import pytest

from connectors.kafka.address import Connection, parse
from connectors.kafka.publisher import Publisher
from connectors.kafka.reading import Reading
from connectors.kafka.source import KafkaSource
from connectors.kafka.topics import describe
from connectors.topics import Sealed
from schemas.errors import ConfigError
from tests.integration.kafka.reading import durable, new_topic, numbers, read, resumed, some
from tests.integration.servers.kafka import Kafka
from tests.integration.servers.kafka_secure import PASSWORD, USER

pytestmark = pytest.mark.kafka


def _connection(kafka: Kafka, ca: Path | str) -> Connection:
    url = f"kafka://{kafka.secure_bootstrap}?security=SASL_SSL&username={USER}&password_env=KAFKA_PASSWORD&ca={ca}"
    return parse(url).connection


def test_with_certificate_and_password_records_go_in_and_out(
    kafka_secure: Kafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKA_PASSWORD", PASSWORD)
    connection = _connection(kafka_secure, kafka_secure.certificate)
    topic = new_topic(kafka_secure.bootstrap)
    with Publisher(connection, topic) as publisher:
        publisher.publish(Sealed("key", b"7", {}))
        assert publisher.flush() == []
    reader = resumed(KafkaSource(Reading(connection=connection, topic=topic, group="secure")), None)
    assert numbers(read(reader, some(1))) == [7]
    durable(reader.get_checkpoint_mark())
    reader.close()
    assert describe(connection, [topic], "secure")[0].behind == 0


@pytest.mark.parametrize(("password", "trusted"), [("wrong", True), (PASSWORD, False)])
def test_without_them_it_is_said_in_a_sentence_that_shows_no_password(
    kafka_secure: Kafka, monkeypatch: pytest.MonkeyPatch, password: str, trusted: bool
) -> None:
    monkeypatch.setenv("KAFKA_PASSWORD", password)
    with pytest.raises(ConfigError, match=r"kafka://127\.0\.0\.1") as caught:
        describe(_connection(kafka_secure, kafka_secure.certificate if trusted else ""), ["vedette.entries"])
    assert password not in str(caught.value)
