"""Hostile documents: no quadratic time, no bomb, no file read. What still takes too long, worker.py ends."""

import contextlib
import time

import pytest

from connectors.feeds.discover import discover
from connectors.feeds.opml import read_opml
from connectors.feeds.prepare import cut
from schemas.errors import NotAFeed
from tests.connectors.feeds.documents import read

ITEM = b'<rss version="2.0"><channel><item>'


@pytest.mark.parametrize(
    "hostile",
    [
        b"<![CDATA[" * 40_000,
        b"<title" + b" " * 400_000,
        b"<title>x</title><author>" + b"a." * 150_000 + b"</author>",
        b"<title>x</title>" + b"".join(b"<category>%d</category>" % number for number in range(15_000)),
        b"<title>x</title><pubDate>" + b" " * 400_000 + b"x</pubDate>",
        b"<title>" + b"&" * 300_000 + b"</title>",
        b"<title>" + b"&#" * 150_000 + b"</title>",
        b"<title>x</title><link>" + b"http:" * 60_000 + b"</link>",
    ],
    ids=["cdata", "spaces", "author", "categories", "date", "ampersands", "references", "link"],
)
def test_hostile_documents_take_no_quadratic_time(hostile: bytes) -> None:
    before = time.process_time()
    read(ITEM + hostile)
    assert time.process_time() - before < 10  # by quadratic time each took minutes


@pytest.mark.parametrize("piece", ["<url><loc>", "<!--", "<url>", "<title>x", "<loc><![CDATA["])
def test_hostile_sitemaps_take_no_quadratic_time(piece: str) -> None:
    before = time.process_time()
    with contextlib.suppress(NotAFeed):
        read(f"<urlset>{piece * 40_000}")
    assert time.process_time() - before < 10


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script", "<script>", "<link ", '<link a="', "<a href=x='\"", "<a:", '<outline text="a">', "&", "a="],
)
def test_hostile_pages_and_lists_take_no_quadratic_time(piece: str) -> None:
    before = time.process_time()
    discover(f"<html {piece * 100_000}", "https://ex.org/")
    read_opml(f"<opml {piece * 100_000}")
    assert time.process_time() - before < 10


def test_entities_neither_multiply_nor_read_files() -> None:
    levels = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    document = b'<!DOCTYPE rss [<!ENTITY a0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">%s]>' % levels
    found = read(document + b'<rss version="2.0"><channel><item><title>&a11;&f;x</title></item></channel></rss>')
    assert len(found.entries[0].title) < 40
    assert "root:" not in found.entries[0].title


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
