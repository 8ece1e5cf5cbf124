"""`RawArchive`: everything fetched, kept as it came: one gzip file a day, or several where a day is large.

    FOLDER/2026-11-26.0001.jsonl.gz      one Capture a line; `vedette replay FOLDER` reads it again

Each capture is a gzip member of its own, written in one go to a file that only this process writes: a kill cuts off
one line at the end of one file, and nothing that was written before it. Old days are removed after a success only.
"""

import contextlib
import gzip
import logging
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from connectors.feeds.capture import captured
from connectors.feeds.polls import Poll
from schemas import wire

ROTATE = 256_000_000  # bytes of a file
LEVEL = 6
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{4,})\.jsonl\.gz")

log = logging.getLogger(__name__)


class RawArchive:
    """Appends captures. `keep`: how long days are kept; None: for ever."""

    def __init__(self, folder: Path, *, keep: timedelta | None = None, rotate: int = ROTATE) -> None:
        self._folder, self._keep, self._rotate = folder, keep, rotate
        self._day: date | None = None
        self._file: IO[bytes] | None = None

    def append(self, poll: Poll, now: datetime) -> None:
        """Keep what a poll fetched. Raises OSError: what cannot be kept must not be taken for kept."""
        member = gzip.compress(wire.encode(captured(poll, now)) + b"\n", LEVEL, mtime=0)
        file = self._open(now.date())
        try:
            file.write(member)
            file.flush()
        except OSError:  # a disk that is full may have taken half of it: what comes next begins a new file
            self.close()
            raise

    def close(self) -> None:
        file, self._file = self._file, None
        if file:
            with contextlib.suppress(OSError):  # all that counts was flushed
                file.close()

    def _open(self, day: date) -> IO[bytes]:
        is_full = self._file is not None and self._file.tell() >= self._rotate
        if self._file is None or self._day != day or is_full:
            self.close()
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file, self._day = _created(self._folder, day), day
            self._forget(day)
        return self._file

    def _forget(self, today: date) -> None:
        """Remove what is older than is to be kept; a file that cannot be removed is tried again another day."""
        for name in expired((path.name for path in self._folder.iterdir()), today, self._keep):
            try:
                (self._folder / name).unlink(missing_ok=True)
            except OSError:
                log.warning("%s is older than is to be kept, but cannot be removed", self._folder / name)


def expired(names: Iterable[str], today: date, keep: timedelta | None) -> list[str]:
    """The files of days that need not be kept any more. What is not named like ours is not ours."""
    if keep is None:
        return []
    oldest = (today - keep).isoformat()
    days = ((match[1], name) for name in names if (match := _NAME.fullmatch(name)))
    return sorted(name for day, name in days if day < oldest)


def _created(folder: Path, day: date) -> IO[bytes]:
    """A new file, numbered behind all others of the day: two processes never write one."""
    numbers = [
        int(match[2]) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name)) and match[1] == str(day)
    ]
    number = max(numbers, default=0)
    while True:
        number += 1
        try:
            return (folder / f"{day}.{number:04d}.jsonl.gz").open("xb")
        except FileExistsError:
            continue
