"""The whole graph: entries in; reports, sightings of articles, and dead letters out. Fetches nothing, keeps no state.

entries ─ normalise ─ articles ─ scan ─ gate ─ windows ─ read (model) ─ span claims ─ resolve ─ reports
             └────────────┴──────┴─────────── dead letters ─────────────┘
"""

import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

import apache_beam as beam
import msgspec
from apache_beam.ml.inference.base import RunInference

from connectors.archive.read import entries as read_unit
from pipeline import coders
from pipeline.catalogue.catalogue import Catalogue, load, load_sealed
from pipeline.claims.handler import ClaimHandler, Read
from pipeline.claims.models import load as load_model
from pipeline.claims.report import reports
from pipeline.mentions.gate import through
from pipeline.mentions.scan import scan
from pipeline.settings import Settings
from pipeline.stage import Outputs, Stage
from pipeline.text.normalise import normalise
from schemas import Article, DeadLetter, Entry, Report, Revision, Scanned


class Graph(NamedTuple):
    reports: Any  # PCollection[Report]
    sightings: Any  # PCollection[Revision]: which content of which entry was seen when
    articles: Any  # PCollection[Article]
    passed: Any  # PCollection[str]: ids of the articles that the scan let through
    dead: Any  # PCollection[DeadLetter]


def build(entries: Any, settings: Settings) -> Graph:
    """Join the stages. `entries` is a PCollection[Entry]; runners, sources and sinks are the driver's business."""
    coders.register()
    articles = entries | "Normalise" >> Stage("normalise", functools.partial(_articles, settings), Article)
    scanned = articles.good | "Scan" >> Stage("scan", functools.partial(_scanned, settings), Scanned)
    likely = scanned.good | "Gate" >> Stage("gate", functools.partial(_likely, settings.model), Scanned)
    read = likely.good | "Read" >> RunInference(ClaimHandler(settings.model))
    made = read | "Resolve" >> Stage("resolve", functools.partial(_reports, settings), Report)
    sightings = articles.good | "Sightings" >> beam.Map(sighting).with_output_types(Revision)
    passed = scanned.good | "Passed" >> beam.Map(lambda one: one.article.id).with_output_types(str)
    return Graph(
        made.good,
        sightings,
        articles.good,
        passed,
        (articles.dead, scanned.dead, likely.dead, made.dead) | "Dead" >> beam.Flatten(),
    )


def read_units(units: Any) -> Outputs:
    """Pieces of an archive to entries and dead letters. `units` is a PCollection of connectors.archive units."""
    coders.register()
    parsed: Outputs = units | "Parse" >> Stage("archive", read_unit, Entry)
    return parsed


def sighting(article: Article) -> Revision:
    return Revision(entry_key=article.entry_key, article_id=article.id, seen_at=article.seen_at)


def catalogue(settings: Settings) -> Catalogue:
    """The catalogue of a process that runs the graph."""
    return load() if settings.own is None else load_sealed(settings.own)


def _articles(settings: Settings, entry: Entry) -> Iterator[Article]:
    article = normalise(entry, undated_at=settings.undated_at)
    after = settings.since is None or article.seen_at >= settings.since
    if after and (settings.until is None or article.seen_at <= settings.until):
        yield article


def _scanned(settings: Settings, article: Article) -> Iterator[Scanned]:
    windows = scan(article, catalogue(settings))
    if windows:
        yield Scanned(article=article, windows=windows)


def _likely(model: str, scanned: Scanned) -> Iterator[Scanned]:
    """What is left for the model to read; a model that costs little reads everything."""
    windows = through(scanned.windows) if load_model(model).gated else scanned.windows
    if windows:
        yield msgspec.structs.replace(scanned, windows=windows)


def _reports(settings: Settings, read: Read) -> Iterator[Report | DeadLetter]:
    scanned, claims = read
    if isinstance(claims, DeadLetter):
        yield claims
    else:
        yield from reports(scanned, claims, catalogue(settings), load_model(settings.model).name)
