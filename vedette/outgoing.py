"""The command `vedette deliver`, and what holds a delivery back: silences, asked again right before sending."""

import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from connectors.notify.worker import Hold
from connectors.store import Store
from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.catalogue.own import own_file, use_own_file
from pipeline.subscriptions.silences import held_back, in_words
from schemas import AlertEvent, Delivery
from vedette.deliver import as_lines, as_table, deliver, read_places
from vedette.monitor.settings import read_settings
from vedette.options import Format
from vedette.render import plain
from vedette.stores import StoreURL, opened

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
    use_own_file(config)
    given = {"store": store or None, "allow_private_addresses": allow_private or None}
    settings = read_settings(own_file(config), given)
    known = read_places(own_file(config), os.environ)
    with opened(settings.store) as kept:
        if requeue:
            count = kept.outbox.requeue(datetime.now(UTC), messages=messages or (), destination=destination)
            screen.print(f"{count} dead letters wait again")
        names = load()
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
        )
    screen.print(f"{sent} messages delivered")


def _tell(delivery: Delivery) -> None:
    """A line on stderr for what did not go out."""
    if delivery.outcome != "delivered":
        what = plain(f"{delivery.destination}: message {delivery.id}, attempt {delivery.attempt}: {delivery.outcome}")
        screen.print(what, markup=False, soft_wrap=True, style="yellow")
        sys.stderr.flush()
