"""Worker processes: a hostile document costs itself, and nobody else."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from connectors.feeds import worker
from connectors.feeds.parse import Document
from connectors.feeds.worker import ParserPool
from schemas.errors import FeedError, FeedTooCostly, NotAFeed
from tests.connectors.feeds.documents import SEEN_AT, URL, item, read, rss

GOOD = rss(item("Good")).encode()
ENDLESS = b"<rss>" + b"<a>" * 4_000_000  # minutes of work


def in_pool(use: Callable[[ParserPool], Awaitable[Any]], **bounds: float) -> Any:
    async def main() -> Any:
        async with ParserPool(**bounds) as pool:  # type: ignore[arg-type]
            return await use(pool)

    return asyncio.run(main())


async def parse(pool: ParserPool, body: bytes) -> Document:
    return await pool.parse(body, url=URL, content_type="", seen_at=SEEN_AT)


def test_a_worker_gives_what_parse_gives() -> None:
    assert in_pool(lambda pool: parse(pool, GOOD)) == read(GOOD)


def test_what_is_no_feed_says_so_as_parse_does() -> None:
    with pytest.raises(NotAFeed, match="a web page") as raised:
        in_pool(lambda pool: parse(pool, b"<html>"))
    assert raised.value.error_class == "not_a_feed"


def test_a_document_that_takes_too_long_is_ended_and_its_worker_replaced() -> None:
    async def use(pool: ParserPool) -> Document:
        with pytest.raises(FeedTooCostly, match="was not read within 1 s"):
            await parse(pool, ENDLESS)
        return await parse(pool, GOOD)

    assert in_pool(use, workers=1, seconds=1).entries[0].title == "Good"


def test_a_document_that_takes_too_much_memory_is_refused() -> None:
    with pytest.raises(FeedTooCostly, match=r"memory|died"):
        in_pool(lambda pool: parse(pool, b"<rss>" + b"x" * 40_000_000), workers=1, megabytes=120)


def test_others_are_parsed_while_one_document_runs_out_its_time() -> None:
    async def use(pool: ParserPool) -> tuple[int, bool]:
        hostile = asyncio.create_task(parse(pool, ENDLESS))
        found = [await parse(pool, GOOD) for _ in range(3)]
        is_held_up = hostile.done()
        hostile.cancel()
        return len(found), is_held_up

    assert in_pool(use, workers=2, seconds=600) == (3, False)


def test_a_worker_killed_from_outside_is_replaced() -> None:
    async def use(pool: ParserPool) -> Document:
        await parse(pool, GOOD)
        process = pool._idle[0]._process
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        return await parse(pool, GOOD)

    assert in_pool(use, workers=1).entries[0].title == "Good"


def test_a_cancelled_request_leaves_no_reply_behind() -> None:
    async def use(pool: ParserPool) -> Document:
        task = asyncio.create_task(parse(pool, rss(item("Other") * 3000).encode()))
        while not pool._busy:
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return await parse(pool, GOOD)

    assert in_pool(use, workers=1).entries[0].title == "Good"


def test_a_worker_is_replaced_after_its_share_of_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "DOCUMENTS", 1)

    async def use(pool: ParserPool) -> int:
        await parse(pool, GOOD)
        return len(pool._idle)

    assert in_pool(use) == 0


def test_a_worker_that_does_not_start_is_not_the_documents_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_COMMAND", (sys.executable, "-c", ""))
    with pytest.raises(FeedError, match="no parser process starts") as raised:
        in_pool(lambda pool: parse(pool, GOOD))
    assert raised.value.error_class == "internal"


def test_workers_know_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEDETTE_STORE", "postgresql://user:secret@db/vedette")
    assert not any("secret" in value for value in worker._environment([""]).values())


def test_a_closed_pool_leaves_no_process() -> None:
    async def use(pool: ParserPool) -> Any:
        await parse(pool, GOOD)
        return pool._idle[0]._process

    assert in_pool(use).returncode is not None
