"""`vedette extract`: entries in, one line of JSON per entry out, by calling the stages in order, without a runner.

This is how quality is measured from outside, so its output is stable; docs/extract.md describes every field.
"""

import gzip
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from connectors.archive.read import entry_of_line
from pipeline.catalogue.catalogue import Catalogue
from pipeline.claims.model import ClaimModel
from pipeline.claims.read import read as read_claims
from pipeline.claims.report import reports
from pipeline.guard import guarded
from pipeline.mentions.gate import through
from pipeline.mentions.scan import scan
from pipeline.text.normalise import normalise
from schemas import Article, DeadLetter, Entry, Report, Scanned
from schemas.errors import InputError

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # reading claims needs no date, so none is demanded here


class Line(NamedTuple):
    """One input line: its `id` where one could be read, and its entry, or why there is none."""

    entry_id: Any
    entry: Entry | DeadLetter


def read(path: Path | None) -> Iterator[Line]:
    """The entries of a file (JSONL, plain or .gz; or .txt), or of standard input where `path` is None."""
    if path is None:
        yield from _json_lines(sys.stdin.buffer, "-")
    elif not path.is_file():
        raise InputError(f"{path} is not a file: give JSON Lines (.jsonl, .jsonl.gz), a .txt file, or - for stdin")
    else:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            if ".txt" in (suffix.lower() for suffix in path.suffixes[-2:]):
                yield Line(None, text_entry(stream.read(), str(path)))
            else:
                yield from _json_lines(stream, str(path))


def text_entry(document: bytes, where: str) -> Entry | DeadLetter:
    """A plain text as one entry: its first non-empty line is the title, all that follows the text, untouched."""
    try:
        lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", document.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        detail = f"not UTF-8 ({error}): save it as UTF-8"
        return DeadLetter(stage="archive", reason="encoding", detail=detail, where=where)
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    return Entry(title=lines[first].rstrip("\r\n"), content="".join(lines[first + 1 :]), where=where)


def extract(line: Line, catalogue: Catalogue, model: ClaimModel) -> dict[str, Any]:
    """What one entry says, or why it cannot be read."""
    if isinstance(line.entry, DeadLetter):
        return _dead(line.entry_id, line.entry)
    (article,) = guarded("normalise", _normalise, line.entry)
    if isinstance(article, DeadLetter):
        return _dead(line.entry_id, article)
    found = guarded("read", lambda a: article_reports(a, catalogue, model), article)
    if found and isinstance(found[0], DeadLetter):
        return _dead(line.entry_id, found[0])
    return {"entry_id": line.entry_id, "article": _article(article), "reports": [_report(r, catalogue) for r in found]}


def article_reports(article: Article, catalogue: Catalogue, model: ClaimModel) -> list[Report]:
    """Scan, gate, read and resolve, as the graph does."""
    found = scan(article, catalogue)
    scanned = Scanned(article=article, windows=through(found) if model.gated else found)
    return reports(scanned, read_claims(scanned, model), catalogue, model.name)


def _json_lines(stream: Iterable[bytes], where: str) -> Iterator[Line]:
    for number, raw in enumerate(_until_damage(stream), start=1):
        if raw is None:
            detail = "the compressed file is cut short or damaged here"
            yield Line(None, DeadLetter(stage="archive", reason="truncated", detail=detail, where=f"{where}:{number}"))
            return
        place = f"{where}:{number}"
        blank = DeadLetter(stage="archive", reason="empty", detail="a blank line", where=place)
        yield Line(_entry_id(raw), entry_of_line(raw.strip(), place) if raw.strip() else blank)


def _until_damage(stream: Iterable[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream; None where it turns out to be damaged."""
    try:
        yield from stream
    except (EOFError, gzip.BadGzipFile, zlib.error):
        yield None


def _entry_id(raw: bytes) -> Any:
    """The input's own `id`, whatever its type; None where it has none. Half surrogates become ?."""
    try:
        written = json.dumps(json.loads(raw)["id"], ensure_ascii=False, allow_nan=False)
        return json.loads(written.encode("utf-8", "replace"))
    except (ValueError, TypeError, LookupError, RecursionError):
        return None


def _normalise(entry: Entry) -> Iterator[Article]:
    yield normalise(entry, undated_at=UNDATED)


def _article(article: Article) -> dict[str, Any]:
    dated = article.published_at != UNDATED
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "language": article.language,
        "url": article.url,
        "outlet": article.outlet,
        "published_at": article.published_at.isoformat() if dated else None,
    }


def _report(report: Report, catalogue: Catalogue) -> dict[str, Any]:
    military, region, holder = report.military, report.region, report.holder
    place = catalogue.region(report.claim.region)
    return {
        "military": {
            "id": report.claim.military,
            "name": catalogue.military(report.claim.military).name,
            "surface": military.surface,
            "start": military.start,
            "end": military.end,
        },
        "activity": report.claim.activity,
        "region": {
            "id": place.id,
            "name": place.name,
            "country": place.country,
            "surface": region.surface,
            "start": region.start,
            "end": region.end,
        },
        "stance": report.stance,
        "holder": holder
        and {
            "id": holder.id,
            "side": holder.side,
            "surface": holder.surface,
            "start": holder.start,
            "end": holder.end,
        },
        "background": report.background,
        "confidence": round(report.confidence, 4),
        "evidence": {"start": report.evidence.start, "end": report.evidence.end},
    }


def _dead(entry_id: Any, letter: DeadLetter) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "error": {
            "stage": letter.stage,
            "reason": letter.reason,
            "detail": letter.detail,
            "where": letter.where,
        },
    }
