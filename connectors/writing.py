"""`Writing`: the Beam shell of every sink: records to a broker; out come the dead letters of those it will never take.

A bundle is done when the broker has everything in it (`finish_bundle` waits for that), or fails whole and comes again.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

import apache_beam as beam
from apache_beam.metrics.metric import Metrics
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from connectors.topics import Refused, Sealed, seal, undelivered
from schemas.record import WireRecord


class Publishes(Protocol):
    """What writes to one topic. `publish` and `flush` raise DeliveryFailed where all of it must be tried again."""

    def publish(self, sealed: Sealed) -> None: ...
    def flush(self) -> list[Refused]: ...
    def forget(self) -> None: ...
    def close(self) -> None: ...


class Writing(beam.DoFn):
    """Counters are named after `broker`: .out, .dead."""

    def __init__(self, broker: str, topic: str, connect: Callable[[], Publishes]) -> None:
        self._topic, self._connect = topic, connect
        self._publisher: Publishes | None = None
        self._out = Metrics.counter("vedette", f"{broker}.out")
        self._dead = Metrics.counter("vedette", f"{broker}.dead")

    def setup(self) -> None:
        self._publisher = self._connect()

    def start_bundle(self) -> None:
        self._opened().forget()

    def process(self, element: WireRecord) -> None:
        self._opened().publish(seal(element))
        self._out.inc()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        for refused in self._opened().flush():
            self._dead.inc()
            yield WindowedValue(undelivered(refused, self._topic), MIN_TIMESTAMP, (GlobalWindow(),))

    def teardown(self) -> None:
        if self._publisher is not None:
            self._publisher.close()
            self._publisher = None

    def _opened(self) -> Publishes:  # no property: Beam looks at every attribute before setup()
        assert self._publisher is not None, "setup() comes first"
        return self._publisher
