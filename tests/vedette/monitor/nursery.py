"""Monitors that are at work as soon as they are born: a process that has Vedette loaded forks one whenever it is asked.

Killing `vedette monitor` at a random moment mostly kills its imports, the more so on a busy machine. Of these, every
moment is one of polling, reading, deciding or delivering; everything but the imports is what the program does.

    python -m tests.vedette.monitor.nursery LOG monitor --feeds feeds.toml …

A line on standard input asks for one, whose pid is answered; the next line asks how it ended, which is answered too.
"""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[3]


class Nursery:
    """The other end: `born()` starts a monitor, `died()` waits for its end and gives the status."""

    def __init__(self, folder: Path, arguments: list[str]) -> None:
        self._command = [sys.executable, "-m", __spec__.name, "monitor.log", *arguments]
        self._folder = folder

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def born(self) -> int:
        return int(self._ask())

    def died(self) -> int:
        """What `waitpid` says of it."""
        return int(self._ask())

    def _ask(self) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


def main() -> None:
    log, *arguments = sys.argv[1:]
    _warm()
    while sys.stdin.readline():
        child = os.fork()
        if child == 0:
            _live(Path(log), arguments)
        print(child, flush=True)
        sys.stdin.readline()
        print(os.waitpid(child, 0)[1], flush=True)


def _warm() -> None:
    """Everything that a monitor loads before it works, without a thread."""
    from pipeline.catalogue.catalogue import load
    from pipeline.claims.models import load as load_model

    importlib.import_module("vedette.monitor.start")
    load()
    load_model("cues")


def _live(log: Path, arguments: list[str]) -> None:
    from vedette.cli import main as vedette

    with log.open("a") as file, open(os.devnull) as nothing:
        for ours, its in ((nothing, 0), (file, 1), (file, 2)):
            os.dup2(ours.fileno(), its)
    sys.argv = ["vedette", *arguments]
    try:
        vedette()
    finally:
        os._exit(1)  # only what is killed ends as it should: a monitor does not end by itself


if __name__ == "__main__":
    main()
