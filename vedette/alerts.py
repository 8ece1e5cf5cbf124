"""`vedette alerts`: what was told, and what people say to it: known, not now, right, wrong."""

import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connectors.store import Store
from pipeline.catalogue.own import use_own_file
from schemas import Alert, Because, Silence
from schemas.errors import ConfigError
from vedette.options import Config, Format, Shape, age, instant
from vedette.render import place, plain
from vedette.stores import StoreURL, opened

app = typer.Typer(no_args_is_help=True, help="What was told, and what you say to it: known, not now, right, wrong.")
screen = Console(stderr=True)
SHORT = 10  # characters of an id that people see and type


class Opinion(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"


class Group(StrEnum):
    FEED = "feed"
    SUBSCRIPTION = "subscription"


Id = Annotated[str, typer.Argument(metavar="ID", help="An alert event's id, its first characters, or a thread's id.")]
AnyId = Annotated[str, typer.Argument(metavar="[ID]", help="An alert; or name a whole subscription, military, region.")]
By = Annotated[str, typer.Option("--by", envvar="USER", help="Who says so.")]
Note = Annotated[str, typer.Option(help="Why, for others.")]
Subscription = Annotated[str, typer.Option(help="All of this subscription.")]
Military = Annotated[str, typer.Option(help="All of this military's root, such as RUS.")]
Region = Annotated[str, typer.Option(help="All in this region, such as UA-63.")]


@app.command("list")
def list_command(
    store: StoreURL = "",
    subscription: Subscription = "",
    since: Annotated[datetime | None, typer.Option(parser=instant, metavar="TIME", help="Changed since.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    format: Shape = Format.TABLE,
    config: Config = None,
) -> None:
    """Alerts as they stand, the newest first: the id is that of the newest event."""
    use_own_file(config)
    with opened(store, must_exist=True) as kept:
        alerts = kept.alerts.alerts(subscription=subscription, since=since, limit=limit)
        if format is Format.JSONL:
            for alert in alerts:
                sys.stdout.buffer.write(msgspec.json.encode(alert) + b"\n")
            sys.stdout.flush()
            return
        Console().print(_alerts(kept, alerts, datetime.now(UTC)))


@app.command("ack")
def ack_command(id: Id, store: StoreURL = "", by: By = "", note: Note = "") -> None:
    """I know: hold back more of the same on this alert, until its status changes."""
    from vedette.silencing import acknowledge, find_event

    with opened(store, must_exist=True) as kept:
        made = acknowledge(kept, find_event(kept, id), datetime.now(UTC), by=by, note=note)
        screen.print(_silence(made, kept), soft_wrap=True)


@app.command("mute")
def mute_command(
    id: AnyId = "",
    store: StoreURL = "",
    subscription: Subscription = "",
    military: Military = "",
    region: Region = "",
    by: By = "",
    note: Note = "",
) -> None:
    """Deliver nothing of this, until `unmute`."""
    _hold(id, store, None, military, region, subscription=subscription, by=by, note=note)


@app.command("silence")
def silence_command(
    id: AnyId = "",
    length: Annotated[timedelta | None, typer.Option("--for", parser=age, metavar="2d", help="How long.")] = None,
    until: Annotated[datetime | None, typer.Option(parser=instant, metavar="TIME", help="Until when.")] = None,
    store: StoreURL = "",
    subscription: Subscription = "",
    military: Military = "",
    region: Region = "",
    by: By = "",
    note: Note = "",
) -> None:
    """Deliver nothing of this for a while."""
    from vedette.silencing import ends

    over = ends(datetime.now(UTC), length, until)
    _hold(id, store, over, military, region, subscription=subscription, by=by, note=note)


@app.command("silences")
def silences_command(store: StoreURL = "", format: Shape = Format.TABLE) -> None:
    """What is acknowledged, muted and silenced now."""
    with opened(store, must_exist=True) as kept:
        for one in kept.silences.all(datetime.now(UTC)):
            if format is Format.JSONL:
                sys.stdout.buffer.write(msgspec.json.encode(one) + b"\n")
            else:
                Console().print(_silence(one, kept), soft_wrap=True)
    sys.stdout.flush()


@app.command("unmute")
def unmute_command(
    id: Annotated[str, typer.Argument(help="A silence's id, or its first characters.")], store: StoreURL = ""
) -> None:
    """Take back an acknowledgement, a mute or a silence."""
    from vedette.silencing import take_back

    with opened(store, must_exist=True) as kept:
        gone = take_back(kept, id, datetime.now(UTC))
        screen.print(Text("taken back: ") + _silence(gone, kept), soft_wrap=True)


@app.command("verdict")
def verdict_command(
    id: Id,
    opinion: Annotated[Opinion, typer.Argument(metavar="right|wrong")],
    because: Annotated[Because | None, typer.Option(help="What was wrong.")] = None,
    instead: Annotated[
        str, typer.Option(help="What it should have been: an id, a word, or the words of the text.")
    ] = "",
    store: StoreURL = "",
    by: By = "",
    note: Note = "",
    config: Config = None,
) -> None:
    """Judge an alert: counted per feed and subscription, and exported as a labelled claim."""
    from pipeline.catalogue.catalogue import load
    from vedette.silencing import find_event
    from vedette.verdicts import Judgement, judge

    use_own_file(config)
    said = Judgement(opinion is Opinion.RIGHT, because, instead, by, note)
    with opened(store, must_exist=True) as kept:
        verdict = judge(kept, find_event(kept, id), said, load(), datetime.now(UTC))
    screen.print(f"{opinion}: event {verdict.event} of {verdict.subscription}", markup=False, highlight=False)


@app.command("verdicts")
def verdicts_command(
    count: Annotated[Group | None, typer.Option(help="Count them per feed or subscription instead.")] = None,
    store: StoreURL = "",
    config: Config = None,
) -> None:
    """Export the verdicts as labelled claims: one line of JSON an article."""
    from pipeline.catalogue.catalogue import load
    from vedette.verdicts import counts, export

    use_own_file(config)
    with opened(store, must_exist=True) as kept:
        if count is not None:
            table = Table(count, "right", "wrong", "share right", "because", box=None)
            for one in counts(kept, count):
                because = ", ".join(f"{why or 'not said'} {times}" for why, times in one.because)
                table.add_row(Text(plain(one.name)), str(one.right), str(one.wrong), f"{one.precision:.0%}", because)
            Console().print(table)
            return
        for line in export(kept.verdicts.all(), load()):
            sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.flush()


def _hold(
    id: str, store: str, until: datetime | None, military: str, region: str, *, subscription: str, by: str, note: str
) -> None:
    """No `until` mutes."""
    from pipeline.catalogue.catalogue import load
    from vedette.silencing import find_event, named, silence

    where = named(military, region, load()) if military or region else {}
    with opened(store, must_exist=True) as kept:
        if subscription and subscription not in {one.subscription.name for one in kept.subscriptions.all()}:
            raise ConfigError(f"there is no subscription {subscription!r}: `vedette subscriptions list` shows them")
        event = find_event(kept, id) if id else None
        now = datetime.now(UTC)
        made = silence(kept, now, event=event, subscription=subscription, until=until, by=by, note=note, **where)
        screen.print(_silence(made, kept), soft_wrap=True)


def _silence(one: Silence, store: Store) -> Text:
    from pipeline.subscriptions.silences import in_words

    alert = _thread(one.thread, store) if one.thread else ""
    named = (("subscription", one.subscription), ("", alert), ("military", one.root), ("region", one.region))
    what = ", ".join(f"{name} {value}".strip() for name, value in named if value)
    while_ = f" while it is {one.status}" if one.status else ""
    return Text.assemble((one.id[:SHORT], "bold"), f" {what}: {plain(in_words(one))}{while_}")


def _thread(id: str, store: Store) -> str:
    """A thread as people know it: `Russia · Kharkiv (Ukraine) · fighting of ukraine`."""
    from connectors.notify.wording import heading
    from pipeline.catalogue.catalogue import load

    newest = store.alerts.events(thread=id, limit=1)
    return plain(f"{heading(newest[0], load())} of {newest[0].thread.subscription}") if newest else f"thread {id}"


def _alerts(store: Store, alerts: list[Alert], now: datetime) -> Table:
    from pipeline.catalogue.catalogue import load
    from pipeline.subscriptions.silences import held_back, in_words

    catalogue, silences = load(), store.silences.all(now)
    table = Table(box=None)
    for column in ("id", "changed", "subscription", "who", "where", "status", ""):
        table.add_column(column, overflow="fold", no_wrap=column in ("id", "changed"))
    for alert in alerts:
        event = store.alerts.event(alert.events[-1]) if alert.events else None
        if event is None:
            continue
        held = held_back(event, silences, catalogue, now)
        cells = (
            event.id[:SHORT],
            f"{event.at:%Y-%m-%d %H:%M}",
            alert.thread.subscription,
            catalogue.military(alert.thread.root).name,
            f"{place(alert.thread.region, catalogue)} · {alert.thread.group}",
            str(alert.status) if str(event.kind) == str(alert.status) else f"{alert.status} ({event.kind})",
            in_words(held) if held else "",
        )
        table.add_row(*(Text(plain(cell)) for cell in cells))
    return table
