"""`entries(unit)`: a piece of work parsed. Runs in workers: pure, keeps no state, never raises for what the input says.

Every entry carries where it stood: `file:line`, `file#item` for items of arrays and of feed documents, and
`zip!member` for a file inside a zip.
"""

from collections.abc import Iterator

from connectors.archive.dead import attempt, dead
from connectors.archive.encoding import utf8
from connectors.archive.feed import feed_entries
from connectors.archive.fields import entry_of
from connectors.archive.objects import document_entries, object_entry, parsed
from connectors.archive.work import Broken, Document, Lines, Rows, Unit
from connectors.feeds import capture, jsonfeed
from connectors.feeds.encoding import decoded
from schemas import DeadLetter, Entry
from schemas.errors import RejectedEntry


def entries(unit: Unit) -> Iterator[Entry | DeadLetter]:
    """The unit's entries, and a dead letter for each that cannot be read. A date is not demanded here."""
    match unit.work:
        case Lines(first=first, lines=lines, mark=mark):
            for number, line in enumerate(lines, first):
                if line.startswith(capture.MARK):
                    yield from capture.entries(line, f"{unit.path}{mark}{number}")
                elif line.strip():
                    yield entry_of_line(line, f"{unit.path}{mark}{number}")
        case Rows(header=header, numbers=numbers, rows=rows):
            for number, row in zip(numbers, rows, strict=True):
                yield _entry_of_row(header, row, f"{unit.path}:{number}")
        case Document(data=data):
            yield from _document(data, unit.path)
        case Broken(where=where, reason=reason, detail=detail, payload=payload):
            yield dead(where, reason, detail, payload)


def entry_of_line(line: bytes, where: str) -> Entry | DeadLetter:
    """The entry that one line of JSON holds, or why it holds none."""
    return attempt(lambda: object_entry(parsed(line), where), where, line)


def _entry_of_row(header: tuple[str, ...], row: tuple[bytes, ...], where: str) -> Entry | DeadLetter:
    def make() -> Entry:
        if len(row) != len(header):
            raise RejectedEntry("broken-csv", f"{len(row)} fields where the header names {len(header)}")
        return entry_of(dict(zip(header, map(utf8, row), strict=True)), where)

    return attempt(make, where, b",".join(row))


def _document(data: bytes, where: str) -> Iterator[Entry | DeadLetter]:
    try:
        text = decoded(data)
        is_json = text.lstrip("\ufeff \t\r\n").startswith(("{", "["))
        raw = parsed(text.strip("\ufeff \t\r\n").encode()) if is_json else None
    except RejectedEntry as error:
        yield dead(where, error.reason, error.detail, data)
        return
    is_dump = is_json and not jsonfeed.says_so(raw)
    yield from document_entries(raw, where) if is_dump else feed_entries(text, where)
