"""`vedette subscriptions backtest`: subscriptions over an archive or the store's reports, and how that is shown."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from connectors.store import Store
from pipeline.catalogue.catalogue import Catalogue
from pipeline.ledger.policy import Policy
from pipeline.ledgers import decide_root
from pipeline.settings import Settings
from pipeline.subscriptions.backtest import Backtest, Measure
from schemas import AlertEvent, Report, Subscription, wire
from vedette.progress import Progress
from vedette.render import card, cleaned, plain, summary

BAR = 40  # characters of the busiest week


def over_archive(
    paths: Sequence[Path],
    subscriptions: Sequence[Subscription],
    catalogue: Catalogue,
    settings: Settings,
    *,
    policy: Policy,
    workers: int,
    progress: Progress,
) -> list[Backtest]:
    """What each subscription would have done on an archive: a replay, measured."""
    from vedette.replay import replay

    measures = _measures(subscriptions, catalogue, policy)
    run = replay(paths, subscriptions, settings, policy=policy, workers=workers, progress=progress)
    with run as outcome:
        _take(measures, (wire.decode(line, AlertEvent) for line in outcome.events()))
        for line in outcome.spool.lines("report"):
            report = wire.decode(line, Report)
            for measure in measures.values():
                measure.report(report)
    return [measure.result() for measure in measures.values()]


def over_store(
    store: Store,
    subscriptions: Sequence[Subscription],
    catalogue: Catalogue,
    *,
    policy: Policy,
    now: datetime,
    since: datetime | None,
    progress: Progress,
) -> list[Backtest]:
    """The same on the reports of a store, one military root at a time. `since` leaves out what was seen before."""
    measures = _measures(subscriptions, catalogue, policy)
    roots = store.reading.roots()
    for done, root in enumerate(roots, 1):
        reports = store.reading.reports_of_root(root)
        revisions = store.reading.revisions_of_root(root)
        reports = [one for one in reports if (since is None or one.seen_at >= since) and one.seen_at <= now]
        _, events = decide_root(reports, revisions, subscriptions, catalogue, policy, now)
        _take(measures, events)
        for report in reports:
            for measure in measures.values():
                measure.report(report)
        progress("deciding alerts, by military", done, len(roots))
    return [measure.result() for measure in measures.values()]


def shown(found: Backtest, catalogue: Catalogue) -> RenderableType:
    """A backtest as a terminal shows it."""
    return Group(*_shown(found, catalogue))


def _measures(subscriptions: Iterable[Subscription], catalogue: Catalogue, policy: Policy) -> dict[str, Measure]:
    return {asked.name: Measure(asked, catalogue, policy) for asked in subscriptions}


def _take(measures: dict[str, Measure], events: Iterable[AlertEvent]) -> None:
    for event in events:
        measures[event.thread.subscription].event(event)


def _shown(found: Backtest, catalogue: Catalogue) -> Iterator[RenderableType]:
    yield Rule(Text(found.name, "bold"), align="left")
    if found.since is None or found.until is None:
        yield Text("there are no reports to measure it on", style="yellow")
        return
    kinds = ", ".join(f"{kind} {times}" for kind, times in found.by_kind)
    yield summary(
        [
            ("reports", f"{found.reports:,} from {found.since:%Y-%m-%d} to {found.until:%Y-%m-%d}"),
            ("that match", f"{found.matched:,} ({found.matched / found.reports:.1%})"),
            ("alerts sent", f"{found.sent:,}" + (f" ({kinds})" if kinds else "")),
            ("a week", f"{found.a_week:.1f}"),
        ]
    )
    busiest = max((times for _, times in found.by_week), default=0)
    for name, times in found.by_week:
        yield Text.assemble((f"  {name} ", "dim"), f"{times:>5} ", ("▇" * round(BAR * times / max(busiest, 1)), "red"))
    for reason, times in found.kept:
        yield Text(f"  kept {times:,}: {reason}", style="dim")
    yield from _samples(found, catalogue)


def _samples(found: Backtest, catalogue: Catalogue) -> Iterator[RenderableType]:
    if found.samples:
        yield Text("\nsome of what it would have sent", style="bold")
    for event in found.samples:
        yield card(cleaned(event), catalogue)
    if found.near:
        yield Text("near misses: but for this one thing they match", style="bold")
    for miss in found.near:
        yield Text(f"  {miss.times:,} · {miss.reason}")
        for report in miss.samples:
            yield Padding(Text(plain(_line(report)), style="dim"), (0, 0, 0, 5))


def _line(report: Report) -> str:
    claim = report.claim
    said = f"{claim.military} · {claim.activity} · {claim.region}, {report.stance} ({report.confidence:.2f})"
    return f"{said}: {report.title or report.evidence.quote} {report.url}".strip()
