"""The process that parses: `python -m connectors.feeds.parser_process SECONDS MEGABYTES`, spoken to through its pipes.

Bounds are set before the first document: address space, no files written, and an alarm that ends the process even in
the middle of a C function. It ends when its input ends.
"""

import contextlib
import os
import signal
import sys
from typing import BinaryIO

import msgspec

from connectors.feeds.fulltext import page_text
from connectors.feeds.parse import parse
from connectors.feeds.parser_wire import LENGTH, MAX_REPLY, Failed, Reply, Request, framed
from schemas.errors import NotAFeed

try:
    import resource
except ImportError:  # Windows: there the parent's clock is the only bound
    resource = None  # type: ignore[assignment]

_requests = msgspec.msgpack.Decoder(Request)


def main() -> None:
    seconds, megabytes = int(sys.argv[1]), int(sys.argv[2])
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the replies
    _bound(megabytes)
    _send(sink, Reply(failed=Failed(error_class="ready", detail="")))
    while header := source.read(LENGTH.size):
        request = _requests.decode(source.read(LENGTH.unpack(header)[0]))
        _alarm(seconds)
        reply = framed(_answer(request))
        if len(reply) > MAX_REPLY:
            reply = framed(_costly("what it holds is too large"))
        _alarm(0)
        sink.write(reply)
        sink.flush()


def _answer(request: Request) -> Reply:
    try:
        source = {"url": request.url, "content_type": request.content_type}
        if request.seen_at is None:
            return Reply(text=page_text(request.body, **source))
        return Reply(document=parse(request.body, **source, seen_at=request.seen_at))
    except NotAFeed as error:
        return Reply(failed=Failed(error_class=error.error_class, detail=error.detail))
    except MemoryError:
        return _costly("it takes too much memory")
    except Exception as error:  # a fault of ours must not look like the feed's silence
        return Reply(failed=Failed(error_class="broken_feed", detail=f"{request.url}: {error!r}"))


def _costly(detail: str) -> Reply:
    return Reply(failed=Failed(error_class="too_costly", detail=detail))


def _send(sink: BinaryIO, reply: Reply) -> None:
    sink.write(framed(reply))
    sink.flush()


def _bound(megabytes: int) -> None:
    if resource is not None:
        for name, bound in (("RLIMIT_AS", megabytes << 20), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
            with contextlib.suppress(ValueError, OSError):  # macOS has no bound of address space
                resource.setrlimit(getattr(resource, name), (bound, bound))


def _alarm(seconds: int) -> None:
    """The default action of SIGALRM ends the process, without asking Python."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main()
