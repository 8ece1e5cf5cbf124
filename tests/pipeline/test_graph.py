"""The whole graph over the sample archive, on Beam's TestPipeline."""

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from apache_beam.testing import test_pipeline
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms import combiners

from connectors.archive.units import units
from pipeline.graph import build, read_units
from pipeline.settings import Settings
from schemas import Entry, Report
from tests.sample import ARCHIVE, EXPECTED, report_row


def pipeline() -> beam.Pipeline:
    return test_pipeline.TestPipeline(runner=FnApiRunner(), options=PipelineOptions([]))


def once_each(reports: list[Report]) -> list[str]:
    return sorted(report_row(report) for report in {report.id: report for report in reports}.values())


def test_the_sample_gives_the_reports_that_are_checked_in() -> None:
    expected = (EXPECTED / "reports.tsv").read_text(encoding="utf-8").splitlines()
    with pipeline() as p:
        parsed = read_units(p | beam.Create(list(units([ARCHIVE]))))
        reports = build(parsed.good, Settings()).reports
        rows = reports | combiners.ToList() | beam.FlatMap(once_each)
        assert_that(rows, equal_to(expected))


def test_an_entry_without_any_date_is_a_dead_letter() -> None:
    with pipeline() as p:
        graph = build(p | beam.Create([Entry(title="French soldiers arrived in Donbas", where="a:1")]), Settings())
        assert_that(graph.dead | beam.Map(lambda letter: (letter.reason, letter.where)), equal_to([("undated", "a:1")]))


@pytest.mark.parametrize("collection", ["reports", "sightings", "dead"])
def test_outputs_are_typed_with_our_records(collection: str) -> None:
    p = pipeline()
    graph = build(p | beam.Create([Entry(title="a")]), Settings())
    assert getattr(graph, collection).element_type.__module__.startswith("schemas.")
