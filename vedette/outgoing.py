"""The command `vedette deliver`, and what holds a delivery back: silences, asked again right before sending.

On PostgreSQL it is the process beside a stream: it also lets subscriptions begin, decides what silence means, folds
ledgers that lag behind and forgets what is old. On SQLite the store's one monitor does that.
"""

import contextlib
import logging
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from connectors.notify.worker import Hold
from connectors.publishing import TopicWriter
from connectors.store import Store
from connectors.topics import ALERTS
from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.catalogue.own import own_file, use_own_file
from pipeline.ledger.policy import Policy
from pipeline.store_ledgers import StoreLedgers
from pipeline.subscriptions.silences import held_back, in_words
from schemas import AlertEvent, Delivery
from vedette.announcing import Announcer
from vedette.clockwork import Clock, Clockwork
from vedette.deliver import Part, as_lines, as_table, deliver, read_places
from vedette.monitor.output import start_log
from vedette.monitor.settings import MonitorSettings, read_settings
from vedette.options import Format
from vedette.ownership import adopt_file
from vedette.render import plain
from vedette.stores import StoreURL, opened

log = logging.getLogger(__name__)
screen = Console(stderr=True)


def silenced(store: Store, catalogue: Catalogue) -> Hold:
    """Why an event is not delivered now, in words; "" where it is."""

    def hold(event: AlertEvent, now: datetime) -> str:
        silence = held_back(event, store.silences.all(now), catalogue, now)
        return in_words(silence) if silence else ""

    return hold


def deliver_command(
    messages: Annotated[list[str] | None, typer.Argument(metavar="[ID…]", help="With --requeue: only these.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Send what is due, and end.")] = False,
    requeue: Annotated[bool, typer.Option("--requeue", help="First let dead letters be tried again.")] = False,
    destination: Annotated[str, typer.Option(help="With --requeue: only those of this destination.")] = "",
    subscriptions: Annotated[
        Path | None,
        typer.Option(envvar="VEDETTE_SUBSCRIPTIONS", help="On PostgreSQL: TOML file; else the store's own."),
    ] = None,
    max_age: Annotated[
        str | None, typer.Option(envvar="VEDETTE_MAX_AGE", help="Older entries open no alert: 3d, 12h or none.")
    ] = None,
    to: Annotated[
        str, typer.Option(metavar="URL", help="kafka://HOST:PORT or pubsub://PROJECT: decided events go there too.")
    ] = "",
    format: Annotated[Format, typer.Option(help="What goes to `stdout`: cards, or lines of JSON.")] = Format.TABLE,
    allow_private: Annotated[
        bool,
        typer.Option(
            "--allow-private-addresses",
            envvar="VEDETTE_ALLOW_PRIVATE_ADDRESSES",
            help="Send to loopback and private networks too.",
        ),
    ] = False,
    store: StoreURL = "",
    config: Annotated[Path | None, typer.Option(help="vedette.toml with destinations and names of your own.")] = None,
) -> None:
    """Send the alerts that wait in the store; `monitor` does the same beside its loop."""
    start_log("text", screen)
    use_own_file(config)
    given = {
        "store": store or None,
        "subscriptions": subscriptions and str(subscriptions),
        "max_age": max_age,
        "allow_private_addresses": allow_private or None,
    }
    settings = read_settings(own_file(config), given)
    known = read_places(own_file(config), os.environ)
    writer = TopicWriter(to, ALERTS) if to else None
    with opened(settings.store) as kept, contextlib.closing(writer) if writer else contextlib.nullcontext():
        if requeue:
            count = kept.outbox.requeue(datetime.now(UTC), messages=messages or (), destination=destination)
            screen.print(f"{count} dead letters wait again")
        names = load()
        beside = _beside(kept, settings, names, writer)
        sent = deliver(
            kept.outbox,
            known,
            names,
            owner=f"{socket.gethostname()}:{os.getpid()}",
            once=once,
            allow_private=settings.allow_private_addresses,
            printed=as_lines() if format is Format.JSONL else as_table(names),
            check=[owned.subscription for owned in kept.subscriptions.all()],
            hold=silenced(kept, names),
            told=_tell,
            beside=beside,
        )
    screen.print(f"{sent} messages delivered")


def _beside(store: Store, settings: MonitorSettings, names: Catalogue, writer: TopicWriter | None) -> list[Part]:
    """What else is done, with the subscriptions made ready for it."""
    clock: Clock = lambda: datetime.now(UTC)  # noqa: E731
    parts: list[Part] = []
    if not store.database.is_sqlite:
        adopt_file(store.subscriptions, settings, names)
        ledgers = StoreLedgers(store, names, Policy())
        parts.append(Clockwork(store, ledgers, clock, article_days=settings.article_days))
    elif settings.subscriptions:
        log.info("%s is left to the monitor of this store, which is SQLite", settings.subscriptions)
    if writer is not None:
        parts.append(Announcer(store, writer, clock))
    return parts


def _tell(delivery: Delivery) -> None:
    """A line on stderr for what did not go out."""
    if delivery.outcome != "delivered":
        what = plain(f"{delivery.destination}: message {delivery.id}, attempt {delivery.attempt}: {delivery.outcome}")
        screen.print(what, markup=False, soft_wrap=True, style="yellow")
        sys.stderr.flush()
