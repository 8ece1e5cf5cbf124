"""`vedette monitor`: its options. What they start is in `start.py`, which is imported only then."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.catalogue.own import own_file, use_own_file
from vedette.deliver import read_places
from vedette.monitor.settings import Format, LogStyle, read_settings


def monitor_command(
    feeds: Annotated[Path | None, typer.Option(envvar="VEDETTE_FEEDS", help="Feeds file: OPML or TOML.")] = None,
    subscriptions: Annotated[
        Path | None, typer.Option(envvar="VEDETTE_SUBSCRIPTIONS", help="TOML file of subscriptions.")
    ] = None,
    store: Annotated[
        str | None, typer.Option(envvar="VEDETTE_STORE", help="sqlite:///PATH or postgresql://… (sqlite:///vedette.db).")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            envvar="VEDETTE_TO", metavar="URL",
            help="kafka://HOST:PORT or pubsub://PROJECT: poll only, and send entries there for `vedette stream`.",
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Poll what is due, read, deliver, and end.")] = False,
    max_age: Annotated[
        str | None, typer.Option(envvar="VEDETTE_MAX_AGE", help="Older entries open no alert: 3d, 12h or none.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="live: a view of where things stand; table: cards; jsonl: one line an event.")
    ] = None,
    allow_private_addresses: Annotated[
        bool | None,
        typer.Option(
            "--allow-private-addresses", envvar="VEDETTE_ALLOW_PRIVATE_ADDRESSES",
            help="Let feeds and webhooks be on this machine or a private network.",
        ),
    ] = None,
    contact: Annotated[
        str | None, typer.Option(envvar="VEDETTE_CONTACT", help="URL or e-mail address shown to the feeds' servers.")
    ] = None,
    archive: Annotated[
        Path | None, typer.Option(envvar="VEDETTE_ARCHIVE", help="Folder: keep everything fetched as it came.")
    ] = None,
    model: Annotated[str | None, typer.Option(envvar="VEDETTE_MODEL", help="The claim model.")] = None,
    metrics_port: Annotated[
        int | None, typer.Option(envvar="VEDETTE_METRICS_PORT", help="Prometheus metrics on 127.0.0.1:PORT.")
    ] = None,
    metrics_host: Annotated[
        str | None, typer.Option(envvar="VEDETTE_METRICS_HOST", help="The metrics on this address instead.")
    ] = None,
    serve: Annotated[
        str | None,
        typer.Option(envvar="VEDETTE_SERVE", metavar="HOST:PORT", help="Serve Atom and JSON feeds of the alerts."),
    ] = None,
    log_style: Annotated[LogStyle, typer.Option("--log", help="How the log on stderr is written.")] = LogStyle.TEXT,
    config: Annotated[
        Path | None, typer.Option(help="vedette.toml; else ./vedette.toml or $VEDETTE_CONFIG.")
    ] = None,
) -> None:  # fmt: skip
    """Poll feeds, read what is new, and tell subscribers: continuously, or once for cron."""
    from vedette.monitor.start import run

    given = {
        "feeds": feeds and str(feeds), "subscriptions": subscriptions and str(subscriptions), "store": store, "to": to,
        "max_age": max_age, "allow_private_addresses": allow_private_addresses, "contact": contact,
        "archive": archive and str(archive), "model": model, "metrics_port": metrics_port,
        "metrics_host": metrics_host, "serve": serve,
    }  # fmt: skip
    use_own_file(config)
    file = own_file(config)
    settings = read_settings(file, given)
    shape = format or (Format.LIVE if sys.stdout.isatty() and not once else Format.TABLE)
    run(settings, read_places(file, os.environ), shape, log_style, once=once)
