"""Reports: resolved, proved on the text, one per claim, stance and holder; and the Beam handler."""

import apache_beam as beam
import msgspec
import pytest
from apache_beam.ml.inference.base import RunInference
from apache_beam.testing import test_pipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogue.catalogue import load
from pipeline.claims import models
from pipeline.claims.evidence import LONGEST, evidence
from pipeline.claims.handler import ClaimHandler
from pipeline.claims.read import read
from pipeline.claims.report import decisions, hits_of, report, reports
from schemas import Activity, Article, Report, Scanned, Span, SpanClaim, Stance
from schemas.errors import ConfigError
from schemas.names import Abstention
from tests.pipeline.claims.making import article, scanned

STORY = article(
    "Macron denies French soldiers are training in Donbas",
    "Paris Match had cited a drone operator. Russian troops captured Bakhmut, Reuters reported. "
    "Poland will not send troops to Ukraine.",
)


def made(item: Article) -> list[Report]:
    scan = scanned(item)
    return reports(scan, read(scan, models.load("cues")), load(), "cues/1")


def test_every_slot_of_a_report_is_the_articles_own_characters() -> None:
    found = made(STORY)
    assert found
    for r in found:
        slots = [r.military, r.region, *((r.holder,) if r.holder else ())]
        assert all(STORY.body[s.start : s.end] == s.surface for s in slots)
        assert STORY.body[r.evidence.start : r.evidence.end] == r.evidence.quote
        assert r.military.surface in r.evidence.quote
        assert r.region.surface in r.evidence.quote


def test_the_founding_story_is_a_denial_by_the_president() -> None:
    (found,) = [r for r in made(STORY) if (r.claim.root, r.claim.activity) == ("FRA", Activity.TRAIN)]
    assert found.stance is Stance.DENIED
    assert found.holder is not None
    assert found.holder.id == "office:FRA/president"
    assert found.origin == "office:FRA/president"


def test_equal_claim_stance_and_holder_are_one_report() -> None:
    scan = scanned(article("Russian troops captured Bakhmut", "Russian troops captured Bakhmut on Sunday."))
    found = reports(scan, read(scan, models.load("cues")), load(), "cues/1")
    assert len({(r.claim.id, r.stance, r.holder) for r in found}) == len(found)


def test_a_span_that_resolves_to_nothing_is_an_abstention_with_its_reason() -> None:
    scan = scanned(article("French soldiers are in the kitchen"))
    claim = SpanClaim(
        military=Span(start=0, end=15),
        region=Span(start=23, end=34),
        activity=Activity.PRESENCE,
        stance=Stance.AFFIRMED,
    )
    (decision,) = decisions(scan, [claim], load(), "m")
    assert isinstance(decision.outcome, Abstention)
    assert decision.outcome.reason.startswith("where: ")


def test_spans_outside_the_text_prove_nothing() -> None:
    item = article("French soldiers are in Mali")
    claim = SpanClaim(
        military=Span(start=0, end=15),
        region=Span(start=23, end=99),
        activity=Activity.PRESENCE,
        stance=Stance.AFFIRMED,
    )
    assert isinstance(report(claim, item, scanned(item).windows[0].hits, load(), "m"), Abstention)


@settings(max_examples=200)
@given(st.text(alphabet="ab .\n", min_size=30, max_size=1500), st.integers(0, 1400), st.integers(0, 1400))
def test_evidence_holds_the_spans_and_stays_short(body: str, one: int, two: int) -> None:
    one, two = one % (len(body) - 3), two % (len(body) - 3)
    first, second = Span(start=one, end=one + 3), Span(start=two, end=two + 3)
    found = evidence(body, first, second, None)
    assert body[found.start : found.end] == found.quote
    assert len(found.quote) <= max(LONGEST, abs(one - two) + 3) <= 1500
    if body[one : one + 3].strip() == body[one : one + 3]:
        assert found.start <= one
        assert one + 3 <= found.end


def test_the_handler_reads_each_article_as_if_it_were_alone() -> None:
    scans = [scanned(STORY), scanned(article("Russia shelled Kharkiv overnight")), scanned(article("Nothing here"))]
    expected = [read(scan, models.load("cues")) for scan in scans]
    with test_pipeline.TestPipeline() as pipeline:
        out = pipeline | "make" >> beam.Create(scans) | "read" >> RunInference(ClaimHandler("cues"))
        assert_that(out | "claims" >> beam.Map(_claims), equal_to(expected))


def _claims(item: tuple[Scanned, tuple[SpanClaim, ...]]) -> tuple[SpanClaim, ...]:
    return item[1]


def test_a_model_is_loaded_once_per_process_and_an_unknown_one_is_refused() -> None:
    assert ClaimHandler("cues").load_model() is ClaimHandler("cues").load_model()
    with pytest.raises(ConfigError, match="choose one of"):
        models.load("oracle")


@pytest.mark.parametrize("title", ["A cruise ship drifts in the Atlantic Ocean", "Boats crossed the English Channel"])
def test_a_ship_that_nobody_calls_a_force_is_no_unknown_force(title: str) -> None:
    assert [report for report in made(article(title)) if report.claim.root == "unknown"] == []


def test_soldiers_that_news_tells_of_take_no_stance() -> None:
    item = article("French soldiers train in Donbas")
    span = SpanClaim(
        military=Span(start=0, end=15),
        region=Span(start=25, end=31),
        activity=Activity.TRAIN,
        stance=Stance.AFFIRMED,
        holder=Span(start=0, end=15),
    )
    outcome = report(span, item, hits_of(scanned(item)), load(), "test")
    assert isinstance(outcome, Report)
    assert outcome.holder is None


def test_who_denies_that_a_force_is_there_does_not_deny_that_it_leaves() -> None:
    scan = scanned(article("Macron: no French troops in Donbas, our soldiers will not go there"))
    absent = SpanClaim(
        military=Span(start=11, end=24),
        region=Span(start=28, end=34),
        activity=Activity.PRESENCE,
        stance=Stance.DENIED,
        holder=Span(start=0, end=6),
        confidence=0.8,
    )
    stays = msgspec.structs.replace(absent, activity=Activity.WITHDRAW, confidence=0.7)
    elsewhere = msgspec.structs.replace(stays, holder=None)
    outcomes = [decision.outcome for decision in decisions(scan, [absent, stays, elsewhere], load(), "m")]
    assert [isinstance(outcome, Report) for outcome in outcomes] == [True, False, True]
    surer = msgspec.structs.replace(stays, confidence=0.9)
    assert all(isinstance(one.outcome, Report) for one in decisions(scan, [absent, surer], load(), "m"))
