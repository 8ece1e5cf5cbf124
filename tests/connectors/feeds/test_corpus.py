"""All 2,106 documents of feedparser's own tests and the 43 of feedjira: none crashes, each yields what it did."""

import pytest

from tests.connectors.feeds.corpus import FOLDERS, HEAD, SHARED, TABLE, documents, summary


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/feeds")
@pytest.mark.parametrize("folder", FOLDERS)
def test_documents_of_others_yield_what_is_written_down(folder: str) -> None:
    golden = [line for line in table()[1:] if line.startswith(f"{folder}/")]
    given = [summary(path) for path in documents() if path.is_relative_to(SHARED / folder)]
    assert [line for line in given if line not in set(golden)] == []
    assert given == golden


def test_the_table_covers_every_document_and_quotes_none() -> None:
    assert table()[0] == HEAD
    assert [sum(line.startswith(folder) for line in table()) for folder in FOLDERS] == [2106, 43]
    assert all(line.isascii() and len(line.split("\t")) == 5 for line in table())


def table() -> list[str]:
    return TABLE.read_text(encoding="utf-8").splitlines()
