"""What the poller and its parser processes say to each other: a length in four bytes, then MessagePack."""

import struct
from datetime import datetime

import msgspec

from connectors.feeds.parse import Document
from schemas.record import Record

LENGTH = struct.Struct("<I")
MAX_REPLY = 64 << 20  # bytes; entries repeat what is in a document of at most some megabytes


class Request(Record, frozen=True, kw_only=True):
    """A document to parse, or, without a time, a page whose text is wanted."""

    body: bytes
    url: str
    content_type: str
    seen_at: datetime | None = None


class Failed(Record, frozen=True, kw_only=True):
    """Why a document gave nothing."""

    error_class: str
    detail: str


class Reply(Record, frozen=True, kw_only=True):
    """What a document or page gave: one of these."""

    document: Document | None = None
    text: str | None = None
    failed: Failed | None = None


_encoder = msgspec.msgpack.Encoder()
_replies = msgspec.msgpack.Decoder(Reply)


def framed(record: Record) -> bytes:
    """The record as it goes through the pipe."""
    data = _encoder.encode(record)
    return LENGTH.pack(len(data)) + data


def result_of(data: bytes) -> Document | str | Failed:
    """What a reply says."""
    reply = _replies.decode(data)
    return reply.document or reply.text or reply.failed or Failed(error_class="broken_feed", detail="an empty reply")
