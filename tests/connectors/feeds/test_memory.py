"""The memory of a poller does not grow with the time that it runs."""

import asyncio
import sys
from datetime import timedelta

import pytest

from tests.benchmarks.polling import measure


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_is_flat_with_two_thousand_feeds_over_an_hour() -> None:
    samples = asyncio.run(measure(2000, timedelta(hours=1)))
    settled, last = samples[1].megabytes, samples[-1].megabytes
    assert last < 1.15 * settled, [f"{sample.megabytes:.0f} MB" for sample in samples]
