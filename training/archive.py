"""The feed archives of `../shared`, and the labels that we gave to some of their entries.

    .venv/bin/python -m training.archive          prints how many labelled entries and claims there are

The texts are their publishers' and stay where they were captured. What is ours, and in `data/archive/` (CC0), is what
they claim: one JSON object a line, `{"id", "language", "characters", "claims": […]}`. Claims are as in the labelled
files; the id is of the captured link and title, so that label and text find each other again; whoever labelled it has
seen that many characters of the text.
"""

import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.text.boilerplate import strip_boilerplate
from pipeline.text.html import to_text, to_title
from training.claims import SHARED

ARCHIVES = SHARED / "archive"
LABELS = Path(__file__).parent / "data" / "archive"
READ = 500  # characters of a text


def captured(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every line of an archive as it was captured, with its number."""
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines):
            yield number, json.loads(line)


def entry(row: dict[str, Any]) -> dict[str, Any]:
    """A captured line as an entry, markup and boilerplate off."""
    text = " ".join(strip_boilerplate(to_text(row["description"] or "")).split())
    return {
        "id": identity(row), "language": (row["language"] or "")[:2], "title": to_title(row["title"] or ""),
        "text": text, "published": row["date_published"], "feed": row["source"], "url": row["link"] or "",
    }  # fmt: skip


def identity(row: dict[str, Any]) -> str:
    return hashlib.sha1(f"{row['link']}\n{row['title']}".encode()).hexdigest()[:12]


def annotated(archives: Path = ARCHIVES) -> Iterator[dict[str, Any]]:
    """The labelled entries with their texts, as in the labelled files, in the order of the archives."""
    labels = {row["id"]: row for path in sorted(LABELS.glob("*.jsonl")) for row in _rows(path)}
    for path in sorted(archives.glob("*.jsonl.gz")):
        for _, row in captured(path):
            label = labels.pop(identity(row), None)
            if label:
                made = entry(row)
                yield {
                    **made, "text": made["text"][: label["characters"]],
                    "language": label["language"], "claims": label["claims"],
                }  # fmt: skip


def unlabelled(claims: Path, archives: Path = ARCHIVES) -> Iterator[dict[str, Any]]:
    """The other entries as in the labelled files, each title once, without those of `claims` (train and dev)."""
    known = {json.loads(line)["id"] for path in LABELS.glob("*.jsonl") for line in path.open(encoding="utf-8")}
    seen = {titled(row["title"]) for name in ("train", "dev") for row in _rows(claims / f"{name}.jsonl")}
    seen |= {titled(row["title"]) for row in annotated(archives)}
    for path in sorted(archives.glob("*.jsonl.gz")):
        for _, row in captured(path):
            title = titled(row["title"] or "")
            if title not in seen and identity(row) not in known:
                yield {**(made := entry(row)), "text": _short(made["text"]), "claims": []}
            seen.add(title)


def titled(title: str) -> str:
    """A title's letters and digits: what two copies of an entry have in common."""
    return re.sub(r"\W+", " ", title.lower()).strip()


def _short(text: str) -> str:
    """As much as those who labelled have seen."""
    return text if len(text) <= READ else text[:READ].rsplit(" ", 1)[0]


def strangers(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Words of claims that do not stand in their entry, each with its id."""
    for row in rows:
        body = f"{row['title']}\n{row['text']}"
        words = (claim[slot] for claim in row["claims"] for slot in ("military", "region", "holder"))
        yield from ((row["id"], word) for word in words if word and word not in body)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def main() -> int:
    if not ARCHIVES.is_dir():
        print(f"{ARCHIVES} is not here: the labels have no texts")
        return 1
    rows = list(annotated())
    lost = list(strangers(rows))
    print("| language | entries | claims | affirmed | planned | possible | denied |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for language in sorted({row["language"] for row in rows}):
        own = [row for row in rows if row["language"] == language]
        stances = Counter(claim["stance"] for row in own for claim in row["claims"])
        counts = (len(own), stances.total(), *(stances[each] for each in ("affirmed", "planned", "possible", "denied")))
        print(f"| {language} | " + " | ".join(map(str, counts)) + " |")
    print(f"words that do not stand in the text: {lost}")
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main())
