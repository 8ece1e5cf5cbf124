"""Real servers for integration tests: each starts once in a test session, when the first test asks for it."""

from collections.abc import Iterator

import pytest

from tests.integration.servers import go, jars
from tests.integration.servers.flink import Flink
from tests.integration.servers.kafka import Kafka
from tests.integration.servers.prism import Prism
from tests.integration.servers.pubsub import PubSub


@pytest.fixture(scope="session")
def kafka() -> Iterator[Kafka]:
    """A single node, for all tests of the session: use topics of your own."""
    yield from _started(1)


@pytest.fixture(scope="module")
def kafka_cluster() -> Iterator[Kafka]:
    """Three brokers, to break; leave them running."""
    yield from _started(3)


@pytest.fixture(scope="module")
def kafka_secure() -> Iterator[Kafka]:
    """A single node that also listens with TLS and SCRAM."""
    yield from _started(1, secure=True)


@pytest.fixture(scope="session")
def pubsub_server() -> Iterator[PubSub]:
    """For all tests of the session, with PUBSUB_EMULATOR_HOST set: use topics of your own."""
    if lacking := go.missing():
        pytest.skip(lacking)
    try:
        running = PubSub()
    except jars.Unavailable as error:
        pytest.skip(str(error))
    with running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBSUB_EMULATOR_HOST", running.host)
        yield running


@pytest.fixture(scope="session")
def flink() -> Iterator[Flink]:
    """A cluster with two slots, for all tests of the session: cancel your jobs, leave its task manager running."""
    if lacking := jars.missing():
        pytest.skip(lacking)
    try:
        running = Flink()
    except jars.Unavailable as error:
        pytest.skip(str(error))
    with running:
        yield running


@pytest.fixture(scope="session")
def prism() -> Prism:
    if lacking := go.missing():
        pytest.skip(lacking)
    try:
        return Prism()
    except jars.Unavailable as error:
        pytest.skip(str(error))


def _started(brokers: int, *, secure: bool = False) -> Iterator[Kafka]:
    if lacking := jars.missing():
        pytest.skip(lacking)
    try:
        running = Kafka(brokers, secure=secure)
    except jars.Unavailable as error:
        pytest.skip(str(error))
    with running:
        yield running
