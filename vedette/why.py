"""`vedette why ALERT|ENTRY`: why it was sent, or why not, from a store or from a replay's folder.

Of an alert: what brought it, the predicate field by field, the thread's history, every delivery. Of an entry: what each
stage made of it, and for every report and subscription whether it matched, and what became of it.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from connectors.store.lookup import Fate
from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.own import use_own_file
from pipeline.claims.model import ClaimModel
from pipeline.guard import guarded
from pipeline.ledger.bearing import bearings
from pipeline.ledger.policy import Policy
from pipeline.settings import DEFAULT_MODEL
from pipeline.subscriptions.match import Reason
from pipeline.subscriptions.silences import held_back, in_words
from pipeline.subscriptions.threads import Threads, episode_of
from pipeline.subscriptions.why import Field, predicate, why
from pipeline.text.normalise import normalise
from schemas import AlertEvent, Article, Entry, Report, Subscription
from schemas.errors import InputError
from vedette.explain import explain, explain_article
from vedette.extract import UNDATED, Line
from vedette.options import Config, Model
from vedette.records import FolderRecords, Records, StoreRecords
from vedette.render import card, cleaned, plain
from vedette.stores import StoreURL, opened
from vedette.trial import claim_line

SHORT = 10
POLICY = Policy()
FAR = "it opens nothing here"


class Inquiry:
    """One question to one source of records."""

    def __init__(self, records: Records, catalogue: Catalogue, model: ClaimModel, now: datetime) -> None:
        self._records, self._catalogue, self._model, self._now = records, catalogue, model, now
        self._asked = {asked.name: asked for asked in records.subscriptions()}

    def answer(self, name: str) -> RenderableType:
        """Of an alert event by its id, else of an entry by its address, guid, key, article or report."""
        event = self._records.event(name)
        return Group(*(self._alert(event) if event else self._entry(name)))

    def _alert(self, event: AlertEvent) -> Iterator[RenderableType]:
        yield card(cleaned(event), self._catalogue)
        sent = Text("sent", "bold green") if event.sent else Text("not sent", "bold yellow")
        yield Text.assemble(sent, f": {plain(event.sent_reason)}")
        yield Text(plain(f"decided: {event.reason}"))
        yield from self._delivered(event)
        report = self._records.report(event.cause.report) if event.cause else None
        if report is not None:
            yield Rule(Text("the report that brought it"), align="left")
            yield claim_line(report, self._catalogue)
            yield from self._asked_of(report, only=event.thread.subscription)
        yield Rule(Text("the thread so far"), align="left")
        yield _history(self._records.history(event.thread.id), event)

    def _entry(self, name: str) -> Iterator[RenderableType]:
        entries = self._records.entries(name)
        names = list(dict.fromkeys((name, *(key for entry in entries for key in _keys(entry)))))
        reports = {report.id: report for each in names for report in self._records.reports(each)}
        dead = self._records.dead(name)
        read = list(self._stages(names, entries))
        if not (reports or dead or read):
            raise InputError(
                f"nothing is known of {name!r}: name an alert's id, or an entry by its address, guid, key or report; "
                "an entry that was read from a file, by --archive as well"
            )
        for letter in dead:
            yield Text(plain(f"dead letter {letter.stage}/{letter.reason}: {letter.detail}"), "yellow")
        yield from read
        for report in reports.values():
            yield Rule(Text(f"report {report.id}"), align="left")
            yield claim_line(report, self._catalogue)
            yield from self._asked_of(report)

    def _stages(self, names: Sequence[str], entries: Sequence[Entry]) -> Iterator[RenderableType]:
        """What is stored as an article is shown as it was read; else what the inbox or the archive has of it."""
        articles = {article.id: article for name in names for article in self._records.articles(name)}
        for article in articles.values():
            yield Rule(Text(plain(article.title)), align="left")
            yield explain_article(article, self._catalogue, self._model)
        for entry in entries if not articles else ():
            yield explain(Line(entry.id, entry), self._catalogue, self._model, ())

    def _asked_of(self, report: Report, only: str = "") -> Iterator[RenderableType]:
        """What each subscription makes of a report. Those it is far from are told in one line."""
        for asked in self._asked.values():
            if only and asked.name != only:
                continue
            answer = why(report, asked, self._catalogue, POLICY)
            fields = predicate(report, asked, self._catalogue, POLICY)
            is_match = answer.reason is Reason.MATCHED
            yield Text(plain(answer.sentence), "bold green" if is_match else "bold")
            became = "" if only else self._became(report, asked, is_match=is_match)
            if only or became != FAR or sum(field.reason is not None for field in fields) < 2:
                yield _fields(fields)
            if became:
                yield Padding(Text(plain(became)), (0, 0, 1, 3))
        if only and only not in self._asked:
            yield Text(f"subscription {only} is not there any more, or --subscriptions FILE was not given", "dim")

    def _became(self, report: Report, asked: Subscription, *, is_match: bool) -> str:
        brought = [one for one in self._records.brought(report.id) if one.thread.subscription == asked.name]
        if brought:
            return "\n".join(f"it brought {_told(event)}" for event in brought)
        thread = Threads(asked, self._catalogue).of(next(bearings(report)).node)
        history = self._records.history(thread.id)
        episode = episode_of(report.seen_at, thread.group).id
        if any(report.id == voice.report for event in history for voice in event.voices):
            return "it brought nothing new by itself; alerts of this thread quote it"
        if not is_match:
            return FAR
        if any(event.episode == episode for event in history):
            return f"the thread was told in {episode} already: no new origin number, denial or status came with it"
        if asked.min_origins > 1:
            return f"the thread has not opened: it needs {asked.min_origins} independent origins"
        return "no event of it is stored: it was seen before the subscription began, or is not decided yet"

    def _delivered(self, event: AlertEvent) -> Iterator[RenderableType]:
        fates = self._records.fates(event.id)
        for fate in fates:
            yield Text(plain(f"to {fate.destination}: {_fate(fate)}"))
        asked = self._asked.get(event.thread.subscription)
        if event.sent and not fates and asked is not None and not asked.destinations:
            yield Text("to nobody: the subscription names no destinations", "yellow")
        if silence := held_back(event, self._records.silences(self._now), self._catalogue, self._now):
            yield Text(plain(f"held back now: {in_words(silence)}"), "yellow")


def why_command(
    name: Annotated[
        str, typer.Argument(metavar="ALERT|ENTRY", help="An event's id, or an entry's address, guid, key.")
    ],
    store: StoreURL = "",
    out: Annotated[Path | None, typer.Option(help="The folder of a replay (`--out`), instead of a store.")] = None,
    subscriptions: Annotated[Path | None, typer.Option(help="With --out: the subscriptions of that replay.")] = None,
    archive: Annotated[list[Path] | None, typer.Option(help="With --out: the archive it read.")] = None,
    model: Model = DEFAULT_MODEL,
    config: Config = None,
) -> None:
    """Say why an alert was sent, or what became of an entry: stage by stage, field by field, delivery by delivery."""
    from pipeline.catalogue.catalogue import load
    from pipeline.claims.models import load as load_model
    from pipeline.subscriptions.load import load_subscriptions

    use_own_file(config)
    now, catalogue, claims = datetime.now(UTC), load(), load_model(model)
    if out is not None:
        asked = load_subscriptions(subscriptions, catalogue) if subscriptions else []
        Console().print(Inquiry(FolderRecords(out, asked, archive or []), catalogue, claims, now).answer(name))
        return
    with opened(store, must_exist=True) as kept:
        Console().print(Inquiry(StoreRecords(kept), catalogue, claims, now).answer(name))


def _keys(entry: Entry) -> tuple[str, ...]:
    """What an entry's article and reports are stored under; nothing where it cannot become an article."""
    (article,) = guarded("normalise", lambda one: [normalise(one, undated_at=UNDATED)], entry)
    return (article.entry_key, article.id) if isinstance(article, Article) else ()


def _fields(fields: Sequence[Field]) -> RenderableType:
    table = Table("", "asked for", "has", "", box=None, padding=(0, 2, 0, 3), header_style="dim")
    for field in fields:
        verdict = Text("fits", "green") if field.reason is None else Text(str(field.reason), "red")
        table.add_row(field.name, Text(field.asked), Text(plain(field.has)), verdict)
    return table


def _history(events: Sequence[AlertEvent], shown: AlertEvent) -> RenderableType:
    table = Table("when", "event", "status", "sent", "why", box=None, header_style="dim")
    for event in events:
        mark = "bold" if event.id == shown.id else ""
        cells = (
            f"{event.at:%Y-%m-%d %H:%M}",
            f"{event.kind} {event.id[:SHORT]}",
            str(event.status),
            "sent" if event.sent else "kept",
            event.reason if event.sent else f"{event.reason} ({event.sent_reason})",
        )
        table.add_row(*(Text(plain(cell), mark) for cell in cells))
    return table


def _told(event: AlertEvent) -> str:
    what = f"{event.kind} {event.id[:SHORT]} ({event.episode})"
    return f"{what}, sent: {event.sent_reason}" if event.sent else f"{what}, not sent: {event.sent_reason}"


def _fate(fate: Fate) -> str:
    slot = f" with `{fate.slot}`" if fate.slot else ""
    if fate.state == "done" and fate.ended_at:
        return f"delivered at {fate.ended_at:%Y-%m-%d %H:%M} UTC, attempt {fate.attempt}{slot}"
    if fate.state == "waiting":
        error = f" ({fate.error})" if fate.error else ""
        return f"waits until {fate.not_before:%Y-%m-%d %H:%M} UTC{slot}, {fate.attempt} attempts so far{error}"
    return f"{fate.state}{slot} after {fate.attempt} attempts: {fate.error}"
