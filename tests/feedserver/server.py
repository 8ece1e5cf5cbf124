"""`FeedServer`: a real HTTP server on loopback that says exactly what it is told to, true or not, and hears everything.

It speaks raw HTTP/1.1, so that a test can send a Content-Length that lies, a body that breaks off, or no HTTP at all.
Every address of 127.0.0.0/8 reaches it: `host(7)` gives the seventh of as many hosts as a test needs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import NamedTuple, Self


class Request(NamedTuple):
    """What was asked, untouched."""

    target: str
    headers: dict[str, str]  # names in lower case
    host: str  # of the address that was connected to
    at: float  # the loop's clock

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


class Reply(NamedTuple):
    """What is answered. Headers are sent as they are; a Content-Length is added where none is named."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0.0
    raw: bytes | None = None  # sent instead of everything else


TLS = b"\x16"  # how those begin who take this for a server of https

Handler = Callable[[Request], Reply | Awaitable[Reply]]


class FeedServer:
    """Answers with what `handler` says. Use it as an async context manager."""

    def __init__(self, handler: Handler, *, keep: bool = True) -> None:
        self.handler = handler
        self._keep = keep  # requests: a soak would fill the memory with them
        self.requests: list[Request] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def host(self, number: int) -> str:
        """The base address of another host of this server."""
        return f"http://127.{number // 60_000 + 1}.{number // 250 % 240}.{number % 250 + 2}:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "0.0.0.0", 0, backlog=1024)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._answered(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side went away, or the server ends
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answered(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its reply. Whether the connection stays."""
        begun = await reader.readexactly(1)
        if begun == TLS:
            writer.write(b"HTTP/1.1 400 This is no https\r\n\r\n")
            return False
        head = (begun + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        host: str = writer.get_extra_info("sockname")[0]
        request = Request(first.split(" ")[1], headers, host, asyncio.get_running_loop().time())
        if self._keep:
            self.requests.append(request)
        reply = self.handler(request)
        if not isinstance(reply, Reply):
            reply = await reply
        await asyncio.sleep(reply.delay)
        writer.write(_written(reply) if reply.raw is None else reply.raw)
        await writer.drain()
        return reply.raw is None and not _closes(reply)


def scripted(replies: Sequence[Reply]) -> Handler:
    """The replies in order, one a request, whoever asks; 500 once they are used up."""
    left = iter(replies)
    return lambda request: next(left, Reply(500))


def _closes(reply: Reply) -> bool:
    return any(name.lower() == "connection" and value.lower() == "close" for name, value in reply.headers)


def _written(reply: Reply) -> bytes:
    names = {name.lower() for name, _ in reply.headers}
    length = (
        ()
        if names & {"content-length", "transfer-encoding"} or reply.status == 304
        else (("Content-Length", str(len(reply.body))),)
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in (*reply.headers, *length))
    return f"HTTP/1.1 {reply.status} Said\r\n{lines}\r\n".encode("latin-1") + reply.body
