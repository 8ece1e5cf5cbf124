"""`Unit`: a piece of an archive, small enough to travel to a worker, complete enough to be read there without the file.

A unit is one type with four kinds of work inside, so that Beam needs one coder for it.
"""

from schemas.record import Record

BYTES_PER_ENTRY = 1024  # of a feed document, roughly: only balances chunks of work
HEAVY_ENTRY = 4096  # bytes: an entry above this counts as several, so that chunks stay small in memory


class Lines(Record, frozen=True, kw_only=True, tag="lines"):
    """JSON texts of one entry each, untouched. Blank ones are kept, so that `first` tells the numbers of all."""

    first: int  # number of the first
    lines: tuple[bytes, ...]
    mark: str = ":"  # how a number is written behind the path: ":" lines of a file, "#" items of a JSON array


class Rows(Record, frozen=True, kw_only=True, tag="rows"):
    """Rows of a table, split into fields but not decoded."""

    header: tuple[str, ...]
    numbers: tuple[int, ...]  # the line on which each row begins
    rows: tuple[tuple[bytes, ...], ...]


class Document(Record, frozen=True, kw_only=True, tag="document"):
    """A whole feed document, as captured."""

    data: bytes


class Broken(Record, frozen=True, kw_only=True, tag="broken"):
    """What cannot be read at all; it becomes a dead letter."""

    where: str
    reason: str
    detail: str
    payload: bytes = b""


class Unit(Record, frozen=True, kw_only=True):
    """A piece of work of the file `path` (as the user wrote it; `a.zip!member` inside a zip)."""

    path: str
    work: Lines | Rows | Document | Broken

    @property
    def weight(self) -> int:
        """About how many entries it holds; long ones count several times."""
        match self.work:
            case Lines(lines=lines):
                return max(len(lines), sum(map(len, lines)) // HEAVY_ENTRY)
            case Rows(rows=rows):
                return max(len(rows), sum(len(field) for row in rows for field in row) // HEAVY_ENTRY)
            case Document(data=data):
                return 1 + len(data) // BYTES_PER_ENTRY
            case Broken():
                return 1
