"""A real webhook receiver and a real mail server on loopback, that answer as they are told and remember what came."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, NamedTuple

from aiohttp import web
from aiosmtpd.controller import Controller

Answer = Callable[[], Awaitable[web.StreamResponse]]


class Got(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """`answers` are given in turn, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers) or [status(204)]
        self.got: list[Got] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.got.append(Got(request.path, {k.casefold(): v for k, v in request.headers.items()}, await request.read()))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return await answer()


def status(code: int, text: str = "", **headers: str) -> Answer:
    async def answer() -> web.StreamResponse:
        return web.Response(status=code, text=text, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return answer


def hangs() -> Answer:
    async def answer() -> web.StreamResponse:
        await asyncio.sleep(3600)
        return web.Response()

    return answer


def drops() -> Answer:
    async def answer() -> web.StreamResponse:
        raise asyncio.CancelledError  # the connection ends without an answer

    return answer


@contextlib.asynccontextmanager
async def receiving(*answers: Answer) -> AsyncIterator[Receiver]:
    receiver = Receiver(*answers)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        await runner.cleanup()


class Mailbox:
    """The handler of a mail server: keeps each message, and how it was addressed."""

    def __init__(self, refuse: str = "") -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to: list[str] = []
        self.port = 0
        self._refuse = refuse

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self._refuse:
            return self._refuse
        self.raw.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to += envelope.rcpt_tos
        return "250 OK"


@contextlib.contextmanager
def mail_server(refuse: str = "") -> Iterator[Mailbox]:
    box = Mailbox(refuse)
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
