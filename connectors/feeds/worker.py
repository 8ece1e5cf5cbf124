"""`ParserPool`: documents parsed in processes of their own, because documents are hostile and parsers are others' code.

A document that takes too long or too much memory costs its worker, which is killed and replaced, and becomes a
FeedTooCostly; the other workers go on. The workers inherit no secret: neither the environment nor open files.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from connectors.feeds.parse import Document
from connectors.feeds.parser_wire import LENGTH, MAX_REPLY, Failed, Request, framed, result_of
from schemas.errors import FeedError, FeedTooCostly, NotAFeed

WORKERS = 2  # so that a document which is running out its time does not hold up the rest
SECONDS = 20.0
MEGABYTES = 512  # of address space, of which the parser itself takes 40
DOCUMENTS = 2_000  # after which a worker is replaced: what parsers leak goes with it
START_SECONDS = 60.0

_COMMAND = (sys.executable, "-B", "-m", "connectors.feeds.parser_process")
_KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")


class ParserPool:
    """A few worker processes, started when they are needed. Use it in one event loop, and close it."""

    def __init__(self, workers: int = WORKERS, *, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._slots = asyncio.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._closed = False

    async def parse(self, body: bytes, *, url: str, content_type: str, seen_at: datetime) -> Document:
        """As `parse.parse`. Raises NotAFeed or FeedTooCostly."""
        request = Request(body=body, url=url, content_type=content_type, seen_at=seen_at)
        document = _result(await self._ask(request), url)
        assert isinstance(document, Document)
        return document

    async def page_text(self, body: bytes, *, url: str, content_type: str) -> str:
        """As `fulltext.page_text`. Raises NotAFeed or FeedTooCostly."""
        text = _result(await self._ask(Request(body=body, url=url, content_type=content_type)), url)
        assert isinstance(text, str)
        return text

    async def _ask(self, request: Request) -> bytes:
        async with self._slots:
            worker = await self._worker()
            self._busy.add(worker)
            try:
                async with asyncio.timeout(self._seconds):
                    reply = await worker.ask(request)
            except TimeoutError as error:
                await worker.kill()
                raise _costly(request.url, f"it was not read within {self._seconds:g} s") from error
            except (EOFError, OSError) as error:
                await worker.kill()
                raise _costly(request.url, "the parser died of it") from error
            except BaseException:  # also when cancelled: the reply that is under way must not meet the next request
                await worker.kill()
                raise
            finally:
                self._busy.discard(worker)
            await self._put_back(worker)
        return reply

    async def close(self) -> None:
        """Stop the workers. What is being parsed is cut off."""
        self._closed = True
        for worker in (*self._idle, *self._busy):
            await worker.kill()
        self._idle.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _worker(self) -> "_Worker":
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive():
                return worker
            await worker.kill()
        return await _Worker.started(self._seconds, self._megabytes)

    async def _put_back(self, worker: "_Worker") -> None:
        if worker.asked >= DOCUMENTS or self._closed:
            await worker.kill()
        else:
            self._idle.append(worker)


class _Worker:
    """One process, which answers one request after the other."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.asked = 0

    @classmethod
    async def started(cls, seconds: float, megabytes: int) -> "_Worker":
        bounds = (str(int(seconds) + 2), str(megabytes))  # the worker's own alarm, in case that we die before it
        process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            *bounds,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=_environment(sys.path),
            start_new_session=True,
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker._read()
        except (EOFError, OSError) as error:  # TimeoutError is one; none of this is the document's fault
            await worker.kill()
            raise FeedError("internal", f"no parser process starts: try `{' '.join(_COMMAND)} 20 512`") from error
        except BaseException:
            await worker.kill()
            raise
        return worker

    async def ask(self, request: Request) -> bytes:
        assert self._process.stdin is not None
        self.asked += 1
        self._process.stdin.write(framed(request))
        await self._process.stdin.drain()
        return await self._read()

    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def kill(self) -> None:
        if self.is_alive():
            self._process.kill()
        pipe = self._process.stdin
        if pipe is not None and not pipe.transport.is_closing():
            pipe.transport.abort()  # what it did not read is dropped
        await asyncio.shield(self._process.wait())

    async def _read(self) -> bytes:
        assert self._process.stdout is not None
        length = LENGTH.unpack(await self._process.stdout.readexactly(LENGTH.size))[0]
        if length > MAX_REPLY:
            raise OSError(f"a reply of {length:,} bytes")
        return await self._process.stdout.readexactly(length)


def _result(reply: bytes, url: str) -> Document | str:
    match result_of(reply):
        case Failed(error_class="too_costly", detail=detail):
            raise _costly(url, detail)
        case Failed(error_class=error_class, detail=detail):
            raise NotAFeed(error_class, detail)
        case result:
            return result


def _costly(url: str, detail: str) -> FeedTooCostly:
    return FeedTooCostly("too_costly", f"{url}: {detail}; the feed is left alone for a while")


def _environment(path: Sequence[str]) -> dict[str, str]:
    """Where to find Vedette, and nothing that is secret."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(entry or os.getcwd() for entry in path)}
