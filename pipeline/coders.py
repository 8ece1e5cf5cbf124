"""How Beam writes our records: the wire format. Registered here, in one place, because schemas know no Beam.

Beam's own choices would pickle (not stable between versions) or turn tuples into lists (RowCoder).
"""

from typing import Any

import msgspec
from apache_beam import coders
from apache_beam.coders.typecoders import registry

import schemas
from connectors.archive.work import Unit
from schemas.record import Record

RECORDS: tuple[type[Record], ...] = (
    schemas.Entry,
    schemas.Article,
    schemas.Revision,
    schemas.Scanned,
    schemas.Report,
    schemas.DeadLetter,
    schemas.Ledger,
    schemas.AlertEvent,
    Unit,
)


class RecordCoder(coders.Coder):
    """Deterministic bytes for one record type: equal records give equal bytes, and decode to equal records."""

    def __init__(self, record: type[Record]) -> None:
        self.record = record
        self._encoder = msgspec.json.Encoder(order="deterministic")
        self._decoder = msgspec.json.Decoder(record)

    def encode(self, value: Record) -> bytes:
        return self._encoder.encode(value)

    def decode(self, encoded: bytes) -> Any:
        return self._decoder.decode(encoded)

    def is_deterministic(self) -> bool:
        return True

    def to_type_hint(self) -> type[Record]:
        return self.record

    def __reduce__(self) -> tuple[type["RecordCoder"], tuple[type[Record]]]:
        return RecordCoder, (self.record,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordCoder) and other.record is self.record

    def __hash__(self) -> int:
        return hash((RecordCoder, self.record))

    @classmethod
    def from_type_hint(cls, typehint: Any, _registry: Any) -> Any:
        return cls(typehint)


def register() -> None:
    """Tell Beam about every record. Idempotent; `graph.py` calls it before it builds anything."""
    for record in RECORDS:
        registry.register_coder(record, RecordCoder)
