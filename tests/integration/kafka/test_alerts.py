"""`vedette deliver` beside a stream, on real PostgreSQL and Kafka: alert events on a topic, and what time brings."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from connectors.broker import record
from connectors.store import Store, open_store
from schemas import AlertEvent, EventKind
from tests.connectors.store.engines import new_url
from tests.dying import ROOT, killed
from tests.integration.kafka.reading import messages, new_topic, until
from tests.integration.servers.kafka import Kafka
from tests.pipeline.ledger.fakes import asks, say
from tests.vedette.stored import NOW, fill, legible
from vedette.outgoing import deliver_command

pytestmark = pytest.mark.kafka
ASKED = asks("ukraine", destinations=("stdout",))
FILE = '[[subscription]]\nname = "ukraine"\nmilitaries = ["FRA"]\nregions = ["UA"]\ndestinations = ["stdout"]\n'


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("vedette.outgoing.start_log", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    return new_url("postgresql", tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as store:
        yield store


@pytest.fixture
def to(kafka: Kafka) -> str:
    return f"kafka://{kafka.bootstrap}/{new_topic(kafka.bootstrap)}"


def deliver(url: str, *words: str) -> Result:
    app = typer.Typer()
    app.command()(deliver_command)
    result = CliRunner().invoke(app, ["--store", url, "--once", "--format", "jsonl", *words])
    assert result.exception is None, result.output
    return result


def published(to: str) -> list[str]:
    """Ids of the events on the topic, those of a thread in their order."""
    bootstrap, topic = to.removeprefix("kafka://").split("/")
    found = [record(message, AlertEvent) for message in messages(bootstrap, topic)]
    return [event.id for event in found if isinstance(event, AlertEvent)]


def decided(store: Store) -> list[str]:
    return [event.id for event in store.alerts.events(limit=1000)]


def test_every_decided_event_is_on_the_topic_once(url: str, store: Store, to: str) -> None:
    fill(store, ASKED)
    deliver(url, "--to", to)
    deliver(url, "--to", to)
    assert sorted(published(to)) == sorted(decided(store)) != []


def test_killed_between_flush_and_mark_it_loses_nothing_and_a_repeat_has_the_same_id(
    url: str, store: Store, to: str, tmp_path: Path
) -> None:
    fill(store, ASKED)
    words = ("deliver", "--store", url, "--once", "--to", to)
    killed("connectors.store.publishing:Publishing.published:before", *words, folder=tmp_path)
    waiting = store.publishing.waiting()
    deliver(url, "--to", to)
    found = published(to)
    print(f"killed with {waiting} events sent and not marked; {len(found)} messages of {len(set(found))} events")
    assert waiting > 0
    assert len(found) > len(set(found))
    assert sorted(set(found)) == sorted(decided(store))


def test_two_at_once_publish_each_event_once_and_each_thread_in_order(
    url: str, store: Store, to: str, tmp_path: Path
) -> None:
    fill(store, ASKED)
    command = [sys.executable, "-m", "vedette", "deliver", "--store", url, "--to", to, "--format", "jsonl"]
    running = [_started(command, tmp_path, f"{number}") for number in range(2)]
    until(lambda: store.publishing.waiting() == 0)
    for hour in range(1, 4):
        told = say("FRA affirmed train donbas", outlet=f"o{hour}.example", at=NOW + timedelta(hours=hour))
        fill(store, story=[legible(told)])
        until(lambda: store.publishing.waiting() == 0)
    until(lambda: set(store.outbox.counts()) == {("stdout", "done")})
    for process in running:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(400) for process in running] == [0, 0], (tmp_path / "0").read_text()
    order = [event.id for event in sorted(store.alerts.events(limit=1000), key=lambda event: (event.at, event.id))]
    assert sorted(published(to)) == sorted(order)
    assert store.outbox.counts() == {("stdout", "done"): len(_printed(tmp_path))}


def test_beside_a_stream_subscriptions_begin_and_silence_is_decided(url: str, store: Store, tmp_path: Path) -> None:
    fill(store)
    (tmp_path / "subscriptions.toml").write_text(FILE)
    told = deliver(url, "--subscriptions", "subscriptions.toml", "--max-age", "none").stdout.splitlines()
    kinds = {event.kind for event in store.alerts.events(limit=1000)}
    assert EventKind.CLOSED in kinds
    assert {json.loads(line)["thread"]["subscription"] for line in told} <= {"ukraine"}
    assert [owned.subscription.name for owned in store.subscriptions.all()] == ["ukraine"]


def _started(command: list[str], folder: Path, name: str) -> "subprocess.Popen[bytes]":
    with (folder / name).open("wb") as log, (folder / f"{name}.out").open("wb") as out:
        return subprocess.Popen(
            command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=out, stderr=log
        )


def _printed(folder: Path) -> list[str]:
    return [
        json.loads(line)["id"] for number in range(2) for line in (folder / f"{number}.out").read_text().splitlines()
    ]
