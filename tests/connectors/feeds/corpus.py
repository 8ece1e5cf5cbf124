"""Thousands of documents of others in one table: what each yields, as counts and hashes, without a sentence of theirs.

`python -m tests.connectors.feeds.corpus` writes the table anew from ../shared: read the diff.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from connectors.feeds.parse import parse
from schemas import wire
from schemas.errors import NotAFeed

SHARED = Path(__file__).parents[4] / "shared" / "data" / "feeds"
TABLE = Path(__file__).parents[2] / "data" / "feeds" / "corpus.tsv"
HEAD = "document\tentries\tdead letters\terror\tsha256 of the entries"
FOLDERS = {"feedparser": "*.xml", "feedjira": "*"}
SEEN_AT = datetime(2026, 1, 1, tzinfo=UTC)


def documents() -> Iterator[Path]:
    """All documents, in order of name."""
    for folder, pattern in FOLDERS.items():
        yield from sorted(
            path for path in (SHARED / folder).rglob(pattern) if path.is_file() and path.name != "LICENSE"
        )


def summary(path: Path) -> str:
    """What the document yields, as one line."""
    name = path.relative_to(SHARED).as_posix()
    try:
        found = parse(path.read_bytes(), url=f"https://feeds.example/{name}", content_type="", seen_at=SEEN_AT)
    except NotAFeed as error:
        return f"{name}\t0\t\t{error.error_class}\t"
    digest = hashlib.sha256(b"\n".join(map(wire.encode, found.entries))).hexdigest()[:16] if found.entries else ""
    reasons = ",".join(letter.reason for letter in found.dead)
    return f"{name}\t{len(found.entries)}\t{reasons}\t\t{digest}"


if __name__ == "__main__":
    TABLE.write_text("\n".join([HEAD, *map(summary, documents())]) + "\n", encoding="utf-8")
