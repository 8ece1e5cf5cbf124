"""The image's two scripts: how it knows that it is well, and how one job replaces another."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from vedette.monitor.metrics import serve
from vedette.monitor.tally import Tally

FOLDER = Path(__file__).parents[2] / "deploy" / "container"


def run(script: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(FOLDER / script), *words]
    environ = {"PATH": os.environ["PATH"], "http_proxy": "http://127.0.0.1:9", **more}
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_a_monitor_that_serves_its_metrics_is_well_and_one_that_does_not_is_not() -> None:
    port = free_port()
    assert run("healthcheck.py", VEDETTE_METRICS_PORT=str(port)).returncode == 1
    stop = serve(Tally(datetime(2026, 1, 1, tzinfo=UTC)), port)
    try:
        assert run("healthcheck.py", VEDETTE_METRICS_PORT=str(port)).returncode == 0
    finally:
        stop()


def test_metrics_are_served_where_they_are_told_to_be() -> None:
    port = free_port()
    stop = serve(Tally(datetime(2026, 1, 1, tzinfo=UTC)), port, "127.0.0.2")
    try:
        socket.create_connection(("127.0.0.2", port), 5).close()
        assert run("healthcheck.py", VEDETTE_METRICS_PORT=str(port)).returncode == 1  # it asks 127.0.0.1
    finally:
        stop()


def test_somebody_elses_page_on_the_port_is_not_health() -> None:
    with flink([]) as (url, _):
        done = run("healthcheck.py", VEDETTE_METRICS_PORT=url.rsplit(":", 1)[1])
    assert done.returncode == 1
    assert "does not show the metrics" in done.stderr


def test_a_pool_is_well_where_its_port_is_open() -> None:
    port = free_port()
    assert run("healthcheck.py", str(port)).returncode == 1
    with socket.create_server(("127.0.0.1", port)):
        assert run("healthcheck.py", str(port)).returncode == 0


@contextmanager
def flink(jobs: list[dict[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Flink's REST interface as far as it is asked: its address, and the requests it saw. What is cancelled ends."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({"jobs": jobs})
            for job in jobs:
                if job["state"] == "CANCELLING":
                    job["state"] = "CANCELED"

        def do_PATCH(self) -> None:
            seen.append(self.path)
            for job in jobs:
                if f"/{job['jid']}?" in self.path:
                    job["state"] = "CANCELLING"
            self._answer(None)

        def _answer(self, what: Any) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"" if what is None else json.dumps(what).encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def job(jid: str, name: str, state: str = "RUNNING") -> dict[str, str]:
    return {"jid": jid, "name": name, "state": state}


def test_only_running_jobs_of_the_name_are_ended_and_the_command_begins_when_they_are_gone() -> None:
    jobs = [
        job("a", "vedette-stream"), job("b", "vedette-stream-root-1126"), job("c", "vedette-streams"),
        job("d", "vedette-stream", "FAILED"), job("e", "other"),
    ]  # fmt: skip
    with flink(jobs) as (url, seen):
        done = run("flink_job.py", "--flink", url, "--replace", "vedette-stream", "--", "echo", "a", "--", "--b")
    assert sorted(seen) == ["/jobs/a?mode=cancel", "/jobs/b?mode=cancel"]
    assert [one["state"] for one in jobs] == ["CANCELED", "CANCELED", "RUNNING", "FAILED", "RUNNING"]
    assert (done.returncode, done.stdout) == (0, "a -- --b\n")


def test_without_a_former_job_the_command_just_begins() -> None:
    with flink([]) as (url, seen):
        done = run("flink_job.py", "--flink", f"{url}/", "--replace", "vedette-stream", "--", "echo", "a")
    assert (done.stdout, seen) == ("a\n", [])


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nothing"])
def test_where_flink_does_not_answer_nothing_is_started(address: str) -> None:
    done = run("flink_job.py", "--flink", address, "--replace", "vedette-stream", "--", "echo", "a")
    assert (done.returncode, done.stdout) == (1, "")
    assert address in done.stderr
