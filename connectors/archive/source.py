"""`Source`: the bytes of a file or zip member, decompressed, in bounded chunks, whose beginning can be looked at.

Damage (a cut gzip, a bad checksum, a disk error) ends the bytes and is kept in `damage`; it is not raised, because
what came before it is good and must be read.
"""

import codecs
import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple, cast

import zstandard

from connectors.feeds.encoding import bom

CHUNK = 1 << 17
HEAD = 1 << 16
ZSTD_WINDOW = 1 << 27  # what the zstd tool accepts without being told; beyond it the input would choose our memory
ZSTD_STEP = 1 << 11  # a few bytes of zstd can stand for 128 KiB, so a hostile file is taken in small bites

READ_ERRORS = (
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    zipfile.BadZipFile,
    struct.error,
    UnicodeError,
    NotImplementedError,  # zipfile: a compression it does not know
    RuntimeError,  # zipfile: an encrypted member
)


class Damage(NamedTuple):
    """Why bytes ended early: the reason and detail of a dead letter."""

    reason: str
    detail: str


class Source:
    """Bytes of an open file, decompressed where they begin like gzip or zstd, whatever the file is called."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.damage: Damage | None = None
        self._head = b""
        self._rest = self._guarded(_decompressed(stream))

    def head(self) -> bytes:
        """The first HEAD bytes or more, fewer where there are no more. They will be read again."""
        while len(self._head) < HEAD and (chunk := next(self._rest, b"")):
            self._head += chunk
        return self._head

    def chunks(self) -> Iterator[bytes]:
        """All bytes. Ends early where there is damage: look at `damage` afterwards."""
        yield self.head()
        yield from self._rest

    def utf8(self) -> Iterator[bytes]:
        """All bytes with a byte-order mark obeyed and taken off: UTF-8, or what claims to be."""
        return self._guarded(_recoded(self.chunks(), bom(self.head())))

    def _guarded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from filter(None, chunks)
        except READ_ERRORS as error:
            self.damage = damage(error)


def damage(error: Exception) -> Damage:
    """What an error of reading means to the person whose file it is."""
    match error:
        case EOFError():
            return Damage("truncated", "the compressed data end before their end mark: the file was cut")
        case UnicodeError():
            return Damage("encoding", f"the text does not fit its byte-order mark: {error}")
        case gzip.BadGzipFile() | zlib.error() | lzma.LZMAError() | zstandard.ZstdError() | zipfile.BadZipFile():
            return Damage("corrupt", str(error))
        case _:
            return Damage("unreadable", str(error) or repr(error))


def _decompressed(stream: IO[bytes]) -> Iterator[bytes]:
    magic = stream.peek(4)[:4]  # type: ignore[attr-defined]  # open files and zip members have it, typing.IO does not
    if magic.startswith(b"\x1f\x8b"):
        yield from _chunks(cast(IO[bytes], gzip.GzipFile(fileobj=stream)))
    elif magic == zstandard.FRAME_HEADER:
        yield from _zstd(stream)
    else:
        yield from _chunks(stream)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """`read1`, because `read` would lose what it has gathered when the data break off."""
    while chunk := stream.read1(CHUNK):  # type: ignore[attr-defined]
        yield chunk


def _zstd(stream: IO[bytes]) -> Iterator[bytes]:
    """Frame by frame by hand, because the library's own reader takes a cut frame for a complete one."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
    frame = None
    while data := stream.read(ZSTD_STEP):
        while data:
            frame = frame or decompressor.decompressobj()
            yield frame.decompress(data)
            data = frame.unused_data if frame.eof else b""
            frame = None if frame.eof else frame
    if frame:
        raise EOFError


def _recoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    return chunks if not encoding else (text.encode() for text in codecs.iterdecode(chunks, encoding))
