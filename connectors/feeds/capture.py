"""`Capture`: something fetched, as it came, on one line of JSON; and what it says when it is read again. Pure.

    {"schema":"vedette.capture/1","feed":"https://…","url":"https://…","seen_at":"…","content_type":"…","text":"<rss…"}

Bytes that are UTF-8 stand there as text, so that an archive can be searched with zgrep; others are deflated and in
base64. A page carries the entry that it is the page of, with the text that was found in it.
"""

import zlib
from collections.abc import Iterator
from datetime import datetime

import msgspec

from connectors.feeds.own import localised
from connectors.feeds.parse import parse
from connectors.feeds.polls import Poll
from schemas import DeadLetter, Entry, Feed, wire
from schemas.deadletter import clip
from schemas.errors import FeedError, WireError
from schemas.record import WireRecord

STAGE = "archive"
MARK = b'{"schema":"vedette.capture/'
PLAIN = 700_000  # bytes: what is longer is deflated, because the lines of archives are bounded (split.LINE_LIMIT)
LONGEST = 16_000_000  # bytes that a capture may stand for


class Capture(WireRecord, frozen=True, kw_only=True, tag="vedette.capture/1"):
    """A document or page as it came, unpacked."""

    feed: str
    url: str  # where it was got
    seen_at: datetime
    content_type: str = ""
    language: str = ""  # the feed's, as the feeds file says
    text: str | None = None
    deflated: bytes | None = None
    entry: Entry | None = None  # of a page: the entry in its fuller form

    @property
    def body(self) -> bytes:
        if self.text is not None:
            return self.text.encode()
        unpacker = zlib.decompressobj()
        body = unpacker.decompress(self.deflated or b"", LONGEST)
        if unpacker.unconsumed_tail:
            raise WireError(f"the capture of {self.url} stands for more than {LONGEST:,} bytes")
        return body


def captured(poll: Poll, now: datetime) -> Capture:
    """What a poll brought, to be kept."""
    assert poll.raw is not None
    text, deflated = _kept(poll.raw)
    return Capture(
        feed=poll.feed.url,
        url=poll.url,
        seen_at=poll.came_at or now,
        content_type=poll.content_type,
        language=poll.feed.language,
        text=text,
        deflated=deflated,
        entry=poll.page,
    )


def entries(line: bytes, where: str) -> Iterator[Entry | DeadLetter]:
    """What a line of a raw archive says, as if it had just been fetched, at the moment when it was."""
    try:
        capture = wire.decode(line, Capture)
        if capture.entry is not None:
            yield msgspec.structs.replace(capture.entry, where=where)
            return
        found = parse(capture.body, url=capture.url, content_type=capture.content_type, seen_at=capture.seen_at)
    except FeedError as error:
        yield _dead(where, error.error_class, error.detail, line)
        return
    except (WireError, zlib.error) as error:
        yield _dead(where, "broken-capture", str(error), line)
        return
    document = localised(Feed(url=capture.feed, language=capture.language), found)
    for number, entry in enumerate(document.entries, 1):
        yield msgspec.structs.replace(entry, where=f"{where}#{number}")
    for letter in document.dead:
        yield msgspec.structs.replace(letter, where=f"{where}, {letter.where}")


def _kept(body: bytes) -> tuple[str | None, bytes | None]:
    if len(body) <= PLAIN:
        try:
            return body.decode(), None
        except UnicodeDecodeError:
            pass
    return None, zlib.compress(body, 6)


def _dead(where: str, reason: str, detail: str, line: bytes) -> DeadLetter:
    payload = clip(line[:4096].decode("utf-8", "replace"))
    return DeadLetter(stage=STAGE, reason=reason, detail=detail, where=where, payload=payload)
