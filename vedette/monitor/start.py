"""Starts a monitor: opens the store, the catalogue and everything else, runs the loop, and closes it all."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.live import Live

from connectors.feeds.feedfile import read_feeds
from connectors.feeds.pace import Pace
from connectors.feeds.raw_archive import RawArchive
from connectors.feeds.settings import PollSettings
from connectors.notify.destination import Place
from connectors.notify.outbox import Pending
from connectors.publishing import TopicWriter
from connectors.store import Store, open_store
from connectors.topics import ENTRIES
from pipeline.catalogue.catalogue import Catalogue, load
from pipeline.settings import Settings
from schemas import AlertEvent
from schemas.errors import ConfigError
from vedette.monitor.loop import Monitor, Parts, stop_on_signal
from vedette.monitor.output import as_cards, as_lines, start_log, view
from vedette.monitor.settings import CONTACT, Format, LogStyle, MonitorSettings
from vedette.monitor.tally import Tally
from vedette.ownership import adopt_file

log = logging.getLogger(__name__)


def run(
    settings: MonitorSettings, places: Mapping[str, Place], shape: Format, log_style: LogStyle, *, once: bool
) -> None:
    """Open everything, run, and close everything: the store last."""
    screen = Console(stderr=shape is not Format.LIVE)
    start_log(log_style, screen)
    to = _writer(settings)
    catalogue, owner = load(), f"{socket.gethostname()}:{os.getpid()}"
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731
    with ExitStack() as stack:
        opened = stack.enter_context(_claimed(settings.store, owner, clock))
        _define(opened, settings, catalogue)
        tally = Tally(clock(), feeds=len(opened.feeds.all()), to=to.name if to else "")
        if not tally.feeds:
            raise ConfigError("there are no feeds: give --feeds FILE; `vedette feeds init` writes a list to begin with")
        if settings.metrics_port is not None:
            stack.callback(_served(tally, settings.metrics_port, settings.metrics_host))
        archive = None
        if settings.archive:
            keep = None if settings.archive_days is None else timedelta(days=settings.archive_days)
            archive = RawArchive(Path(settings.archive), keep=keep)
            stack.callback(archive.close)
        told = {Format.JSONL: as_lines, Format.TABLE: as_cards(Console(), catalogue), Format.LIVE: _silent}[shape]
        parts = Parts(
            store=opened, catalogue=catalogue, graph=Settings(model=settings.model),
            polling=_polling(settings, owner), places=places, tally=tally, told=told, clock=clock, archive=archive,
            printed=_Shown(), article_days=settings.article_days, to=to,
            serve=settings.serve_at(),
        )  # fmt: skip
        if shape is Format.LIVE:
            live = Live(get_renderable=lambda: view(tally, catalogue, clock()), console=screen, refresh_per_second=2)
            stack.enter_context(live)
        asyncio.run(_started(parts, once=once))


def _writer(settings: MonitorSettings) -> TopicWriter | None:
    """Where entries go instead of being read here. Otherwise a wrong name of a model stops here."""
    from pipeline.claims.models import load as load_model

    if settings.to:
        log.info("entries go to %s; `vedette stream` reads them, `vedette deliver` tells of them", settings.to)
        return TopicWriter(settings.to, ENTRIES)
    load_model(settings.model)
    return None


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
    if not settings.to:
        adopt_file(store.subscriptions, settings, catalogue)


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


def _served(tally: Tally, port: int, host: str) -> Callable[[], None]:
    from vedette.monitor.metrics import serve

    try:
        return serve(tally, port, host)
    except OSError as error:
        raise ConfigError(f"the metrics cannot be served at {host}:{port} ({error}): give another one") from error
