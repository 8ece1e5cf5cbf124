"""`vedette monitor` as people start it: against a real feed server and a real webhook receiver."""

import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connectors.store import open_store
from tests.vedette.monitor.desk import Desk, lines


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
    out, err = running.communicate(timeout=60)
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
    running = desk.start("--metrics-port", "19391")
    _until(lambda: bool(desk.received))
    text = urllib.request.urlopen("http://127.0.0.1:19391/metrics", timeout=10).read().decode()
    running.kill()
    running.communicate()
    assert "vedette_entries_total 1.0" in text
    assert 'vedette_events_total{kind="opened"}' in text


def test_what_is_old_is_stored_and_alerts_nobody(desk: Desk) -> None:
    desk.publish(0, 1)
    guid, title, _ = desk.items[0][0]
    desk.items[0][0] = (guid, title, "Mon, 02 Mar 2020 08:00:00 GMT")
    assert desk.run("--format", "jsonl").returncode == 0
    assert desk.received == []
    with open_store(desk.store) as store:
        assert list(store.reading.reports())


def _until(is_true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)
