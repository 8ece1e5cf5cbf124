"""Content-Encoding undone: what is true, what is a lie, what is a bomb."""

import gzip
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from connectors.feeds.inflate import inflated
from connectors.feeds.state import ErrorClass
from schemas.errors import FetchFailed

TEXT = b'<?xml version="1.0"?><rss>' + bytes(range(32, 127)) * 40 + b"</rss>"
LIMIT = 100_000
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: bytes(brotli.compress(data, quality=1)),
    "zstd": zstandard.ZstdCompressor().compress,
}


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def refused(body: bytes, encodings: str) -> str:
    with pytest.raises(FetchFailed) as failure:
        inflated(body, encodings, LIMIT)
    return failure.value.error_class


@pytest.mark.parametrize("name", sorted(PACK))
def test_every_encoding_that_we_ask_for_is_undone(name: str) -> None:
    assert inflated(PACK[name](TEXT), name.upper(), LIMIT) == TEXT


def test_deflate_without_its_header_is_undone() -> None:
    assert inflated(raw_deflate(TEXT), "deflate", LIMIT) == TEXT


def test_layers_are_undone_from_the_outside() -> None:
    assert inflated(gzip.compress(zlib.compress(TEXT)), "deflate, gzip", LIMIT) == TEXT


@pytest.mark.parametrize("name", ["", "identity", "utf-8", "none", "gzip", "deflate", "br", "zstd"])
def test_text_is_text_whatever_the_header_says(name: str) -> None:
    assert inflated(TEXT, name, LIMIT) == TEXT


def test_gzip_that_no_header_names_is_undone() -> None:
    assert inflated(gzip.compress(TEXT), "", LIMIT) == TEXT


def test_all_members_of_gzip_are_read_and_padding_is_not() -> None:
    assert inflated(gzip.compress(TEXT) + gzip.compress(b"more") + b"\0" * 20, "gzip", LIMIT) == TEXT + b"more"


def test_all_frames_of_zstd_are_read() -> None:
    assert inflated(PACK["zstd"](TEXT) + PACK["zstd"](b"more"), "zstd", LIMIT) == TEXT + b"more"


@pytest.mark.parametrize("name", sorted(PACK))
def test_a_bomb_costs_no_more_than_the_limit(name: str) -> None:
    assert refused(PACK[name](b"\0" * 20_000_000), name) == ErrorClass.TOO_LARGE


def test_a_bomb_in_a_bomb_is_one() -> None:
    assert refused(gzip.compress(gzip.compress(b"\0" * 2_000_000)), "gzip, gzip") == ErrorClass.TOO_LARGE
    assert refused(TEXT, "gzip, gzip, gzip") == ErrorClass.BAD_ENCODING


@pytest.mark.parametrize("name", sorted(PACK))
def test_a_body_that_was_cut_is_incomplete(name: str) -> None:
    assert refused(PACK[name](TEXT)[:-9], name) == ErrorClass.INCOMPLETE_BODY


@pytest.mark.parametrize("name", sorted(PACK))
def test_noise_is_a_bad_encoding(name: str) -> None:
    assert refused(b"\x13\x37\x00\xff" * 50, name) == ErrorClass.BAD_ENCODING


def test_a_wrong_checksum_is_a_bad_encoding() -> None:
    packed = gzip.compress(TEXT)
    assert refused(packed[:-8] + b"\0" * 4 + packed[-4:], "gzip") == ErrorClass.BAD_ENCODING


@given(st.binary(max_size=300), st.sampled_from(["", *sorted(PACK), "gzip, br", "nonsense"]))
def test_any_bytes_give_bytes_or_a_named_failure(body: bytes, name: str) -> None:
    allowed = {ErrorClass.BAD_ENCODING, ErrorClass.INCOMPLETE_BODY, ErrorClass.TOO_LARGE}
    try:
        size = len(inflated(body, name, LIMIT))
    except FetchFailed as error:
        size = 0 if error.error_class in allowed else LIMIT + 1
    assert size <= LIMIT
