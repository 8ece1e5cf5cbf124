"""Records to bytes and back: JSON, deterministic, with the schema version in the field `schema`."""

from typing import TypeVar

import msgspec

from schemas.errors import WireError
from schemas.record import Record

R = TypeVar("R", bound=Record)

_encoder = msgspec.json.Encoder(order="deterministic")
_decoders: dict[type[Record], msgspec.json.Decoder[Record]] = {}


def encode(record: Record) -> bytes:
    """The record as one line of JSON in UTF-8. Equal records give equal bytes."""
    return _encoder.encode(record)


def decode(data: bytes, kind: type[R]) -> R:
    """The record in `data`. Raises WireError when it is not one, or is of another schema version."""
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    try:
        record = decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:  # the last: nested without end
        raise WireError(f"not a {kind.__name__} as this version of Vedette reads it: {error}") from error
    assert isinstance(record, kind)
    return record
