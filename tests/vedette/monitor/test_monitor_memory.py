"""The memory of a whole monitor does not grow with the time that it runs."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.benchmarks.monitor import Sample, measure


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("feeds", "minutes"), [(26, 30), pytest.param(2000, 60, marks=pytest.mark.soak)])
def test_memory_is_flat_once_the_first_polls_are_read(tmp_path: Path, feeds: int, minutes: int) -> None:
    async def collected() -> list[Sample]:
        return [sample async for sample in measure(feeds, timedelta(minutes=minutes), tmp_path, window=3)]

    samples = asyncio.run(collected())
    settled, last = samples[len(samples) // 3], samples[-1]
    assert last.entries > settled.entries, "nothing was read"
    assert last.delivered > 0
    assert last.megabytes < 1.1 * settled.megabytes, [f"{sample.megabytes:.0f} MB" for sample in samples]
