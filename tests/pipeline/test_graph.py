"""The whole graph over the sample archive, on Beam's TestPipeline."""

from datetime import UTC, datetime

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from apache_beam.testing import test_pipeline
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms import combiners

from connectors.archive.units import units
from pipeline.claims.model import ClaimModel
from pipeline.claims.read import read
from pipeline.graph import build, read_units
from pipeline.settings import Settings
from schemas import Entry, Report, Scanned, SpanClaim
from tests.sample import ARCHIVE, EXPECTED, report_row


def pipeline() -> beam.Pipeline:
    return test_pipeline.TestPipeline(runner=FnApiRunner(), options=PipelineOptions([]))


def once_each(reports: list[Report]) -> list[str]:
    return sorted(report_row(report) for report in {report.id: report for report in reports}.values())


def test_the_sample_gives_the_reports_that_are_checked_in() -> None:
    expected = (EXPECTED / "reports.tsv").read_text(encoding="utf-8").splitlines()
    with pipeline() as p:
        parsed = read_units(p | beam.Create(list(units([ARCHIVE]))))
        reports = build(parsed.good, Settings(model="cues")).reports
        rows = reports | combiners.ToList() | beam.FlatMap(once_each)
        assert_that(rows, equal_to(expected))


def test_an_entry_without_any_date_is_a_dead_letter() -> None:
    with pipeline() as p:
        graph = build(
            p | beam.Create([Entry(title="French soldiers arrived in Donbas", where="a:1")]), Settings(model="cues")
        )
        assert_that(graph.dead | beam.Map(lambda letter: (letter.reason, letter.where)), equal_to([("undated", "a:1")]))


@pytest.mark.parametrize("collection", ["reports", "sightings", "dead"])
def test_outputs_are_typed_with_our_records(collection: str) -> None:
    p = pipeline()
    graph = build(p | beam.Create([Entry(title="a")]), Settings(model="cues"))
    assert getattr(graph, collection).element_type.__module__.startswith("schemas.")


def test_a_fault_while_reading_is_a_dead_letter_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(scanned: Scanned, model: ClaimModel) -> tuple[SpanClaim, ...]:
        if "Odesa" in scanned.article.title:
            raise ZeroDivisionError("ours")
        return read(scanned, model)

    monkeypatch.setattr("pipeline.claims.handler.read", faulty)
    when = datetime(2026, 3, 2, tzinfo=UTC)
    entries = [
        Entry(title=f"French soldiers arrived in {town}", published=when, where=town) for town in ("Odesa", "Kyiv")
    ]
    with pipeline() as p:
        graph = build(p | beam.Create(entries), Settings(model="cues"))
        assert_that(graph.dead | beam.Map(lambda letter: (letter.stage, letter.where)), equal_to([("read", "Odesa")]))
        military = graph.reports | beam.Map(lambda report: report.claim.military)
        assert_that(military, equal_to(["FRA"]), label="Reports")
