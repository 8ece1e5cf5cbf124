"""Vedette's own archive: gzipped JSON Lines, one file a day of `seen_at`, in the order in which the entries come.

The same entries give the same bytes: no clock, no file name, no place of origin is written.
"""

import gzip
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from schemas import Entry, wire
from schemas.errors import InputError

OPEN_DAYS = 32  # files held open at once; an archive may span years
UNDATED = "undated"


def write_archive(entries: Iterable[Entry], folder: Path) -> tuple[Path, ...]:
    """Write `folder/2022-03-01.jsonl.gz` and so on, and give their paths. `where` is left out: reading sets it.

    The day is that of `seen_at`, else of `published`, else the file is `undated`. Files appear together when all
    entries are written. Raises InputError where one of them is there already: nothing is replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    days = _Days(folder)
    try:
        for entry in entries:
            days.write(entry)
        return days.published()
    finally:
        days.discard()


class _File(NamedTuple):
    raw: IO[bytes]
    packed: gzip.GzipFile

    def close(self) -> None:
        self.packed.close()
        self.raw.close()


class _Days:
    """The files of all days, written under hidden names. Those used last are open; the others get a further member."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hidden: dict[Path, Path] = {}
        self._open: OrderedDict[Path, _File] = OrderedDict()

    def write(self, entry: Entry) -> None:
        path = self._folder / f"{_day(entry)}.jsonl.gz"
        if path not in self._open:
            self._close(keep=OPEN_DAYS - 1)
            self._open[path] = self._opened(path)
        self._open.move_to_end(path)
        self._open[path].packed.write(wire.encode(msgspec.structs.replace(entry, where="")) + b"\n")

    def published(self) -> tuple[Path, ...]:
        """All files, now under their own names."""
        self._close(keep=0)
        paths = tuple(sorted(self._hidden))
        for path in paths:
            self._hidden.pop(path).rename(path)
        return paths

    def discard(self) -> None:
        """Remove what has not been published."""
        self._close(keep=0)
        for hidden in self._hidden.values():
            hidden.unlink()

    def _opened(self, path: Path) -> _File:
        if path.exists():
            raise InputError(f"{path} is there already: choose an empty folder, or remove the file")
        mode = "ab" if path in self._hidden else "wb"
        raw = self._hidden.setdefault(path, path.with_name(f".{path.name}.part")).open(mode)
        # Left alone, GzipFile writes the file's name and the time into its header.
        return _File(raw, gzip.GzipFile("", mode, fileobj=raw, mtime=0))

    def _close(self, *, keep: int) -> None:
        while len(self._open) > keep:
            self._open.popitem(last=False)[1].close()


def _day(entry: Entry) -> str:
    date = entry.seen_at or entry.published
    return date.date().isoformat() if date else UNDATED
