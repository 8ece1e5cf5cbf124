"""An hour of simulated time with a world of feeds that behave, misbehave and lie: nothing lost, nobody hammered."""

import asyncio
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.archive.read import entries
from connectors.archive.units import units
from connectors.feeds.health import Trouble, report
from connectors.feeds.raw_archive import RawArchive
from connectors.feeds.state import HARD, SOFT, ErrorClass
from schemas import Entry
from tests.feedserver.scene import SETTINGS, Scene
from tests.feedserver.simulate import simulate, world_scene
from tests.feedserver.world import World

CALLED_BACK = ("too many requests", "unavailable")  # they say themselves when they want to be asked again
SPARED = {ErrorClass.NONE, ErrorClass.TIMEOUT, *SOFT}  # a machine with other work is slow, and no feed is to blame
ERRORS = {
    "gone": ErrorClass.GONE,
    "forbidden": ErrorClass.FORBIDDEN,
    "metadata": ErrorClass.ADDRESS_REFUSED,
    "private": ErrorClass.ADDRESS_REFUSED,
    "circle": ErrorClass.BAD_REDIRECT,
    "bomb": ErrorClass.TOO_LARGE,
    "silent": ErrorClass.TIMEOUT,
}


def _check(scene: Scene, world: World, number: int) -> None:
    titles = defaultdict(set)
    for entry in scene.store.entries:
        titles[entry.feed].add(entry.guid)
    for feed_number, (url, state) in enumerate(scene.store.states.items()):
        manner = world.manner(feed_number)
        assert state.polled_at is not None
        if manner.gives and state.well_at:
            surely = state.well_at - timedelta(minutes=2)  # others may have let time pass while this answer came
            published = {str(item.number) for item in world.site(feed_number, surely).items()}
            assert published <= titles[url], (manner.name, feed_number)
        if manner.gives:
            assert state.error in SPARED or manner.name in ("challenge", "cut"), manner.name
        assert manner.name not in ERRORS or state.error in (ERRORS[manner.name], ErrorClass.TIMEOUT), manner.name
    assert len(scene.store.states) == number
    assert world.least_gap >= SETTINGS.pace.spacing


def _poll_counts(scene: Scene, world: World) -> dict[str, float]:
    polls = defaultdict(list)
    for number, state in enumerate(scene.store.states.values()):
        polls[world.manner(number).name].append(state.counters.polls)
    return {name: max(counts) for name, counts in polls.items()}


def _play(number: int, hours: float) -> None:
    async def run() -> None:
        async with world_scene(number, silent=1) as (scene, world):
            await simulate(scene, timedelta(hours=hours))
            _check(scene, world, number)
            for name, polls in _poll_counts(scene, world).items():
                assert polls <= (12 if name in CALLED_BACK else 6) * hours + 2, name
            found = report(
                [(feed, scene.store.states[url]) for url, feed in scene.store.feeds.items()], {}, scene.clock.now
            )
            troubles = {trouble.trouble for health in found for trouble in health.findings}
            assert {Trouble.STALE, Trouble.GONE, Trouble.FAILING, Trouble.MOVED} <= troubles
            assert not HARD & {
                state.error for n, state in enumerate(scene.store.states.values()) if world.manner(n).gives
            }

    asyncio.run(run())


def test_twenty_minutes_of_a_hundred_and_fifty_feeds_lose_nothing() -> None:
    _play(150, 1 / 3)


@pytest.mark.soak
def test_an_hour_of_five_hundred_feeds_loses_nothing() -> None:
    _play(500, 1)


def test_the_archive_of_a_world_replays_every_entry_that_was_polled(tmp_path: Path) -> None:
    async def run() -> list[Entry]:
        async with world_scene(52, archive=RawArchive(tmp_path)) as (scene, _):
            await simulate(scene, timedelta(minutes=15))
            return scene.store.entries

    polled = asyncio.run(run())
    replayed = {
        (one.feed, one.guid, one.title, one.seen_at)
        for unit in units([tmp_path])
        for one in entries(unit)
        if isinstance(one, Entry)
    }
    assert len(polled) > 300
    assert {(one.feed, one.guid, one.title, one.seen_at) for one in polled} <= replayed
