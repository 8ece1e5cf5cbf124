"""`vedette monitor` as people start it: against a real feed server and a real webhook receiver."""

import json
import signal
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connectors.store import open_store
from pipeline.catalogue.catalogue import load
from schemas import Silence, SilenceKind
from tests.vedette.monitor.desk import LONGEST, Desk, lines
from vedette.monitor.serving import OfStore


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path, feeds=2) as desk:
        yield desk


def test_once_polls_reads_decides_delivers_and_ends(desk: Desk) -> None:
    desk.publish(0, 2)
    desk.publish(1, 1)
    done = desk.run("--format", "jsonl")
    assert done.returncode == 0, done.stderr
    events = lines(done.stdout)
    assert {event["schema"] for event in events} == {"vedette.alert-event/1"}
    told = {id for _, ids in desk.received for id in ids}
    assert told == {event["id"] for event in events if event["sent"]} != set()


def test_a_second_run_tells_nothing_twice_and_new_stories_once(desk: Desk) -> None:
    desk.publish(0, 1)
    desk.run()
    before = len(desk.received)
    assert desk.run("--format", "jsonl").stdout == ""
    assert len(desk.received) == before > 0


def test_it_runs_until_it_is_told_to_stop_and_ends_well(desk: Desk) -> None:
    desk.publish(0, 2)
    running = desk.start("--format", "jsonl", "--log", "json")
    _until(lambda: len(desk.received) >= 2)
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=LONGEST)
    assert running.returncode == 0, err
    assert len(lines(out)) >= 2
    assert all({"time", "level", "message"} <= line.keys() for line in lines(err))


def test_a_second_monitor_on_one_sqlite_file_is_refused(desk: Desk) -> None:
    desk.publish(0, 1)
    running = desk.start()
    _until(lambda: bool(desk.received))
    refused = desk.run()
    running.kill()
    running.communicate()
    assert refused.returncode == 2
    assert "monitor" in refused.stderr


def test_private_addresses_are_refused_unless_allowed(desk: Desk) -> None:
    (desk.folder / "vedette.toml").write_text('[monitor]\ncontact = "desk@example.org"\n')
    (desk.folder / "subscriptions.toml").write_text('[[subscription]]\nname = "ukraine"\nregions = ["UA"]\n')
    desk.publish(0, 1)
    done = desk.run("--format", "jsonl")
    assert (done.returncode, done.stdout, desk.asked) == (0, "", 0)
    assert "--allow-private-addresses" in done.stderr


def test_metrics_tell_what_was_done(desk: Desk) -> None:
    desk.publish(0, 1)
    port = free_port()
    with running(desk, "--metrics-port", str(port)):
        text = _got(f"http://127.0.0.1:{port}/metrics")
    assert "vedette_entries_total 1.0" in text
    assert 'vedette_events_total{kind="opened"}' in text


def test_its_alerts_are_served_as_feeds(desk: Desk) -> None:
    desk.publish(0, 1)
    port = free_port()
    with running(desk, "--serve", f"localhost:{port}"):
        index, feed = (_got(f"http://localhost:{port}/{name}") for name in ("", "ukraine.json"))
    told = {f"urn:vedette:event:{id}" for _, ids in desk.received for id in ids}
    assert {item["id"] for item in json.loads(feed)["items"]} == told != set()
    assert 'href="ukraine.atom"' in index


def test_what_is_silenced_is_not_served(desk: Desk) -> None:
    desk.publish(0, 1)
    desk.run()
    with open_store(desk.store) as store:
        of_store, (event, *_) = OfStore(store, load()), store.alerts.events(sent=True)
        assert event in of_store.events("ukraine", 100)
        store.silences.put(Silence(kind=SilenceKind.MUTED, thread=event.thread.id, since=event.at))
        assert event not in of_store.events("ukraine", 100)


def test_what_is_old_is_stored_and_alerts_nobody(desk: Desk) -> None:
    desk.publish(0, 1)
    guid, title, _ = desk.items[0][0]
    desk.items[0][0] = (guid, title, "Mon, 02 Mar 2020 08:00:00 GMT")
    assert desk.run("--format", "jsonl").returncode == 0
    assert desk.received == []
    with open_store(desk.store) as store:
        assert list(store.reading.reports())


@contextmanager
def running(desk: Desk, *more: str) -> Iterator[None]:
    """A monitor that has delivered something, killed at the end of the block."""
    monitor = desk.start(*more)
    try:
        _until(lambda: bool(desk.received))
        yield
    finally:
        monitor.kill()
        monitor.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _got(url: str) -> str:
    body: bytes = urllib.request.urlopen(url, timeout=60).read()
    return body.decode()


def _until(is_true: Callable[[], bool], seconds: float = LONGEST) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)
