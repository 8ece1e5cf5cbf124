"""`vedette deliver`: the settings it reads, what it prints, and how it stops."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from rich.console import Console

from connectors.notify.destination import Destination
from schemas import AlertEvent, wire
from schemas.errors import ConfigError
from tests.connectors.notify.making import NAMES, NOW, Clock, Desk, contested, hostile, outbox, pending, subscription
from vedette.deliver import as_lines, as_table, deliver, read_places


def run(destination: Destination, events: int = 3, once: bool = True) -> int:
    box = outbox(subscription(destinations=("stdout",)), events=events)
    return deliver(box, {}, NAMES, owner="me", once=once, printed=destination, clock=Clock())


def test_one_line_of_json_an_event_and_nothing_else(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(as_lines()) == 3
    out, _ = capfdbinary.readouterr()
    assert [wire.decode(line, AlertEvent).id for line in out.splitlines()] == ["france-1", "france-2", "france-3"]


def test_a_card_an_event_reads_like_the_message() -> None:
    console = Console(record=True, width=100, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    asyncio.run(as_table(NAMES, console).send(pending(contested(), hostile("\u001b[2J"))))
    told = console.export_text()
    assert "CONTESTED  France · Ukraine · presence" in told
    assert "Macron denies: France · presence · Donbas (Ukraine)" in told
    assert "\u001b" not in told


def test_it_stops_when_it_is_told_to_and_has_finished_what_it_sends() -> None:
    desk = Desk(lambda _: os.kill(os.getpid(), signal.SIGTERM))
    assert run(desk, once=False) == len(desk.got) >= 1


def test_what_could_never_be_delivered_stops_the_start() -> None:
    box = outbox()
    with pytest.raises(ConfigError, match=r"subscription 'france': no destination is called 'desk'"):
        deliver(box, {}, NAMES, owner="me", once=True, check=[subscription()])


def test_destinations_are_read_from_the_file_of_settings(tmp_path: Path) -> None:
    path = tmp_path / "vedette.toml"
    path.write_text('[catalogue]\n[destinations.feeds]\nurl = "feed:/srv/feeds"\n', encoding="utf-8")
    assert read_places(path, {})["feeds"].url == "feed:/srv/feeds"
    assert read_places(None, {}) == {}


@pytest.mark.parametrize("text", ["[destinations", "destinations = 7", '[destinations]\ndesk = "slack://x"'])
def test_a_wrong_file_is_refused_by_name(text: str, tmp_path: Path) -> None:
    (tmp_path / "vedette.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"vedette\.toml"):
        read_places(tmp_path / "vedette.toml", {})


def test_nothing_is_due_before_its_time() -> None:
    box, desk = outbox(subscription(digest="daily 07:00", destinations=("stdout",))), Desk()
    assert deliver(box, {}, NAMES, owner="me", once=True, printed=desk, clock=Clock(NOW)) == 0
