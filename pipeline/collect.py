"""Hands a bounded in-process pipeline's outputs to the process that ran it.

Beam gives no other way back from `run()`: DoFns are pickled, so they cannot close over a list. They can find one again
by name in a module, as long as the runner stays in this process, which `run_bounded` makes sure of.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

_collected: dict[str, list[Any]] = {}
_numbers = itertools.count()


class Collect(beam.PTransform):
    """Appends every element to the list that `run_bounded` returns under `name`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def expand(self, elements: Any) -> Any:
        return elements | beam.Map(_append, self._name)


class Run:
    """One bounded run: `run.collect("reports")` while building, `run.results["reports"]` afterwards."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.results: dict[str, list[Any]] = {}
        self.counters: dict[str, int] = {}

    def collect(self, name: str) -> Collect:
        self.results[name] = _collected[f"{self._prefix}/{name}"] = []
        return Collect(f"{self._prefix}/{name}")

    def close(self) -> None:
        for name in self.results:
            _collected.pop(f"{self._prefix}/{name}", None)


def run_bounded(construct: Callable[[beam.Pipeline, Run], None]) -> Run:
    """Build a pipeline with `construct`, run it here to its end, and give back what it collected and counted.

    Beam's FnApiRunner, pinned: DirectRunner would choose a runner at run time and first try to download one.
    """
    run = Run(str(next(_numbers)))
    with contextlib.closing(run):
        pipeline = beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([]))
        construct(pipeline, run)
        finished = pipeline.run()
        finished.wait_until_finish()
        run.counters = dict(_counters(finished))
    return run


def _counters(finished: Any) -> Iterator[tuple[str, int]]:
    for counter in finished.metrics().query()["counters"]:
        if counter.key.metric.namespace == "vedette":
            yield counter.key.metric.name, counter.result


def _append(element: Any, name: str) -> None:
    _collected[name].append(element)
