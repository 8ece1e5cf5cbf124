"""Kafka addresses: what they mean, and that they never carry a secret."""

import pytest

from connectors.kafka.address import parse
from schemas.errors import ConfigError


def test_an_address_names_servers_topic_and_group() -> None:
    address = parse("kafka://one:19092,two/vedette.entries?group=vedette")
    assert address.connection.servers == ("one:19092", "two:9092")
    assert (address.topic, address.group) == ("vedette.entries", "vedette")
    assert address.connection.options({}) == {
        "bootstrap_servers": ["one:19092", "two:9092"],
        "security_protocol": "PLAINTEXT",
    }


def test_a_login_takes_its_password_from_the_environment() -> None:
    url = "kafka://b:9093/t?security=sasl_ssl&username=u&password_env=KAFKA_PASSWORD&ca=/etc/ca.pem"
    options = parse(url).connection.options({"KAFKA_PASSWORD": "hidden"})
    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("u", "hidden")
    assert (options["security_protocol"], options["ssl_cafile"]) == ("SASL_SSL", "/etc/ca.pem")


def test_a_client_certificate_is_given_to_tls() -> None:
    url = "kafka://b/t?security=SSL&certificate=c.pem&key=k.pem&key_password_env=KEY"
    options = parse(url).connection.options({"KEY": "x"})
    assert {"ssl_certfile": "c.pem", "ssl_keyfile": "k.pem", "ssl_password": "x"}.items() <= options.items()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://a/b", "begins with kafka://"),
        ("kafka:///topic", "names a server"),
        ("kafka://u:secret@host/t", "password_env=VARIABLE"),
        ("kafka://host:port/t", "not host:port"),
        ("kafka://host:0/t", "not host:port"),
        ("kafka://[/t", "cannot be read"),
        ("kafka://h/t?grup=x", "no option 'grup'"),
        ("kafka://h/t?security=tls", "SASL_SSL"),
        ("kafka://h/t?username=u", "security=SASL_SSL"),
        ("kafka://h/t?security=SASL_SSL", "password_env=VARIABLE"),
        ("kafka://h/t?security=SASL_SSL&username=u&password_env=P&mechanism=GSSAPI", "SCRAM-SHA-512"),
    ],
)
def test_a_wrong_address_says_what_to_write(url: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why) as caught:
        parse(url)
    assert "secret" not in str(caught.value)


def test_a_password_that_is_not_set_is_named_by_its_variable() -> None:
    connection = parse("kafka://h/t?security=SASL_SSL&username=u&password_env=NOT_SET").connection
    with pytest.raises(ConfigError, match="NOT_SET is not set"):
        connection.options({})
