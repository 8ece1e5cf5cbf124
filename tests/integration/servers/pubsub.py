"""A Pub/Sub server for tests: Google's own `pstest`, built once by Go into the cache, stopped by its process id.

It takes a free port of this machine and keeps everything in memory.
"""

import atexit
import contextlib
import signal
import subprocess
from pathlib import Path
from typing import Self

from tests.integration.servers.go import built

_SOURCE = Path(__file__).with_name("pubsub_emulator")


class PubSub:
    """A running server. Clients find it by PUBSUB_EMULATOR_HOST = `host`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([str(built("pubsub", _SOURCE))], stdout=subprocess.PIPE, text=True)
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
