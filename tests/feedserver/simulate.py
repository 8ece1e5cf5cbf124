"""Hours of polling a whole world, in minutes: the clock jumps from one due moment to the next."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import msgspec

from connectors.feeds.fetch import Limits
from connectors.feeds.open import open_poller
from connectors.feeds.polls import FeedStore
from connectors.feeds.settings import PollSettings
from schemas import Feed
from tests.feedserver.clock import SimulatedClock
from tests.feedserver.memory import MemoryStore
from tests.feedserver.scene import SETTINGS, InlineParser, Scene
from tests.feedserver.server import FeedServer
from tests.feedserver.world import World

STEP = timedelta(seconds=60)  # what falls due within a step is asked together


@asynccontextmanager
async def world_scene(
    number: int,
    *,
    settings: PollSettings = SETTINGS,
    make_store: Callable[[list[Feed]], Any] = MemoryStore,
    parser: Any = None,
    keep_requests: bool = True,
    silent: int = 0,
    **more: Any,
) -> AsyncIterator[tuple[Scene, World]]:
    """A scene with a world of `number` feeds."""
    clock = SimulatedClock()
    world = World(number, clock, silent=silent)
    settings = msgspec.structs.replace(settings, limits=Limits(total=timedelta(seconds=5), body=2_000_000))
    async with FeedServer(world.answer, keep=keep_requests) as server:
        store: FeedStore = make_store(world.feeds(server))
        async with open_poller(
            store, parser or InlineParser(), settings, clock=clock, sleep=clock.sleep, **more
        ) as poller:
            yield Scene(server, store, poller, clock), world  # type: ignore[arg-type]


async def simulate(scene: Scene, time: timedelta) -> None:
    """Poll for `time` of simulated time."""
    until = scene.clock.now + time
    while scene.clock.now < until:
        await scene.poller.once(scene.clock.now)
        scene.clock.now = min(max(scene.clock.now + STEP, scene.store.next_at() or until), until)
    await scene.poller.once(scene.clock.now)
