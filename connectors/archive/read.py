"""`entries(unit)`: a piece of work parsed. Runs in workers: pure, keeps no state, never raises for what the input says.

Every entry carries where it stood: `file:line`, `file#item` for the items of arrays and feed documents, `zip!member`.
"""

from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

import msgspec

from connectors.archive.encoding import decoded
from connectors.archive.feed import feed_entries
from connectors.archive.fields import entry_of, not_empty
from connectors.archive.jsonfeed import object_entries
from connectors.archive.work import Broken, Document, Lines, Rows, Unit
from schemas import DeadLetter, Entry, wire
from schemas.deadletter import PAYLOAD_LIMIT, clip
from schemas.errors import RejectedEntry, WireError

OWN = "vedette.entry/1"
STAGE = "archive"


def entries(unit: Unit) -> Iterator[Entry | DeadLetter]:
    """The unit's entries, and a dead letter for each that cannot be read. Dates are not demanded here."""
    match unit.work:
        case Lines(first=first, lines=lines, mark=mark):
            for number, line in enumerate(lines, first):
                if line.strip():
                    yield entry_of_line(line, f"{unit.path}{mark}{number}")
        case Rows():
            yield from _rows(unit.path, unit.work)
        case Document(data=data):
            yield from _document(unit.path, data)
        case Broken(where=where, reason=reason, detail=detail, payload=payload):
            yield _dead(where, reason, detail, payload)


def entry_of_line(line: bytes, where: str) -> Entry | DeadLetter:
    """The entry that one JSON text holds, or why it holds none."""
    return _guarded(lambda: _parsed(line, where), where, line)
