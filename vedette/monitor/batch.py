"""A few new entries through the same graph as replay, in this process."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import apache_beam as beam

from connectors.store.inbox import Stored
from pipeline.collect import Run, run_bounded
from pipeline.graph import build
from pipeline.settings import Settings
from pipeline.store_ledgers import Batch
from schemas import Entry

LIMIT = 200  # entries of a batch
LEASE = timedelta(minutes=15)  # far longer than a batch takes; a reader that was killed gives its entries back then


def read_batch(taken: Sequence[Stored], settings: Settings) -> Batch:
    """All of it or nothing: a graph that fails raises, and its entries come back when their lease is over."""

    def construct(pipeline: beam.Pipeline, run: Run) -> None:
        entries = pipeline | "Entries" >> _create([one.entry for one in taken])
        graph = build(entries, settings)
        graph.reports | "Collect reports" >> run.collect("reports")
        graph.sightings | "Collect sightings" >> run.collect("sightings")
        graph.articles | "Collect articles" >> run.collect("articles")
        graph.passed | "Collect passed" >> run.collect("passed")
        graph.dead | "Collect dead" >> run.collect("dead")

    results = run_bounded(construct).results
    return Batch(
        reports=results["reports"],
        sightings=results["sightings"],
        articles=results["articles"],
        passed=frozenset(results["passed"]),
        dead=results["dead"],
        entries=[one.id for one in taken],
    )


def _create(entries: Sequence[Entry]) -> Any:
    return beam.Create(entries, reshuffle=False).with_output_types(Entry)
