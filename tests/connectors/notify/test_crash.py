"""kill -9 in the middle of delivering: nothing is lost, and what comes twice comes under the same id."""

import asyncio
import json
import signal
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

from aiohttp import web

from connectors.notify.worker import LEASE
from connectors.store import open_store
from tests.connectors.notify.making import NOW, event, subscription
from tests.connectors.notify.receiver import Answer, Receiver, receiving, status
from tests.connectors.notify.storing import fill

ROOT = Path(__file__).parents[3]
EVENTS = 12
KILLS = (1, 5)  # at these messages of a process: before it hears that they were taken


def test_a_killed_process_loses_nothing_and_repeats_nothing_under_a_new_id(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with open_store(url) as store:
        fill(store, subscription(), map(event, range(EVENTS)))
        fill(store, subscription(name="digest", digest="every 6h"), map(event, range(100, 103)))
    bodies = asyncio.run(asyncio.wait_for(_deliveries(url), 180))
    ids = Counter(id for id, _ in bodies)
    told = {each["id"] for _, body in bodies for each in json.loads(body)["data"]["events"]}
    assert told == {f"e{number}" for number in (*range(EVENTS), *range(100, 103))}
    assert len(ids) == EVENTS + 1
    assert sum(ids.values()) == EVENTS + 1 + len(KILLS)
    assert len(set(bodies)) == len(ids)
    with open_store(url) as store:
        assert {state for _, state in store.outbox.counts()} == {"done"}


async def _deliveries(url: str) -> list[tuple[str, bytes]]:
    """What a receiver got of processes that are killed, each after the lease of the one before."""
    now, taken = NOW.replace(hour=18), 0
    async with receiving() as receiver:
        for kill in (*KILLS, 0):
            process = await _start(url, receiver.url, now)
            taken = len(receiver.got)
            receiver._answers = [_killing(process, receiver, taken + kill)] if kill else [status(204)]
            await process.wait()
            now += LEASE
        return [(got.headers["webhook-id"], got.body) for got in receiver.got]


async def _start(url: str, hook: str, now: datetime) -> asyncio.subprocess.Process:
    arguments = ("-m", "tests.connectors.notify.dying", url, hook, now.isoformat())
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT)


def _killing(process: asyncio.subprocess.Process, receiver: Receiver, at: int) -> Answer:
    async def answer() -> web.StreamResponse:
        if len(receiver.got) == at:
            process.send_signal(signal.SIGKILL)
            await process.wait()
        return web.Response(status=204)

    return answer
