"""`Writing`: the Beam shell of every sink: records to a broker; out come the dead letters of those it will never take.

A bundle is done when the broker has everything in it (`finish_bundle` waits for that), or fails whole and comes again.
"""

from collections.abc import Callable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.metrics.metric import Metrics
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from connectors.publishing import Publisher
from connectors.topics import seal, undelivered
from schemas import DeadLetter
from schemas.record import WireRecord


class WriteToBroker(beam.PTransform):
    """Takes a PCollection of records of ours, gives a PCollection[DeadLetter]. `connect` makes a worker's publisher."""

    def __init__(self, broker: str, topic: str, connect: Callable[[], Publisher]) -> None:
        super().__init__()
        self._writing = Writing(broker, topic, connect)

    def expand(self, records: Any) -> Any:
        return records | "Write" >> beam.ParDo(self._writing).with_output_types(DeadLetter)


class Writing(beam.DoFn):
    """Counters are named after `broker`: .out, .dead."""

    def __init__(self, broker: str, topic: str, connect: Callable[[], Publisher]) -> None:
        self._topic, self._connect = topic, connect
        self._publisher: Publisher | None = None
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

    def _opened(self) -> Publisher:  # no property: Beam looks at every attribute before setup()
        assert self._publisher is not None, "setup() comes first"
        return self._publisher
