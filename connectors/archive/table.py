"""Cutting a table (CSV, TSV) into rows. Only the csv module knows where a row ends, so rows are split into fields here.

Bytes pass through the module as Latin-1, which maps each byte to one character and back: text is decoded by workers.
"""

import csv
from collections.abc import Iterator

from connectors.archive.kinds import delimiter, header_names, known
from connectors.archive.source import Source
from connectors.archive.split import LINE_LIMIT, SHOWN, Piece, batched, numbered_lines
from connectors.archive.work import Broken, Rows

COLUMNS = "title, description, text, link, date, source, language"


def table(path: str, source: Source, size: int) -> Iterator[Rows | Broken]:
    """The rows of a table in batches. Its first line must name the columns."""
    physical = _PhysicalLines(path, source)
    first = next(physical, "")
    header = header_names(first.encode("latin-1").decode("utf-8", "replace"))
    if not known(header):
        yield from physical.taken()
        if first:
            detail = f"the first line names no column we know, such as {COLUMNS}"
            yield Broken(where=f"{path}:1", reason="no-header", detail=detail, payload=_bytes(first)[:SHOWN])
        return
    for batch in batched(_rows(path, physical, delimiter(first)), size):
        if isinstance(batch, Broken):
            yield batch
        else:
            yield Rows(header=header, numbers=tuple(p.number for p in batch), rows=tuple(p.data for p in batch))


def _rows(path: str, physical: "_PhysicalLines", mark: str) -> Iterator[Piece[tuple[bytes, ...]] | Broken]:
    csv.field_size_limit(LINE_LIMIT)  # the module's own limit of 128 KiB is a setting of the whole process
    reader = csv.reader(physical, delimiter=mark, strict=True)
    while True:
        physical.begin_row()
        try:
            row = next(reader, None)
        except csv.Error as error:
            physical.refuse_row(str(error))
            row = []
        yield from physical.taken()
        if row is None:
            return
        if row:
            fields = tuple(map(_bytes, row))
            yield Piece(physical.row_begins, sum(map(len, fields)), fields)


class _PhysicalLines:
    """The lines that the csv module asks for, and where they stood. A row may grow to LINE_LIMIT."""

    def __init__(self, path: str, source: Source) -> None:
        self._path = path
        self._lines = numbered_lines(path, source)
        self._broken: list[Broken] = []
        self.begin_row()

    def begin_row(self) -> None:
        self.row_begins, self._length, self._start = 0, 0, ""

    def refuse_row(self, detail: str) -> None:
        """The row that was begun cannot be read."""
        where, payload = f"{self._path}:{self.row_begins}", _bytes(self._start)[:SHOWN]
        self._broken.append(Broken(where=where, reason="broken-csv", detail=detail, payload=payload))

    def taken(self) -> list[Broken]:
        """What could not be read since the last call."""
        broken, self._broken = self._broken, []
        return broken

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            if not isinstance(line, Broken):
                return self._given(line)
            self._broken.append(line)
            if self._length:
                raise csv.Error("a line inside this row could not be read")
        raise StopIteration

    def _given(self, line: Piece[bytes]) -> str:
        text = line.data.decode("latin-1") + "\n"
        self.row_begins, self._start = self.row_begins or line.number, self._start or text
        self._length += len(text)
        if self._length > LINE_LIMIT:
            raise csv.Error(f"a row of more than {LINE_LIMIT:,} bytes: is a quote not closed?")
        return text


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")
