"""Flink breaks in the middle of a job, or the job is replaced: nothing is lost, and no event is decided twice."""

from collections.abc import Iterator

import pytest

from schemas import Entry
from tests.integration.servers import postgres
from tests.integration.servers.flink import Flink
from tests.integration.servers.kafka import Kafka
from tests.integration.stream import streams
from tests.integration.stream.answers import Answer, decided, ids, replayed, stored
from tests.integration.stream.streams import Job
from tests.sample import ARCHIVE

pytestmark = [pytest.mark.kafka, pytest.mark.flink]


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return streams.muddled(streams.archived([ARCHIVE]))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return replayed(streams.archived([ARCHIVE]), tmp_path_factory.mktemp("archive") / "entries")


@pytest.fixture
def store() -> str:
    running = postgres.server()
    if running is None:
        pytest.skip(postgres.MISSING)
    return postgres.database(running)


@pytest.fixture
def topic(kafka: Kafka, flink: Flink) -> Iterator[str]:
    yield streams.new_entries_topic(kafka)
    flink.cancel()


def test_a_task_manager_killed_in_mid_run_loses_nothing(
    kafka: Kafka, flink: Flink, topic: str, store: str, entries: list[Entry], expected: Answer
) -> None:
    half = len(entries) // 2
    streams.publish(kafka, topic, entries[:half])
    with _job(kafka, flink, topic, store) as job:
        job.until(lambda: streams.behind(kafka, topic) == 0)
        before = streams.counted(store)["articles"]
        streams.publish(kafka, topic, entries[half:])
        job.until(lambda: streams.counted(store)["articles"] > before)
        at_risk = streams.behind(kafka, topic)
        flink.kill_task_manager()
        flink.start_task_manager()
        job.until(lambda: streams.behind(kafka, topic) == 0)
    restarts = flink.restarts(_running(flink))
    print(
        f"{len(entries)} messages; task manager killed with {at_risk} of them after the last checkpoint; restored "
        f"{restarts} times; the store has {streams.counted(store)}"
    )
    assert restarts >= 1
    _nothing_lost_nothing_twice(store, expected)


def test_a_job_replaced_from_a_savepoint_goes_on_where_the_old_one_stopped(
    kafka: Kafka, flink: Flink, topic: str, store: str, entries: list[Entry], expected: Answer
) -> None:
    half = len(entries) // 2
    streams.publish(kafka, topic, entries[:half])
    with _job(kafka, flink, topic, store) as job:
        job.until(lambda: streams.counted(store).get("articles", 0) > 0)
        savepoint = flink.savepoint(_running(flink))
    before = streams.counted(store)
    streams.publish(kafka, topic, entries[half:])
    with _job(kafka, flink, topic, store, f"--savepoint_path={savepoint}") as job:
        job.until(lambda: streams.behind(kafka, topic) == 0)
    assert flink.restored_from(_running(flink)).endswith(savepoint.rpartition("/")[2])
    print(f"{half} messages, savepoint with {before}; replaced; {len(entries)} messages, {streams.counted(store)}")
    _nothing_lost_nothing_twice(store, expected)


def test_a_job_replaced_without_a_savepoint_goes_on_from_committed_offsets(
    kafka: Kafka, flink: Flink, topic: str, store: str, entries: list[Entry], expected: Answer
) -> None:
    half = len(entries) // 2
    streams.publish(kafka, topic, entries[:half])
    with _job(kafka, flink, topic, store) as job:
        job.until(lambda: streams.behind(kafka, topic) < half)
    flink.cancel()
    committed = half - streams.behind(kafka, topic)
    streams.publish(kafka, topic, entries[half:])
    with _job(kafka, flink, topic, store) as job:
        job.until(lambda: streams.behind(kafka, topic) == 0)
    print(
        f"cancelled with {committed} of {half} committed; replaced; {len(entries)} messages, {streams.counted(store)}"
    )
    _nothing_lost_nothing_twice(store, expected)


def _job(kafka: Kafka, flink: Flink, topic: str, store: str, *more: str) -> Job:
    return streams.started(streams.source(kafka, topic), store, "FlinkRunner", flink.options(None, *more))


def _running(flink: Flink) -> str:
    return next(id for id, state in flink.jobs().items() if state not in ("CANCELED", "FAILED", "FINISHED"))


def _nothing_lost_nothing_twice(store: str, expected: Answer) -> None:
    """What is decided has one row: an event's id is its key. So nothing more, and nothing less, than replay decides."""
    streams.ended(store)
    found = stored(store)
    assert found == expected
    assert decided(store) == ids(expected.events)
