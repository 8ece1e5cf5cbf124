"""Content-Encoding undone, bounded: never more than `limit` bytes come out, whatever goes in. Pure.

Servers lie about encodings. A body that is not what the header says but is text is taken as text; gzip that no header
names (a `.xml.gz` on a plain server) is unpacked. What is neither is `bad_encoding`; what ends early is incomplete.
"""

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it has no types
import zstandard

from connectors.feeds.state import ErrorClass
from schemas.errors import FetchFailed

ACCEPTED = "gzip, deflate, br, zstd"
LAYERS = 2  # "gzip, gzip" exists; more is an attack
STEP = 1 << 16
BITE = 128  # bytes of zstd taken at once: four of them can stand for 128 KiB
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MAGIC = {"gzip": _GZIP, "x-gzip": _GZIP, "zstd": _ZSTD}
_WINDOW = 1 << 23  # what RFC 9659 lets zstd ask for in HTTP
_TEXT_STARTS = (b"<", b"{", b"[", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def inflated(body: bytes, encodings: str, limit: int) -> bytes:
    """The document that a body stands for. Raises FetchFailed: bad_encoding, incomplete_body or too_large."""
    layers = [name for name in (part.strip().lower() for part in encodings.split(",")) if name in _LAYERS]
    if len(layers) > LAYERS:
        raise FetchFailed(ErrorClass.BAD_ENCODING, f"packed {len(layers)} times; at most {LAYERS} times is unpacked")
    for name in reversed(layers):
        body = _unpacked(body, name, limit)
    if body.startswith(_GZIP) and not layers:
        body = _unpacked(body, "gzip", limit)
    if len(body) > limit:
        raise too_large(limit)
    return body


def too_large(limit: int) -> FetchFailed:
    return FetchFailed(ErrorClass.TOO_LARGE, f"more than {limit:,} bytes; no feed or page of that size is read")


def _unpacked(body: bytes, name: str, limit: int) -> bytes:
    if not body:
        return body
    if not body.startswith(_MAGIC.get(name, b"")):
        return _as_it_is(body, name)
    try:
        return _LAYERS[name](body, limit)
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        if _is_text(body):
            return body
        raise FetchFailed(
            ErrorClass.BAD_ENCODING, f"the body is not the {name} that its header says: {error}"
        ) from error


def _as_it_is(body: bytes, name: str) -> bytes:
    if _is_text(body):
        return body
    raise FetchFailed(ErrorClass.BAD_ENCODING, f"the body is neither the {name} that its header says nor text")


def _is_text(body: bytes) -> bool:
    return body.lstrip()[:3].startswith(_TEXT_STARTS)


def _gzip(body: bytes, limit: int) -> bytes:
    """All members; what follows them that is no member is padding."""
    out = bytearray()
    while body.startswith(_GZIP):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        _pump(member, body, out, limit)
        body = member.unused_data.lstrip(b"\0")
    return bytes(out)


def _deflate(body: bytes, limit: int) -> bytes:
    """With the header that RFC 9110 demands, or without, as old servers send it."""
    has_header = body[0] & 0xF == 8 and int.from_bytes(body[:2]) % 31 == 0
    out = bytearray()
    _pump(zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS), body, out, limit)
    return bytes(out)


def _pump(stream: "zlib._Decompress", body: bytes, out: bytearray, limit: int) -> None:
    while not stream.eof:
        chunk = stream.decompress(body, STEP)
        out += chunk
        if len(out) > limit:
            raise too_large(limit)
        body = stream.unconsumed_tail
        if not chunk and not body and not stream.eof:
            raise _cut("gzip or deflate")


def _brotli(body: bytes, limit: int) -> bytes:
    stream, out = brotli.Decompressor(), bytearray()
    data: bytes = body
    while not stream.is_finished():
        chunk = stream.process(data, output_buffer_limit=STEP)
        data = b""
        out += chunk
        if len(out) > limit:
            raise too_large(limit)
        if not chunk and stream.can_accept_more_data():
            raise _cut("br")
    return bytes(out)


def _zstd(body: bytes, limit: int) -> bytes:
    out = bytearray()
    while body.startswith(_ZSTD):
        frame = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        for at in range(0, len(body), BITE):
            out += frame.decompress(body[at : at + BITE])
            if len(out) > limit:
                raise too_large(limit)
            if frame.eof:
                body = frame.unused_data + body[at + BITE :]
                break
        else:
            raise _cut("zstd")
    return bytes(out)


def _cut(name: str) -> FetchFailed:
    return FetchFailed(ErrorClass.INCOMPLETE_BODY, f"the {name} data end before their end mark")


_LAYERS: dict[str, Callable[[bytes, int], bytes]] = {
    **{"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate},
    **{"br": _brotli, "zstd": _zstd},
}
