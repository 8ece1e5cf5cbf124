"""Starts a monitor: opens the store, the catalogue and everything else, runs the loop, and closes it all."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from rich.console import Console
from rich.live import Live

from connectors.feeds.feedfile import read_feeds
from connectors.feeds.pace import Pace
from connectors.feeds.raw_archive import RawArchive
from connectors.feeds.settings import PollSettings
from connectors.notify.destination import Place
from connectors.notify.outbox import Pending
from connectors.store import Store, open_store
from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.settings import Settings
from pipeline.subscriptions.load import load_subscriptions
from schemas import AlertEvent
from schemas.errors import ConfigError
from vedette.monitor.loop import Monitor, Parts, stop_on_signal
from vedette.monitor.output import as_cards, as_lines, start_log, view
from vedette.monitor.settings import CONTACT, Format, LogStyle, MonitorSettings
from vedette.monitor.tally import Tally
from vedette.ownership import adopt

log = logging.getLogger(__name__)


def run(
    settings: MonitorSettings, places: Mapping[str, Place], shape: Format, log_style: LogStyle, *, once: bool
) -> None:
    """Open everything, run, and close everything: the store last."""
    from pipeline.claims.models import load as load_model

    screen = Console(stderr=shape is not Format.LIVE)
    start_log(log_style, screen)
    load_model(settings.model)  # a wrong name stops here
    catalogue, owner = load(), f"{socket.gethostname()}:{os.getpid()}"
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731
    with ExitStack() as stack:
        opened = stack.enter_context(_claimed(settings.store, owner, clock))
        _define(opened, settings, catalogue)
        tally = Tally(clock(), feeds=len(opened.feeds.all()))
        if not tally.feeds:
            raise ConfigError("there are no feeds: give --feeds FILE; `vedette feeds init` writes a list to begin with")
        if settings.metrics_port is not None:
            stack.callback(_served(tally, settings.metrics_port))
        archive = None
        if settings.archive:
            keep = None if settings.archive_days is None else timedelta(days=settings.archive_days)
            archive = RawArchive(Path(settings.archive), keep=keep)
            stack.callback(archive.close)
        told = {Format.JSONL: as_lines, Format.TABLE: as_cards(Console(), catalogue), Format.LIVE: _silent}[shape]
        parts = Parts(
            store=opened, catalogue=catalogue, graph=Settings(model=settings.model),
            polling=_polling(settings, owner), places=places, tally=tally, told=told, clock=clock, archive=archive,
            printed=_Shown(), article_days=settings.article_days,
        )  # fmt: skip
        if shape is Format.LIVE:
            live = Live(get_renderable=lambda: view(tally, catalogue, clock()), console=screen, refresh_per_second=2)
            stack.enter_context(live)
        asyncio.run(_started(parts, once=once))


async def _started(parts: Parts, *, once: bool) -> None:
    stop = asyncio.Event()
    stop_on_signal(stop)
    monitor = Monitor(parts)
    await (monitor.once() if once else monitor.run(stop))


class _Shown:
    """The destination `stdout` of a monitor: what is decided is shown by `--format` already."""

    rate = None

    async def send(self, message: Pending) -> None:
        return None


def _silent(events: Sequence[AlertEvent]) -> None:
    """The live view shows the newest alerts itself."""


@contextmanager
def _claimed(url: str, owner: str, clock: Callable[[], datetime]) -> Iterator[Store]:
    """The store, with this process as a monitor of it."""
    with open_store(url) as store:
        store.claim(owner, clock())
        try:
            yield store
        finally:
            store.leave(owner)


def _define(store: Store, settings: MonitorSettings, catalogue: Catalogue) -> None:
    """What the files define, made so in the store; what another file defined before rests from now on."""
    if settings.feeds:
        path = Path(settings.feeds)
        store.feeds.define(read_feeds(path), str(path.resolve()))
        store.feeds.only_files([str(path.resolve())])
    if settings.subscriptions:
        path = Path(settings.subscriptions)
        wanted = load_subscriptions(path, catalogue)
        if settings.max_age:
            longest = settings.longest_age()
            wanted = [msgspec.structs.replace(each, max_age=longest) for each in wanted]
        adopt(store.subscriptions, path, wanted)
        store.subscriptions.only_files([str(path.resolve())])


def _polling(settings: MonitorSettings, owner: str) -> PollSettings:
    if settings.contact == CONTACT:
        log.warning("no contact is set: give --contact, so that the servers of your feeds can reach you")
    return PollSettings(
        contact=settings.contact,
        owner=owner,
        pace=Pace(spacing=timedelta(seconds=settings.spacing)),
        concurrency=settings.concurrency,
        allow_private=settings.allow_private_addresses,
    )


def _served(tally: Tally, port: int) -> Callable[[], None]:
    from vedette.monitor.metrics import serve

    try:
        return serve(tally, port)
    except OSError as error:
        raise ConfigError(f"the metrics cannot be served on port {port} ({error}): give another one") from error
