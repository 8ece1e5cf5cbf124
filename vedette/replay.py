"""`vedette replay`: an archive through the graph on all cores, then every military root decided on its own.

Chunks of entries go to worker processes, each of which runs the Beam graph on its chunk in process. Their reports meet
in a spool on disk, where order is forgotten: the same input gives the same bytes, whatever the workers do.
"""

import collections
import functools
import itertools
import resource
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import apache_beam as beam

from connectors.archive.units import units
from connectors.archive.work import Unit
from pipeline.catalogue.catalogue import load
from pipeline.collect import Run, run_bounded
from pipeline.graph import build, read_units
from pipeline.ledger.policy import Policy
from pipeline.ledgers import decide_root
from pipeline.settings import Settings
from schemas import AlertEvent, DeadLetter, Ledger, Revision, Subscription, wire
from vedette.progress import Progress
from vedette.spool import Spool
from vedette.workers import Workers
from vedette.workers import workers as start

CHUNK_ENTRIES = 5000


class Chunk(NamedTuple):
    """What one chunk of the archive gave."""

    reports: list[bytes]
    sightings: list[Revision]
    dead: list[DeadLetter]
    counters: dict[str, int]


OUTPUTS = {"ledger": "ledgers.jsonl", "event": "events.jsonl", "report": "reports.jsonl", "dead": "dead.jsonl"}


class Outcome(NamedTuple):
    """A finished replay. The spool holds reports, ledgers, events and dead letters."""

    spool: Spool
    counters: dict[str, int]

    def events(self) -> Iterator[bytes]:
        """All alert events as wire bytes, oldest first."""
        return self.spool.lines("event")

    def write(self, folder: Path) -> None:
        """Write everything but run figures: equal inputs give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, name in OUTPUTS.items():
            with (folder / name).open("wb") as file:
                file.writelines(line + b"\n" for line in self.spool.lines(table))

    def summary(self, seconds: float) -> list[tuple[str, str]]:
        """Figures of this run for the screen."""
        counts, read = self.spool.counts(), self.counters.get("archive.out", 0)
        kept, scanned = self.counters.get("normalise.out", 0), self.counters.get("scan.out", 0)
        likely = self.counters.get("gate.out", 0)
        sent = sum(wire.decode(line, AlertEvent).sent for line in self.events())
        peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return [
            ("entries read", f"{read:,}"),
            ("dead letters", f"{counts['dead']:,}"),
            ("identical duplicates", f"{counts['duplicates']:,}"),
            ("revisions", f"{counts['revisions']:,}"),
            ("let through by the scan", f"{scanned:,} ({scanned / max(kept, 1):.0%})"),
            ("read by the model, after the gate", f"{likely:,} ({likely / max(kept, 1):.0%})"),
            ("reports", f"{counts['reports']:,}"),
            ("claims", f"{counts['claims']:,}"),
            ("alert events", f"{counts['events']:,} ({sent:,} sent)"),
            ("entries per second", f"{read / max(seconds, 1e-9):,.0f}"),
            ("peak memory of a process", f"{peak / 1024:,.0f} MiB"),
        ]


@contextmanager
def replay(
    paths: Sequence[Path],
    subscriptions: Sequence[Subscription],
    settings: Settings,
    *,
    policy: Policy,
    workers: int,
    progress: Progress,
) -> Iterator[Outcome]:
    """Run the whole replay. The spool is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="vedette-replay-") as folder, _spool(folder) as spool:
        work = chunks(units(paths))
        first = list(itertools.islice(work, 2))  # one chunk is done sooner here than a process starts
        with start(workers if len(first) > 1 else 1) as crew:
            counters = _read(crew, itertools.chain(first, work), settings, spool, progress)
            now = settings.until or spool.newest()
            if now is not None:
                decide = functools.partial(decide_in_worker, spool.path, subscriptions, policy, now)
                _decide(crew, decide, spool, progress)
        yield Outcome(spool, counters)


def chunks(pieces: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Pieces of work in lists of at most CHUNK_ENTRIES entries."""
    chunk: list[Unit] = []
    size = 0
    for piece in pieces:
        if chunk and size + piece.weight > CHUNK_ENTRIES:
            yield chunk
            chunk, size = [], 0
        chunk.append(piece)
        size += piece.weight
    if chunk:
        yield chunk


def run_chunk(chunk: list[Unit], settings: Settings) -> Chunk:
    """One chunk through the graph, in this process."""

    def construct(pipeline: beam.Pipeline, run: Run) -> None:
        parsed = read_units(pipeline | "Units" >> beam.Create(chunk, reshuffle=False))
        graph = build(parsed.good, settings)
        graph.reports | "Collect reports" >> run.collect("reports")
        graph.sightings | "Collect sightings" >> run.collect("sightings")
        (graph.dead, parsed.dead) | beam.Flatten() | "Collect dead" >> run.collect("dead")

    run = run_bounded(construct)
    reports = [wire.encode(report) for report in run.results["reports"]]
    return Chunk(reports, run.results["sightings"], run.results["dead"], run.counters)


def decide_in_worker(
    spool_path: Path, subscriptions: Sequence[Subscription], policy: Policy, now: datetime, root: str
) -> tuple[list[Ledger], list[AlertEvent]]:
    """Fold one military root and decide its events."""
    with closing(Spool(spool_path)) as spool:
        return decide_root(spool.reports_of(root), spool.revisions_of(root), subscriptions, load(), policy, now)


def _spool(folder: str) -> AbstractContextManager[Spool]:
    return closing(Spool(Path(folder) / "spool.db", create=True))


def _read(
    crew: Workers, work: Iterable[list[Unit]], settings: Settings, spool: Spool, progress: Progress
) -> dict[str, int]:
    """Every chunk through the graph and into the spool."""
    totals: collections.Counter[str] = collections.Counter()
    for chunk in crew.run(functools.partial(run_chunk, each, settings) for each in work):
        spool.add(chunk.reports, chunk.sightings, chunk.dead)
        totals.update(chunk.counters)
        progress("reading entries", totals["archive.out"] + totals["archive.dead"])
    spool.index()
    return dict(totals)


def _decide(
    crew: Workers,
    decide: Callable[[str], tuple[list[Ledger], list[AlertEvent]]],
    spool: Spool,
    progress: Progress,
) -> None:
    """Every military root on its own."""
    roots = spool.roots()
    work = (functools.partial(decide, root) for root in roots)
    for done, (ledgers, events) in enumerate(crew.run(work), start=1):
        spool.decided(ledgers, events)
        progress("deciding alerts, by military", done, len(roots))
