"""The claims files as articles: entries annotated by hand, for measuring. Never imported at run time."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pipeline.text.language import language
from schemas import Article, DateSource, Span

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_EPOCH = datetime(2023, 1, 1, tzinfo=UTC)


class GoldEntry(NamedTuple):
    """An entry of a claims file, as an article, with its claims as they are in the file."""

    article: Article
    claims: list[dict[str, Any]]


def read(path: Path) -> Iterator[GoldEntry]:
    """The entries of one claims file, in file order."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield GoldEntry(article(row), row["claims"])


def article(row: dict[str, Any]) -> Article:
    """The article of a row, text untouched."""
    host = urlsplit(row.get("url") or row.get("link") or "").hostname or ""
    return Article(
        id=row.get("id", ""),
        entry_key=row.get("id", ""),
        revision="",
        url=row.get("url", ""),
        feed=row.get("feed", ""),
        outlet=host.removeprefix("www."),
        family=host,
        title=row.get("title") or "",
        text=row.get("text") or "",
        language=language(row.get("title") or "", row.get("text") or "", row.get("language") or ""),
        published_at=_EPOCH,
        date_source=DateSource.GIVEN,
        seen_at=_EPOCH,
        fingerprint="",
    )


def locate(body: str, surface: str, near: str = "") -> Span | None:
    """Where a gold surface stands; of several places the one closest to `near`."""
    places = [at for at in range(len(body)) if body.startswith(surface, at)] if surface else []
    if not places:
        return None
    anchor = body.find(near) if near else 0
    at = min(places, key=lambda place: abs(place - anchor))
    return Span(start=at, end=at + len(surface))
