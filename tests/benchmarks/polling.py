"""`python -m tests.benchmarks.polling`: what polling costs: memory over simulated time, processor time a poll.

The poller, its store and the scripted server run in one process; documents are parsed in that process too, so that
what is measured is all there is.
"""

import argparse
import asyncio
import gc
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from connectors.feeds.polls import Poll
from schemas import Feed
from tests.feedserver.memory import MemoryStore
from tests.feedserver.simulate import simulate, world_scene

SLICE = timedelta(minutes=10)


class Sample(NamedTuple):
    """The process after some simulated time."""

    after: timedelta
    megabytes: float
    polls: int
    processor: float  # seconds so far


class ForgetfulStore(MemoryStore):
    """Counts entries where a store would have written them to a disk."""

    def __init__(self, feeds: list[Feed]) -> None:
        super().__init__(feeds)
        self.polls = 0

    def commit_poll(self, poll: Poll, now: object) -> int:
        self.polls += 1
        self.states[poll.feed.url] = poll.state
        if not poll.more:
            self.leases.pop(poll.feed.url, None)
        return len(poll.entries)


async def measure(feeds: int, time_: timedelta) -> list[Sample]:
    """Samples of every ten minutes of `time_`, simulated."""
    samples = []
    async with world_scene(feeds, make_store=ForgetfulStore, keep_requests=False) as (scene, _):
        began, store = scene.clock.now, scene.store
        assert isinstance(store, ForgetfulStore)
        while scene.clock.now - began < time_:
            await simulate(scene, SLICE)
            gc.collect()
            samples.append(Sample(scene.clock.now - began, resident(), store.polls, time.process_time()))
    return samples


def resident() -> float:
    """Megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--minutes", type=int, default=60)
    options = parser.parse_args()
    samples = asyncio.run(measure(options.feeds, timedelta(minutes=options.minutes)))
    table = Table("simulated", "memory, MB", "polls", "processor ms a poll", box=None)
    before = Sample(timedelta(), 0.0, 0, samples[0].processor)
    for sample in samples:
        polls = max(sample.polls - before.polls, 1)
        cost = f"{1000 * (sample.processor - before.processor) / polls:.1f}" if before.polls else ""
        table.add_row(str(sample.after), f"{sample.megabytes:.0f}", f"{sample.polls:,}", cost)
        before = sample
    Console().print(table)


if __name__ == "__main__":
    main()
