"""`vedette monitor` against 500 feeds that behave and misbehave as feeds do: a minute in CI, an hour in the soak."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from connectors.store import open_store
from tests.vedette.monitor.desk import LONGEST, ROOT, lines


@pytest.mark.parametrize("minutes", [1, pytest.param(60, marks=pytest.mark.soak)])
def test_it_runs_on_and_ends_well_whatever_the_feeds_do(tmp_path: Path, minutes: int) -> None:
    feeds, environment = tmp_path / "feeds.toml", {**os.environ, "PYTHONPATH": str(ROOT)}
    serving = [sys.executable, "-m", "tests.feedserver", str(feeds), "--feeds", "500", "--speed", "60"]
    (tmp_path / "subscriptions.toml").write_text('[[subscription]]\nname = "ukraine"\nregions = ["UA"]\n')
    server = subprocess.Popen(serving, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert "500 feeds" in server.stdout.readline()
        own = ["--feeds", str(feeds), "--subscriptions", str(tmp_path / "subscriptions.toml")]
        rest = ["--store", f"sqlite:///{tmp_path / 'store.db'}", "--allow-private-addresses", "--log", "json"]
        rest += ["--format", "jsonl", "--contact", "desk@example.org"]
        command = [sys.executable, "-m", "vedette", "monitor", *own, *rest]
        with (tmp_path / "out").open("w") as out, (tmp_path / "log").open("w") as log:
            monitor = subprocess.Popen(command, env=environment, stdout=out, stderr=log)
            time.sleep(60 * minutes)
            assert monitor.poll() is None, (tmp_path / "log").read_text()[-2000:]
            monitor.send_signal(signal.SIGTERM)
            monitor.wait(LONGEST)
    finally:
        server.terminate()
        server.wait()
    assert monitor.returncode == 0
    told, said = (lines((tmp_path / name).read_text()) for name in ("out", "log"))
    assert {line["schema"] for line in told} == {"vedette.alert-event/1"}
    assert not [line for line in said if line.get("error")], "a fault of ours"
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store:
        polled = [state for _, state in store.feeds.all() if state.counters.polls]
        assert len(polled) > 200
        assert sum(intake.entries for intake in store.intake.by_feed().values()) > 200
