"""Reads the sample without Vedette's own readers, so that a fault of theirs cannot hide a fault of the sample."""

import csv
import gzip
import html
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser

SAMPLES = Path(__file__).parents[2] / "samples"
ARCHIVE = SAMPLES / "archive"


def days() -> list[dict[str, Any]]:
    """Every entry of the day files."""
    return [json.loads(line) for path in sorted(ARCHIVE.glob("2026-*")) for line in _text(path).splitlines()]


def documents() -> list[dict[str, Any]]:
    """Every item of the captured feed documents, in the day files' fields as far as the texts go."""
    return [item for path in sorted((ARCHIVE / "feeds").iterdir()) for item in _items(path)]


def entries() -> list[dict[str, Any]]:
    return days() + documents()


def expected() -> list[dict[str, str]]:
    with (SAMPLES / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def body(entry: dict[str, Any]) -> str:
    """Title and text without markup: roughly what the annotator saw."""
    return f"{entry['title']}\n{html.unescape(re.sub(r'<[^>]+>', ' ', entry['description']))}"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def _items(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".json":
        items = json.loads(path.read_text(encoding="utf-8"))["items"]
        return [_item(i["id"], i["title"], i.get("content_html") or i["content_text"]) for i in items]
    parsed = feedparser.parse(path.read_bytes())
    assert not parsed.bozo, f"{path.name}: {parsed.get('bozo_exception')}"
    return [_item(i.id, i.title, i.content[0].value if "content" in i else i.summary) for i in parsed.entries]


def _item(guid: str, title: str, description: str) -> dict[str, Any]:
    return {"id": guid, "guid": guid, "title": title, "description": description}
