"""`python -m tests.benchmarks.monitor`: the memory of a whole monitor over simulated time.

Poller, parser processes, reader (graph, ledgers, store on disk), delivery to a real webhook receiver and housekeeping,
as `vedette monitor` has them, against a world of feeds on loopback; the clock passes a minute at a time. Receiver and
feed server are in the same process, and keep nothing. Parser processes are counted apart: they are replaced at times.
"""

import argparse
import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from connectors.feeds.fetch import Limits
from connectors.feeds.pace import Pace
from connectors.feeds.settings import PollSettings
from connectors.notify.destination import Place
from connectors.notify.webhook import new_secret
from connectors.store import Store, open_store
from pipeline.catalogue.catalogue import load
from pipeline.settings import Settings
from schemas import GroupBy, Subscription
from tests.benchmarks.polling import resident
from tests.feedserver.clock import SimulatedClock
from tests.feedserver.server import FeedServer
from tests.feedserver.world import WINDOW, World
from vedette.monitor.loop import Monitor, Parts
from vedette.monitor.tally import Tally

STEP = timedelta(minutes=1)
SLICE = timedelta(minutes=5)
ASKED = (
    Subscription(name="ukraine", regions=("UA",), group_by=GroupBy.PLACE, destinations=("hook",)),
    Subscription(name="russia", militaries=("RUS",), destinations=("hook",), digest="every 1h"),
)


class Sample(NamedTuple):
    """The monitor after some simulated time."""

    after: timedelta
    megabytes: float
    workers: float  # the parser processes together
    polls: int
    entries: int
    events: int
    delivered: int
    stored: float  # megabytes on the disk


async def measure(feeds: int, time: timedelta, folder: Path, window: int = WINDOW) -> AsyncIterator[Sample]:
    """A sample of every five minutes of `time`, simulated. `window`: items in a document."""
    clock = SimulatedClock()
    began = clock.now
    world = World(feeds, clock, window=window)
    with open_store(f"sqlite:///{folder / 'store.db'}") as store:
        async with FeedServer(world.answer, keep=False) as server, _receiver() as hook:
            store.feeds.define(world.feeds(server), "")
            for asked in ASKED:
                store.subscriptions.put(asked)
            store.claim("bench", clock.now)
            tally = Tally(clock.now, feeds=feeds)
            async with Monitor(_parts(store, clock, tally, hook)).stepping() as step:
                while clock.now - began < time:
                    await _live(step, clock, SLICE)
                    gc.collect()
                    yield _sample(clock.now - began, tally, folder)


async def _live(step: Callable[[], Awaitable[None]], clock: SimulatedClock, time: timedelta) -> None:
    until = clock.now + time
    while clock.now < until:
        await step()
        clock.pass_(STEP)


def _parts(store: Store, clock: Callable[[], datetime], tally: Tally, hook: str) -> Parts:
    polling = PollSettings(
        contact="bench@example.org", owner="bench", allow_private=True, pace=Pace(spacing=timedelta()),
        limits=Limits(total=timedelta(seconds=60), body=2_000_000),
    )  # fmt: skip
    return Parts(
        store=store, catalogue=load(), graph=Settings(model="cues"), polling=polling, tally=tally,
        told=lambda events: None, places={"hook": Place("hook", hook, new_secret(bytes(32)))}, clock=clock,
    )  # fmt: skip


@asynccontextmanager
async def _receiver() -> AsyncIterator[str]:
    """A webhook receiver that takes everything."""

    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    finally:
        await runner.cleanup()


def _sample(after: timedelta, tally: Tally, folder: Path) -> Sample:
    stored = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    workers = sum(_resident_of(pid) for pid in _children())
    delivered = tally.deliveries["delivered"]
    return Sample(
        after, resident(), workers, tally.polls.total(), tally.entries, tally.events.total(), delivered, stored
    )  # fmt: skip


def _children() -> Iterator[int]:
    for task in Path("/proc/self/task").iterdir():
        yield from map(int, (task / "children").read_text().split())


def _resident_of(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS")), 0.0)


async def show(feeds: int, time: timedelta, window: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        row = "{:>9} {:>9} {:>11} {:>8} {:>8} {:>8} {:>9} {:>9}"
        print(row.format("simulated", "memory,MB", "workers,MB", "polls", "entries", "events", "delivered", "store,MB"))
        async for sample in measure(feeds, time, Path(folder), window):
            after, memory, workers, *counts, stored = sample
            told = (f"{count:,}" for count in counts)
            print(row.format(str(after), f"{memory:.0f}", f"{workers:.0f}", *told, f"{stored:.0f}"), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument(
        "--window", type=int, default=WINDOW, help="items in a document: with few the first poll is short"
    )
    options = parser.parse_args()
    asyncio.run(show(options.feeds, timedelta(minutes=options.minutes), options.window))


if __name__ == "__main__":
    main()
