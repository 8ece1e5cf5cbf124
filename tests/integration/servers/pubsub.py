"""A Pub/Sub server for tests: Google's own `pstest`, built once by Go into the cache, stopped by its process id.

It takes a free port of this machine and keeps everything in memory.
"""

import atexit
import contextlib
import hashlib
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Self

from tests.integration.servers.jars import Unavailable, cache

_SOURCE = Path(__file__).with_name("pubsub_emulator")  # go.sum holds the sum of every module
_SECONDS = 600


def missing() -> str:
    """What to install first; "" where nothing is missing."""
    return "" if shutil.which("go") else "needs go: https://go.dev/dl, version 1.26 or newer"


class PubSub:
    """A running server. Clients find it by PUBSUB_EMULATOR_HOST = `host`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([_built()], stdout=subprocess.PIPE, text=True)
        atexit.register(self.stop)
        assert self._process.stdout is not None
        self.host = self._process.stdout.readline().strip()  # printed once it listens

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()


def _built() -> str:
    sources = b"".join(file.read_bytes() for file in sorted(_SOURCE.iterdir()))
    program = cache() / f"pubsub-{hashlib.sha256(sources).hexdigest()[:16]}"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        part = program.with_suffix(".part")
        command = ["go", "build", "-mod=readonly", "-o", str(part), "."]
        made = subprocess.run(command, cwd=_SOURCE, capture_output=True, text=True, timeout=_SECONDS, check=False)
        if made.returncode:
            raise Unavailable(f"go could not build the Pub/Sub emulator: {made.stderr.strip()[-200:]}")
        part.rename(program)
    return str(program)
