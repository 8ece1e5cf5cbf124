"""Captured feed documents: the public acceptance cases, thousands of odd documents, and hostile ones."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from connectors.archive.feed import cut
from connectors.archive.read import entries
from connectors.archive.units import units
from connectors.archive.work import Document, Unit
from schemas import DeadLetter, Entry

SHARED = Path(__file__).parents[4] / "shared" / "data"
FEEDS = SHARED / "feeds"
# A charset in an HTTP header and subscription lists are the poller's; a plain `<table>` in a title is the normaliser's.
NOT_OURS = {"013", "023", "027", "029"}

needs_shared = pytest.mark.skipif(not FEEDS.exists(), reason="needs ../shared/data/feeds")


def read(document: bytes) -> list[Entry | DeadLetter]:
    return list(entries(Unit(path="a.xml", work=Document(data=document))))


def cases() -> list[Any]:
    if not FEEDS.exists():
        return []
    found = map(json.loads, (FEEDS / "cases" / "cases.jsonl").read_text(encoding="utf-8").splitlines())
    return [pytest.param(case, id=case["case"]) for case in found if case["kind"] == "file"]


@needs_shared
@pytest.mark.parametrize("case", cases())
def test_acceptance_case(case: dict[str, Any]) -> None:
    if case["case"][:3] in NOT_OURS:
        pytest.skip("not decided here")
    results = read((FEEDS / "cases" / case["file"]).read_bytes())
    found = [result for result in results if isinstance(result, Entry)]
    first, dead = found[0], len(results) - len(found)
    got = {
        "entries": len(found),
        "dead_letters": dead,
        "first_title": first.title,
        "first_summary": first.summary,
        "first_link": first.link or None,
        "first_published": first.published and first.published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": first.language,
        "languages": [entry.language for entry in found],
        "distinct_ids": len({entry.guid or entry.link for entry in found}),
    }
    accepted = case.get("also_accept", {})
    assert not {k: got[k] for k, v in case["expect"].items() if got[k] != v and got[k] not in accepted.get(k, [])}


@needs_shared
@pytest.mark.parametrize("folder", ["feedparser", "feedjira"])
def test_thousands_of_odd_documents_raise_nothing(folder: str) -> None:
    results = [result for unit in units([FEEDS / folder]) for result in entries(unit)]
    reasons = {result.reason for result in results if isinstance(result, DeadLetter)}
    assert reasons <= {"unknown-kind", "not-a-feed", "truncated", "empty", "encoding"}
    assert sum(isinstance(result, Entry) for result in results) > 300


@pytest.mark.parametrize(
    "hostile",
    [
        b"<![CDATA[" * 40_000,
        b"<title" + b" " * 400_000,
        b"<title>x</title><author>" + b"a." * 150_000 + b"</author>",
        b"<title>x</title>" + b"".join(b"<category>%d</category>" % number for number in range(15_000)),
        b"<title>x</title><pubDate>" + b" " * 400_000 + b"x</pubDate>",
    ],
)
def test_hostile_documents_take_no_quadratic_time(hostile: bytes) -> None:
    before = time.process_time()
    read(b'<rss version="2.0"><channel><item>' + hostile)
    assert time.process_time() - before < 10  # by quadratic time each took minutes


def test_entities_neither_multiply_nor_read_files() -> None:
    levels = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    document = b'<!DOCTYPE rss [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">%s]>' % levels
    (entry,) = read(document + b'<rss version="2.0"><channel><item><title>&a11;&f;x</title></item></channel></rss>')
    assert isinstance(entry, Entry)
    assert len(entry.title) < 40
    assert "root:" not in entry.title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<rss><channel><item></item></channel></rss>", (False, False)),
        ("<rss><channel><item></item></channel>", (False, False)),
        ("<rss><channel><item></item>", (True, False)),
        ("<a:feed><a:entry><a:title>", (True, True)),
        ("<rdf:RDF><channel></channel><item>", (True, True)),
        ("<html>", (False, False)),
    ],
)
def test_a_document_that_was_cut_is_told_from_a_sloppy_one(text: str, expected: tuple[bool, bool]) -> None:
    assert cut(text) == expected
