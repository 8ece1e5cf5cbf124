"""Cutting the bytes of a file into pieces without reading what they say, never holding more than a piece and a chunk.

What cannot be a piece is a `Broken`, and the rest of the file goes on wherever its format allows that.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from connectors.archive.source import Source
from connectors.archive.work import Broken, Document, Lines

LINE_LIMIT = 5_000_000  # bytes of one entry as written; real ones are far below one million
DOCUMENT_LIMIT = 10_000_000  # bytes of one feed document; real ones are below two million
SKIP_LIMIT = 4_000_000_000  # bytes that are skipped in search of the end of a line
BATCH_BYTES = 4_000_000  # bytes of one piece of work
SHOWN = 1_000  # bytes of something broken that its dead letter shows

_TOKEN = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[{}\[\],]', re.DOTALL
)  # group 1 is empty where the string goes on

D = TypeVar("D")


class Piece(NamedTuple, Generic[D]):
    """One entry as written: the number of its line, item or row, its length in bytes, and the bytes."""

    number: int
    length: int
    data: D


def lines(path: str, source: Source, size: int) -> Iterator[Lines | Broken]:
    """JSON Lines in batches."""
    return _json_batches(numbered_lines(path, source), size, ":")


def items(path: str, source: Source, size: int) -> Iterator[Lines | Broken]:
    """The items of a JSON array in batches."""
    return _json_batches(numbered_items(path, source), size, "#")


def document(path: str, source: Source) -> Iterator[Document | Broken]:
    """The whole document, in one."""
    data = bytearray()
    for chunk in source.chunks():
        data += chunk
        if len(data) > DOCUMENT_LIMIT:
            detail = f"a feed document of more than {DOCUMENT_LIMIT:,} bytes"
            yield Broken(where=path, reason="oversized", detail=detail, payload=bytes(data[:SHOWN]))
            return
    if source.damage:
        yield Broken(where=path, **source.damage._asdict(), payload=bytes(data[:SHOWN]))
    elif data.strip():
        yield Document(data=bytes(data))


def numbered_lines(path: str, source: Source) -> Iterator[Piece[bytes] | Broken]:
    """Lines, numbered from 1, without their line feeds. One that is too long is Broken; the next ones go on."""
    number, line, length = 1, b"", 0
    for chunk in source.utf8():
        begun, *others = chunk.split(b"\n")
        line, length = (line + begun if length <= LINE_LIMIT else line[:SHOWN]), length + len(begun)
        for other in others:
            yield _line(path, number, line, length)
            number, line, length = number + 1, other, len(other)
        if length > SKIP_LIMIT:
            break
    if source.damage:
        yield Broken(where=f"{path}:{number}", **source.damage._asdict(), payload=line[:SHOWN])
    elif length:
        yield _line(path, number, line, length)


def numbered_items(path: str, source: Source) -> Iterator[Piece[bytes] | Broken]:
    """Items of the array that the text is, numbered from 1. Only brackets, commas and strings are told apart."""
    chunks = source.utf8()
    buffer, begin, seen = b"", 0, 0  # where the item begins, up to where it was looked at
    number, depth = 1, 0
    for chunk in chunks:
        buffer, begin, seen = buffer[begin:] + chunk, 0, seen - begin
        for token in _TOKEN.finditer(buffer, seen):
            if token[1] == b"":
                break
            seen = token.end()
            depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(token[0], 0)
            if depth == 1 and token[0] == b"[":  # the array's own bracket: all others lie deeper
                begin = seen
            elif depth == 0 or (depth == 1 and token[0] == b","):
                yield Piece(number, seen - 1 - begin, buffer[begin : seen - 1])
                number, begin = number + 1, seen
            if depth == 0:
                yield from _after_items(path, itertools.chain([buffer[seen:]], chunks), source)
                return
        if len(buffer) - begin > LINE_LIMIT:
            detail = f"more than {LINE_LIMIT:,} bytes in one item: the rest of the array was not read"
            yield Broken(where=f"{path}#{number}", reason="oversized", detail=detail, payload=buffer[begin:][:SHOWN])
            return
    reason, detail = source.damage or ("truncated", "the array has no end: the file was cut")
    yield Broken(where=f"{path}#{number}", reason=reason, detail=detail, payload=buffer[begin:][:SHOWN])


def batched(pieces: Iterable[Piece[D] | Broken], size: int) -> Iterator[list[Piece[D]] | Broken]:
    """Consecutive pieces in lists of at most `size` pieces and about BATCH_BYTES; what is broken stands alone."""
    batch: list[Piece[D]] = []
    length = 0
    for piece in pieces:
        is_broken = isinstance(piece, Broken)
        if batch and (is_broken or len(batch) >= size or length > BATCH_BYTES):
            yield batch
            batch, length = [], 0
        if isinstance(piece, Broken):
            yield piece
        else:
            batch.append(piece)
            length += piece.length
    if batch:
        yield batch


def _json_batches(pieces: Iterable[Piece[bytes] | Broken], size: int, mark: str) -> Iterator[Lines | Broken]:
    for batch in batched(pieces, size):
        if isinstance(batch, Broken):
            yield batch
        else:
            yield Lines(first=batch[0].number, lines=tuple(piece.data for piece in batch), mark=mark)


def _line(path: str, number: int, line: bytes, length: int) -> Piece[bytes] | Broken:
    if length <= LINE_LIMIT:
        return Piece(number, length, line)
    detail = f"a line of {length:,} bytes; at most {LINE_LIMIT:,} are read"
    return Broken(where=f"{path}:{number}", reason="oversized", detail=detail, payload=line[:SHOWN])


def _after_items(path: str, rest: Iterable[bytes], source: Source) -> Iterator[Broken]:
    if any(chunk.strip() for chunk in rest):
        yield Broken(where=path, reason="broken-json", detail="there is more text after the end of the array")
    elif source.damage:
        yield Broken(where=path, **source.damage._asdict())
