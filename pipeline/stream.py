"""The graph between brokers and one store: from any number of worker processes, on any engine that Beam has.

    messages ─ receive ─ graph (graph.py) ─ pieces ─ commit
                  └── dead letters ───────────┘

The engine gives a bundle of messages to a worker; what the graph made of them is committed together when the bundle
ends, and only then does the engine count it as done. A worker that dies before or after its commit gets the bundle
once more, and the store, where everything is an upsert by ids of content, does not change by it. Events leave by the
store's outbox (`vedette deliver`), never from here: a bundle may die right after its commit.
"""

import functools
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
from apache_beam.metrics.metric import Metrics

from connectors.broker import Message, record
from connectors.store import Store, open_store
from pipeline.graph import build, catalogue
from pipeline.ledger.policy import Policy
from pipeline.settings import Settings
from pipeline.stage import Stage
from pipeline.store_ledgers import Batch, StoreLedgers
from schemas import Article, DeadLetter, Entry, Report, Revision, wire
from schemas.record import Record

MOST = 30_000  # pieces that a worker holds: far more than our sources give in a bundle
POLICY = Policy()
_KINDS: dict[str, type[Record]] = {"report": Report, "sighting": Revision, "article": Article, "dead": DeadLetter}
Piece = tuple[str, bytes]  # a kind and one record of it: what the graph's outputs have in common


def stream(messages: Any, settings: Settings, store: str, sinks: Mapping[str, Any], policy: Policy = POLICY) -> None:
    """Join the graph to its ends. `sinks`: transforms from "reports" and from "dead" to the dead letters they leave."""
    spread = messages | "Spread" >> beam.Reshuffle()  # few read, all work
    received = spread | "Receive" >> Stage("receive", received_entry, Entry)
    graph = build(received.good, settings)
    dead = (graph.dead, received.dead) | "All dead" >> beam.Flatten()
    told = {"reports": graph.reports, "dead": dead}
    refused = [told[name] | f"Write {name}" >> sink for name, sink in sinks.items()]
    pieces = (
        _pieces(graph.sightings, "sighting"),
        _pieces(graph.articles, "article"),
        graph.passed | "Each passed" >> beam.Map(_passed).with_output_types(Piece),
        _pieces(graph.reports, "report"),
        _pieces(dead, "dead"),
        *(_pieces(each, "dead", f"Refused {name}") for name, each in zip(sinks, refused, strict=True)),
    )
    pieces | "Pieces" >> beam.Flatten() | "Commit" >> beam.ParDo(Commit(settings, store, policy))


def received_entry(message: Message) -> Iterator[Entry | DeadLetter]:
    yield record(message, Entry)


class Commit(beam.DoFn):
    """Pieces of a bundle into the store, in its last moment. Counters: commit.reports, commit.events, …"""

    def __init__(self, settings: Settings, store: str, policy: Policy) -> None:
        self._until = settings.until
        self._place = (store, wire.encode(settings), wire.encode(policy))
        self._held: dict[str, list[Any]] = {}
        self._size = 0
        self._counted = {name: Metrics.counter("vedette", f"commit.{name}") for name in (*_KINDS, "bundles", "events")}
        self._milliseconds = Metrics.distribution("vedette", "commit.milliseconds")

    def start_bundle(self) -> None:
        self._held, self._size = {}, 0  # what a failed bundle left comes again

    def process(self, piece: Piece) -> None:
        kind, data = piece
        known = _KINDS.get(kind)
        self._held.setdefault(kind, []).append(wire.decode(data, known) if known else data.decode())
        self._size += 1
        if self._size >= MOST:
            self._commit({"sighting": self._held.pop("sighting", [])})

    def finish_bundle(self) -> None:
        if self._held:
            self._commit({})

    def _commit(self, kept: dict[str, list[Any]]) -> None:
        """Commit all but what is kept: nothing may say of an article that it has no reports while they are to come."""
        held, self._held, self._size = self._held, kept, 0
        batch = Batch(
            reports=held.get("report", ()),
            sightings=held.get("sighting", ()),
            articles=held.get("article", ()),
            dead=held.get("dead", ()),
            passed=frozenset(held.get("passed", ())),
        )
        started = time.monotonic()
        events = _ledgers(*self._place).commit(batch, self._until or datetime.now(UTC))
        self._milliseconds.update(int(1000 * (time.monotonic() - started)))
        for name in _KINDS:
            self._counted[name].inc(len(held.get(name, ())))
        self._counted["bundles"].inc()
        self._counted["events"].inc(len(events))


def ledgers(store: Store, settings: Settings, policy: Policy = POLICY) -> StoreLedgers:
    """The ledgers of a stream over an open store: what its workers commit to, and what its launcher begins and ends."""
    return StoreLedgers(store, catalogue(settings), policy)


def _pieces(records: Any, kind: str, label: str = "") -> Any:
    return records | (label or f"Each {kind}") >> beam.Map(functools.partial(_piece, kind)).with_output_types(Piece)


def _piece(kind: str, one: Record) -> Piece:
    return kind, wire.encode(one)


def _passed(article: str) -> Piece:
    return "passed", article.encode()


@functools.cache
def _ledgers(store: str, settings: bytes, policy: bytes) -> StoreLedgers:
    """One of a process: its connections and what it has learned of subscriptions outlive the bundle."""
    return ledgers(open_store(store), wire.decode(settings, Settings), wire.decode(policy, Policy))
