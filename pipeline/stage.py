"""One Beam shell for every stage: a plain function around each element, good records out, bad ones to dead letters.

A stage's decision is a function `element -> iterable of results`. It refuses an element with RejectedEntry; anything
else it raises is our mistake, and still must neither stop the stream nor vanish: it becomes a dead letter `failed`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.metrics.metric import Metrics

from pipeline.guard import guarded
from schemas import DeadLetter
from schemas.record import Record

DEAD = "dead"


class Outputs(NamedTuple):
    good: Any  # PCollection of the stage's records
    dead: Any  # PCollection[DeadLetter]


class Stage(beam.PTransform):
    """Applies `function` to every element. Give it a label; counters are named after `name`: .in, .out, .dead."""

    def __init__(self, name: str, function: Callable[[Any], Iterable[Any]], gives: type[Record]) -> None:
        super().__init__()
        self._name, self._function, self._gives = name, function, gives

    def expand(self, elements: Any) -> Any:  # Outputs, which Beam's type check does not know
        outputs = elements | self._name >> beam.ParDo(_Guarded(self._name, self._function)).with_output_types(
            self._gives
        ).with_outputs(DEAD, main="good")
        dead = outputs[DEAD] | "Dead" >> beam.Map(_same).with_output_types(DeadLetter)
        return Outputs(outputs.good, dead)


class _Guarded(beam.DoFn):
    def __init__(self, name: str, function: Callable[[Any], Iterable[Any]]) -> None:
        self._name, self._function = name, function
        self._in = Metrics.counter("vedette", f"{name}.in")
        self._out = Metrics.counter("vedette", f"{name}.out")
        self._dead = Metrics.counter("vedette", f"{name}.dead")

    def process(self, element: Any) -> Iterator[Any]:
        self._in.inc()
        for result in guarded(self._name, self._function, element):
            if isinstance(result, DeadLetter):
                self._dead.inc()
                yield beam.pvalue.TaggedOutput(DEAD, result)
            else:
                self._out.inc()
                yield result


def _same(element: Any) -> Any:
    return element
