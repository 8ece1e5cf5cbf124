"""A real Apache Flink for tests: a session cluster, Beam's job server and a pool of Python workers on free ports.

with Flink(slots=2) as flink:
    flink.options()               # what a Beam pipeline is given to run here
    flink.kill_task_manager()     # kill -9; `start_task_manager()` brings another
    flink.jobs()                  # {"…": "RUNNING"}

Everything is started as docs/stream.md says, and stopped by process id.
"""

import atexit
import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from tests.integration.servers import jars
from tests.integration.servers.ports import answers, free_ports

VERSION = "1.19"
ARTIFACTS = (f"org.apache.beam:beam-runners-flink-{VERSION}:2.62.0", "org.slf4j:slf4j-simple:1.7.30")
ROOT = Path(__file__).parents[3]
_SECONDS = 300  # a busy machine; usually it takes less than fifteen
_OPENED = ("lang", "util", "nio", "net", "time", "util.concurrent")
_ENDED = ("FINISHED", "CANCELED", "FAILED")
_MEMORY = {  # what Flink's own start script works out for a small task manager
    "cpu.cores": "2.0", "memory.task.heap.size": "384m", "memory.framework.heap.size": "128m",
    "memory.managed.size": "128m", "memory.framework.off-heap.size": "128m", "memory.task.off-heap.size": "0m",
    "memory.network.min": "128m", "memory.network.max": "128m", "memory.jvm-metaspace.size": "256m",
    "memory.jvm-overhead.min": "192m", "memory.jvm-overhead.max": "192m",
}  # fmt: skip


class Flink:
    """A running cluster with one task manager of `slots` slots."""

    def __init__(self, slots: int = 2) -> None:
        self._lib = jars.fetch("flink", ARTIFACTS)
        self.slots = slots
        self._folder = Path(tempfile.mkdtemp(prefix="vedette-flink-"))
        self._rpc, self._rest, self._job, self._artifacts, self._expansion, self._pool = free_ports(6)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._numbers, self._manager = itertools.count(), ""
        atexit.register(self.stop)
        try:
            self._configure()
            self._start_all()
            self.wait()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def options(self, parallelism: int | None = None, *more: str) -> list[str]:
        """The options with which a Beam pipeline runs here: a Python worker for each slot."""
        wanted = parallelism or self.slots
        return [
            f"--job_endpoint=127.0.0.1:{self._job}",
            "--environment_type=EXTERNAL",
            f"--environment_config=127.0.0.1:{self._pool}",
            f"--parallelism={wanted}",
            f"--sdk_worker_parallelism={wanted}",
            "--checkpointing_interval=1500",
            *more,
        ]

    def start_task_manager(self, *, wait: bool = True) -> None:
        self._manager = f"manager-{next(self._numbers)}"
        settings = {f"taskmanager.{name}": size for name, size in _MEMORY.items()}
        settings["taskmanager.resource-id"] = self._manager  # by which `wait` knows it from one that was killed
        given = [part for name, value in settings.items() for part in ("-D", f"{name}={value}")]
        entry = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
        self._start("task manager", self._java("-Xmx512m", entry, "--configDir", str(self._conf), *given))
        if wait:
            self.wait()

    def kill_task_manager(self) -> None:
        """`kill -9`: no goodbye to anyone."""
        process = self._processes.pop("task manager")
        process.kill()
        process.wait()

    def wait(self) -> None:
        """Until everything that was started answers, and the task manager has offered its slots."""
        until = time.monotonic() + _SECONDS
        while not self._up():
            dead = next((name for name, one in self._processes.items() if one.poll() is not None), None)
            if dead is not None or time.monotonic() > until:
                raise RuntimeError(f"Flink does not come up:\n{self.log(dead or 'task manager')[-4000:]}")
            time.sleep(0.2)

    def jobs(self) -> dict[str, str]:
        """The state of every job by its id."""
        return {job["id"]: job["status"] for job in self.ask("/jobs")["jobs"]}

    def cancel(self, job: str = "") -> None:
        """End a job, or all of them, and wait until they have ended."""
        running = [job] if job else [id for id, state in self.jobs().items() if state not in _ENDED]
        for id in running:
            self.ask(f"/jobs/{id}?mode=cancel", method="PATCH")
        self._until(lambda: all(self.jobs()[id] in _ENDED for id in running), "the job does not end")

    def savepoint(self, job: str) -> str:
        """End a job with a savepoint: where another one can begin."""
        asked = self.ask(f"/jobs/{job}/savepoints", {"cancel-job": True})["request-id"]
        self._until(lambda: self._saved(job, asked)["status"]["id"] == "COMPLETED", "there is no savepoint")
        made = self._saved(job, asked)["operation"]
        if "location" not in made:
            raise RuntimeError(f"Flink makes no savepoint: {json.dumps(made)[:2000]}")
        self._until(lambda: self.jobs()[job] in _ENDED, "the job does not end")
        return str(made["location"])

    def restarts(self, job: str) -> int:
        """How often a job went on from a checkpoint of its own."""
        return int(self.ask(f"/jobs/{job}/checkpoints")["counts"]["restored"])

    def restored_from(self, job: str) -> str:
        """The checkpoint or savepoint that a job began with; "" where it began with nothing."""
        restored = self.ask(f"/jobs/{job}/checkpoints")["latest"]["restored"]
        return str(restored["external_path"]) if restored else ""

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Flink's own REST interface."""
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self._rest}{path}", data, {"content-type": "application/json"}, method=method
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def log(self, name: str) -> str:
        """What a process has written: `job manager`, `task manager`, `job server`, `workers`."""
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """End the processes that this object started, by their ids."""
        for process in self._processes.values():
            process.send_signal(signal.SIGINT)  # the pool ends its workers only when interrupted
        for process in self._processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _saved(self, job: str, asked: str) -> Any:
        return self.ask(f"/jobs/{job}/savepoints/{asked}")

    def _until(self, true: Callable[[], bool], otherwise: str) -> None:
        until = time.monotonic() + _SECONDS
        while not true():
            if time.monotonic() > until:
                raise RuntimeError(f"{otherwise}:\n{self.log('job manager')[-4000:]}")
            time.sleep(0.2)

    def _up(self) -> bool:
        if not (answers(self._rest) and answers(self._job) and answers(self._pool)):
            return False
        with contextlib.suppress(OSError, ValueError):
            return any(one["id"] == self._manager for one in self.ask("/taskmanagers")["taskmanagers"])
        return False

    def _start_all(self) -> None:
        entry = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
        self._start("job manager", self._java("-Xmx512m", entry, "--configDir", str(self._conf)))
        self.start_task_manager(wait=False)
        driver = "org.apache.beam.runners.flink.FlinkJobServerDriver"
        self._start("job server", self._java(
            "-Xmx512m", driver, f"--flink-master=127.0.0.1:{self._rest}", f"--flink-conf-dir={self._conf}",
            f"--job-port={self._job}", f"--artifact-port={self._artifacts}", f"--expansion-port={self._expansion}",
            f"--artifacts-dir={self._folder / 'artifacts'}",
        ))  # fmt: skip
        pool = [sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={self._pool}"]
        self._start("workers", pool)

    def _start(self, name: str, command: list[str]) -> None:
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
        environ = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}  # the pool starts `python` by name
        with (self._folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, env=environ, cwd=self._folder
            )

    def _configure(self) -> None:
        self._conf.mkdir()
        (self._conf / "flink-conf.yaml").write_text(f"""
jobmanager.rpc.address: 127.0.0.1
jobmanager.rpc.port: {self._rpc}
jobmanager.bind-host: 127.0.0.1
rest.address: 127.0.0.1
rest.bind-address: 127.0.0.1
rest.port: {self._rest}
taskmanager.host: 127.0.0.1
taskmanager.bind-host: 127.0.0.1
taskmanager.numberOfTaskSlots: {self.slots}
io.tmp.dirs: {self._folder}
state.backend.type: hashmap
state.checkpoints.dir: {(self._folder / "checkpoints").as_uri()}
state.savepoints.dir: {(self._folder / "savepoints").as_uri()}
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: 1000
restart-strategy.fixed-delay.delay: 1s
heartbeat.interval: 2000
heartbeat.timeout: 30000
""")

    @property
    def _conf(self) -> Path:
        return self._folder / "conf"

    def _java(self, heap: str, *words: str) -> list[str]:
        opened = [f"--add-opens=java.base/java.{name}=ALL-UNNAMED" for name in _OPENED]
        options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"]
        return ["java", heap, *opened, *options, "-cp", jars.class_path(self._lib), *words]
