"""The command `vedette deliver` over a real store: it sends, holds back what is silenced, and re-queues."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from connectors.store import open_store
from schemas import AlertEvent, Silence, SilenceKind, wire
from schemas.errors import ConfigError
from tests.connectors.notify.making import NAMES, NOW, event, subscription
from tests.connectors.notify.storing import fill
from vedette.outgoing import deliver_command

ASKED = subscription(destinations=("stdout",))


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with two events for `stdout`; names come without the whole catalogue."""
    monkeypatch.setattr("vedette.outgoing.load", lambda: NAMES)
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/store.db"
    with open_store(url) as store:
        fill(store, ASKED, [event(1), event(2)])
    return url


def run(url: str, *arguments: str) -> Result:
    app = typer.Typer()
    app.command()(deliver_command)
    return CliRunner().invoke(app, ["--store", url, "--once", "--format", "jsonl", *arguments])


def printed(result: Result) -> list[str]:
    return [wire.decode(line, AlertEvent).id for line in result.stdout_bytes.splitlines()]


def test_what_waits_is_sent_once(url: str) -> None:
    assert printed(run(url)) == ["e1", "e2"]
    assert printed(run(url)) == []


def test_a_silence_is_asked_again_right_before_sending(url: str) -> None:
    with open_store(url) as store:
        store.silences.put(Silence(kind=SilenceKind.MUTED, subscription="france", since=NOW, by="Ann"))
    assert printed(run(url)) == []
    with open_store(url) as store:
        assert store.outbox.counts() == {("stdout", "held"): 2}


def test_dead_letters_are_tried_again_when_asked(url: str) -> None:
    with open_store(url) as store:
        store.subscriptions.define([subscription(destinations=("gone",))], ASKED.name)
        for message in store.outbox.due("stdout", NOW, 9, "me", NOW - NOW):
            store.outbox.dead(message.id, NOW, "printer on fire")
        store.subscriptions.define([ASKED], ASKED.name)
    assert printed(run(url)) == []
    assert printed(run(url, "--requeue", "--destination", "mail")) == []
    assert printed(run(url, "--requeue")) == ["e1", "e2"]


def test_a_destination_that_nobody_knows_stops_the_start(url: str) -> None:
    with open_store(url) as store:
        store.subscriptions.define([subscription(destinations=("desk",))], ASKED.name)
    result = run(url)
    assert isinstance(result.exception, ConfigError)
    assert "add [destinations.desk]" in str(result.exception)
