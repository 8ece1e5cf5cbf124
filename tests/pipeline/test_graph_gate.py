"""The gate in the graph: before costly models only, and counted."""

from datetime import UTC, datetime

import apache_beam as beam
import pytest

from pipeline import graph
from pipeline.claims.cues import CueModel
from pipeline.collect import Run, run_bounded
from pipeline.settings import Settings
from schemas import Entry

WHEN = datetime(2026, 3, 2, tzinfo=UTC)
CLAIM = Entry(title="French soldiers train in Donbas", published=WHEN, where="a:1")
OTHER = Entry(
    title="Germany beat Japan to reach the final",
    content="The captain scored twice as the striker fired home late.",
    published=WHEN,
    where="a:2",
)


class Costly(CueModel):
    gated = True


def run(model: CueModel, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(graph, "load_model", lambda name: model)
    monkeypatch.setattr("pipeline.claims.handler.load", lambda name: model)

    def construct(pipeline: beam.Pipeline, run: Run) -> None:
        graph.build(pipeline | beam.Create([CLAIM, OTHER]), Settings(model="cues")).reports | run.collect("reports")

    return run_bounded(construct)


def test_what_the_gate_drops_is_counted_and_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(Costly(), monkeypatch)
    assert (done.counters["scan.out"], done.counters["gate.in"], done.counters["gate.out"]) == (2, 2, 1)
    assert [report.title for report in done.results["reports"]] == [CLAIM.title]


def test_the_cue_model_is_given_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(CueModel(), monkeypatch)
    assert (done.counters["gate.in"], done.counters["gate.out"]) == (2, 2)
