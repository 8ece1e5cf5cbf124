"""How Beam writes our records: stable bytes, and equal records back, also after a shuffle."""

from datetime import UTC, datetime

import apache_beam as beam
import pytest
from apache_beam.coders.typecoders import registry

from connectors.archive.work import Lines, Unit
from pipeline.coders import RECORDS, RecordCoder, register
from pipeline.collect import Run, run_bounded
from schemas import Article, DateSource, Entry, Hit, HitKind, Scanned, Window
from schemas.record import Record

register()
WHEN = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
ARTICLE = Article(
    id="a",
    entry_key="k",
    revision="r",
    url="",
    feed="",
    outlet="o",
    family="o",
    title="Військові",
    text="у Києві",
    language="uk",
    published_at=WHEN,
    date_source=DateSource.FEED,
    seen_at=WHEN,
    fingerprint="",
)
HIT = Hit(start=0, end=9, kind=HitKind.HEAD, refs=("people",))
WINDOW = Window(article_id="a", start=0, end=17, text=ARTICLE.body, language="uk", title_end=9, hits=(HIT,))
SCANNED = Scanned(article=ARTICLE, windows=(WINDOW,))
UNIT = Unit(path="a.jsonl", work=Lines(first=1, lines=(b"{}", b"\xff")))


@pytest.mark.parametrize("record", [ARTICLE, SCANNED, UNIT], ids=lambda record: type(record).__name__)
def test_a_record_comes_back_equal(record: Record) -> None:
    coder = registry.get_coder(type(record))
    assert coder.decode(coder.encode(record)) == record


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_record_has_our_deterministic_coder(record: type[Record]) -> None:
    coder = registry.get_coder(record)
    assert isinstance(coder, RecordCoder)
    assert coder.is_deterministic()


def test_the_bytes_stay_what_they_were() -> None:
    entry = Entry(title="a", seen_at=WHEN)
    assert RecordCoder(Entry).encode(entry) == (
        b'{"schema":"vedette.entry/1","feed":"","guid":"","link":"","title":"a","plain_title":false,"summary":"","content":"",'
        b'"published":null,"seen_at":"2026-03-02T08:30:00Z","language":"","source":"","id":"","where":""}'
    )


def test_tuples_are_still_tuples_after_a_shuffle() -> None:
    def construct(pipeline: beam.Pipeline, run: Run) -> None:
        shuffled = pipeline | beam.Create([SCANNED]) | beam.Reshuffle()
        shuffled | run.collect("scanned")

    assert run_bounded(construct).results["scanned"] == [SCANNED]
