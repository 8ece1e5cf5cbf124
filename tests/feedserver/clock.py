"""`SimulatedClock`: time that passes only when somebody sleeps, so that an hour of polling takes a minute."""

import asyncio
from datetime import UTC, datetime, timedelta

BEGINNING = datetime(2026, 3, 1, 12, tzinfo=UTC)


class SimulatedClock:
    def __init__(self, now: datetime = BEGINNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def pass_(self, wait: timedelta) -> None:
        self.now += wait
