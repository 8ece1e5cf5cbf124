"""Readers between two bundles: open where a mark was cut, until the reader that is made from that mark takes over.

Beam parks readers too, but with the processor of their bundle; and where a runner finalises with its checkpoints only,
as Flink does, each bundle until then has a processor of its own. Without this, every bundle would connect anew.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import msgspec
from apache_beam.io.unbounded_source import UnboundedReader

from connectors.broker import Mark

IDLE = 120.0  # seconds after which what nobody came for is closed: its split is read elsewhere
MOST = 100
Key = tuple[str, bytes, bytes]


class ParkedReader(UnboundedReader):
    """A reader whose whole state is `held`, which another one may take over once a mark was cut."""

    held: Any = None  # None: not open, or handed over; it has a `close`
    _place: Key | None = None

    def park(self, mark: Mark) -> None:
        """What follows is exactly what a reader made from this mark gives."""
        self._place = _key(mark)
        parking.add(self._place, self)

    def leave(self) -> bool:
        """Go on oneself. False where another took over, or nobody came for too long: then one begins at the mark."""
        place, self._place = self._place, None
        return place is None or parking.remove(place, self)

    def take_over(self, mark: Mark) -> bool:
        """Hold what the reader that stands at this mark has held. Whether there is one."""
        self.held = parking.take(_key(mark))
        return self.held is not None

    def close(self) -> None:
        self.leave()
        held, self.held = self.held, None
        if held is not None:
            held.close()


class Parking:
    """Thread-safe. A process has one."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, threading.Lock()
        self._parked: OrderedDict[Key, tuple[ParkedReader, float]] = OrderedDict()  # oldest first

    def add(self, key: Key, reader: ParkedReader) -> None:
        with self._lock:
            stale = [self._pop(key)] if key in self._parked else []
            self._parked[key] = (reader, self._now())
            while len(self._parked) > MOST or self._now() - next(iter(self._parked.values()))[1] > IDLE:
                stale.append(self._pop(next(iter(self._parked))))
        for held in stale:
            if held is not None and held is not reader.held:
                held.close()

    def remove(self, key: Key, reader: ParkedReader) -> bool:
        """Whether it was still there."""
        with self._lock:
            if self._parked.get(key, (None,))[0] is not reader:
                return False
            del self._parked[key]
            return True

    def take(self, key: Key) -> Any:
        """What is held there; the reader holds it no longer."""
        with self._lock:
            return self._pop(key) if key in self._parked else None

    def _pop(self, key: Key) -> Any:
        reader, _ = self._parked.pop(key)
        held, reader.held = reader.held, None
        return held


parking = Parking()


def _key(mark: Mark) -> Key:
    reading = msgspec.json.encode(mark.reading, order="deterministic")
    return type(mark).__module__, reading, mark.encode()
