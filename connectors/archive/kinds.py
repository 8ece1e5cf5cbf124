"""What kind of archive a file is: by its name where that says it, else by its content. Pure functions."""

import csv
import enum
from collections.abc import Iterable
from pathlib import PurePosixPath

from connectors.archive.fields import is_field
from connectors.feeds.encoding import bom

COMPRESSED = frozenset({".gz", ".gzip", ".zst", ".zstd"})
DELIMITERS = ",;\t|"


class Kind(enum.StrEnum):
    LINES = "lines"  # JSON Lines
    ITEMS = "items"  # a JSON array of entries
    TABLE = "table"  # CSV, TSV
    DOCUMENT = "document"  # RSS, Atom, RDF, JSON Feed, one JSON object


BY_SUFFIX = {
    ".jsonl": Kind.LINES,
    ".ndjson": Kind.LINES,
    ".jsonlines": Kind.LINES,
    ".csv": Kind.TABLE,
    ".tsv": Kind.TABLE,
    ".xml": Kind.DOCUMENT,
    ".rss": Kind.DOCUMENT,
    ".atom": Kind.DOCUMENT,
    ".rdf": Kind.DOCUMENT,
}


def kind(name: str, head: bytes) -> Kind | None:
    """The kind of the file `name` that begins with `head`; None for what holds no entries."""
    return BY_SUFFIX.get(_suffix(name)) or _sniffed(head)


def header_names(line: str) -> tuple[str, ...]:
    """The names in a table's first line."""
    return _split(line, delimiter(line))


def delimiter(header: str) -> str:
    """The delimiter under which most names are names of fields we know; the comma where none is."""
    return max(DELIMITERS, key=lambda mark: known(_split(header, mark)))


def known(names: Iterable[str]) -> int:
    """How many of the names are names of fields we know."""
    return sum(map(is_field, names))


def _suffix(name: str) -> str:
    """The last suffix that does not merely name a compression."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    return next((suffix for suffix in reversed(suffixes) if suffix not in COMPRESSED), "")


def _sniffed(head: bytes) -> Kind | None:
    lines = [line.strip() for line in head.decode(bom(head) or "utf-8", "replace").splitlines() if line.strip()]
    first, second = (*lines, "", "")[:2]
    match first[:1]:
        case "<":
            return Kind.DOCUMENT
        case "[":
            return Kind.ITEMS
        case "{":
            return Kind.LINES if first.endswith("}") and second.startswith("{") else Kind.DOCUMENT
    return Kind.TABLE if known(header_names(first)) > 1 else None


def _split(line: str, mark: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line.strip("\r\n")], delimiter=mark), ()))
    except csv.Error:
        return ()
