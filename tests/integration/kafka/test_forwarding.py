"""`vedette monitor --to kafka://…`: what real feeds sent is on a real topic, whatever is killed in between."""

from pathlib import Path

import pytest

from connectors.kafka.message import Message
from connectors.store import open_store
from tests.dying import killed
from tests.integration.kafka.reading import messages, new_topic
from tests.integration.servers.kafka import Kafka
from tests.vedette.monitor.desk import Desk

pytestmark = pytest.mark.kafka
BEFORE, SENT, MARKED = (
    "connectors.publishing:TopicWriter.send:before",
    "connectors.publishing:TopicWriter.send:after",
    "connectors.store.inbox:Inbox.done:after",
)
GUIDS = ("0-0", "0-1", "1-0")


def _ids(found: list[Message]) -> list[str]:
    return [message.attributes["id"] for message in found]


def test_what_was_polled_is_on_the_topic_and_is_not_read_here(kafka: Kafka, tmp_path: Path) -> None:
    topic = new_topic(kafka.bootstrap)
    with Desk(tmp_path, feeds=2) as desk:
        desk.publish(0, 2)
        desk.publish(1, 1)
        done = desk.run("--to", f"kafka://{kafka.bootstrap}/{topic}", "--format", "jsonl")
        assert (done.returncode, done.stdout, desk.received) == (0, "", []), done.stderr
        found = messages(kafka.bootstrap, topic, 3)
        assert {message.key for message in found} == {f"https://desk{n[0]}.example/{n}".encode() for n in GUIDS}
        with open_store(desk.store) as store:
            assert (store.inbox.waiting(), list(store.reading.reports())) == (0, [])


def test_killed_anywhere_it_loses_nothing_and_a_repeat_has_the_same_id(kafka: Kafka, tmp_path: Path) -> None:
    topic = new_topic(kafka.bootstrap)
    to = ("--to", f"kafka://{kafka.bootstrap}/{topic}")
    with Desk(tmp_path) as desk:
        for point in (BEFORE, SENT, MARKED):
            desk.publish(0, 2)
            killed(point, *desk.arguments("--once", *to), folder=tmp_path)
            desk.make_due()
        assert desk.run(*to).returncode == 0
        with open_store(desk.store) as store:
            assert (store.inbox.waiting(), store.dead_letters.newest()) == (0, [])
    found = messages(kafka.bootstrap, topic)
    keys, ids = {message.key for message in found}, set(_ids(found))
    print(f"killed before sending, after it and after the mark; 6 entries, {len(found)} messages with {len(ids)} ids")
    assert (len(keys), len(ids)) == (6, 6)


def test_a_broker_that_is_not_there_is_said_and_entries_wait(tmp_path: Path) -> None:
    with Desk(tmp_path) as desk:
        desk.publish(0, 2)
        done = desk.run("--to", "kafka://127.0.0.1:1")
        assert done.returncode == 2
        assert "vedette.entries cannot be written to now" in done.stderr
        with open_store(desk.store) as store:
            assert store.inbox.waiting() == 2
