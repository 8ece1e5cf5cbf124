"""When a mark is really settled: one round of finalising later than Beam says so.

Beam's Flink runner, told that a checkpoint is complete, finalises every bundle that has ended by then: also those that
ended after the checkpoint was cut, whose messages are still on their way through the graph. Who acknowledged these
would lose them if the job died now. Checkpoints and rounds of finalising take turns: a mark that was finalised before
another one was cut lies before the checkpoint that finalises that other one. So it waits for it. A runner that
finalises each bundle by itself settles a little later, that is all.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

M = TypeVar("M")


class Finalising(Generic[M]):
    """Thread-safe: finalising is not done on the thread that reads. One a process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, threading.Lock()
        self._waiting: dict[bytes, tuple[list[M], float]] = {}  # by reading: marks, and when the last was finalised

    def finalised(self, reading: bytes, mark: M, cut_at: float) -> list[M]:
        """The marks of this reading that are settled now that one cut at that moment is finalised; in their order."""
        with self._lock:
            waiting, since = self._waiting.get(reading, ([], cut_at))
            settled = waiting if cut_at > since else []
            kept = [] if settled else waiting
            self._waiting[reading] = ([*kept, mark], self._now())
            return settled
