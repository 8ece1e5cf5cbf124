"""`Flow`: one open split: its records, a partition's in order; the offsets that follow; how far event time has come."""

from collections import deque
from collections.abc import Callable
from typing import Any

from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp

from connectors.broker import FIRST_WAIT, NEXT_WAIT, timestamp
from connectors.kafka.cursor import Cursor
from connectors.kafka.offsets import Offsets, within
from connectors.kafka.reading import Reading
from connectors.watermark import Progress, given, read_to_end, watermark


class Flow:
    """Open at `mark`, or where the reading begins without one. `first`, then `step`: whether there is a `current`."""

    def __init__(self, reading: Reading, mark: Offsets | None, clock: Callable[[], float]) -> None:
        self._reading, self._clock = reading, clock
        self._cursor = Cursor(reading, mark)
        self._waiting: deque[Any] = deque()  # polled, not given out
        self._next = self._cursor.positions()
        self._progress: dict[int, Progress] = {}
        self.current: Any = None
        self.reached: Timestamp = MIN_TIMESTAMP
        self.now = 0  # when it was last polled

    def first(self) -> bool:
        self._take(self._cursor.first(FIRST_WAIT))
        return self._step()

    def step(self) -> bool:
        if not self._waiting:
            self._take(self._cursor.poll(NEXT_WAIT))
        return self._step()

    def offsets(self) -> Offsets:
        """What follows after all that was given out."""
        return Offsets.of(self._next, self._cursor.until)

    def close(self) -> None:
        self._cursor.close()

    def _step(self) -> bool:
        if not self._waiting:
            return False
        record = self.current = self._waiting.popleft()
        self._next[record.partition] = record.offset + 1
        self._progress[record.partition] = given(self._progress.get(record.partition, Progress()), record.timestamp)
        return True

    def _take(self, records: list[Any]) -> None:
        """What was polled, and how far event time has come before it is given out."""
        self.now = int(1000 * self._clock())
        self._waiting.extend(one for one in records if within(one.offset, one.partition, self._cursor.until))
        positions = self._cursor.positions()
        busy = {record.partition for record in self._waiting}
        for partition, position in positions.items():
            ended = partition not in busy and self._cursor.ended(partition, position)
            self._progress[partition] = read_to_end(self._progress.get(partition, Progress()), ended, self.now)
            if partition not in busy:
                self._next[partition] = position
        for record in self._waiting:  # the first of a partition that is new to us
            self._next.setdefault(record.partition, record.offset)
        self.reached = max(self.reached, self._bound())

    def _bound(self) -> Timestamp:
        if not self._waiting and self.offsets().done:
            return MAX_TIMESTAMP
        reading = self._reading
        return timestamp(watermark(self._progress.values(), self.now, idle=reading.idle, slack=reading.slack))
