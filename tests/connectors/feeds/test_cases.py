"""The public acceptance cases: every FILE case of ../shared/data/feeds/cases gives what it expects."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.feeds.discover import discover
from connectors.feeds.feedfile import read_feeds
from tests.connectors.feeds.documents import read

CASES = Path(__file__).parents[4] / "shared" / "data" / "feeds" / "cases"


def cases() -> list[Any]:
    if not CASES.exists():
        return []
    found = map(json.loads, (CASES / "cases.jsonl").read_text(encoding="utf-8").splitlines())
    return [pytest.param(case, id=case["case"]) for case in found if case["kind"] == "file"]


@pytest.mark.skipif(not CASES.exists(), reason="needs ../shared/data/feeds/cases")
@pytest.mark.parametrize("case", cases())
def test_acceptance_case(case: dict[str, Any]) -> None:
    got, accepted = given(case), case.get("also_accept", {})
    assert not {k: got[k] for k, v in case["expect"].items() if got[k] != v and got[k] not in accepted.get(k, [])}


def given(case: dict[str, Any]) -> dict[str, Any]:
    """What we make of a case, under the names that the cases use."""
    path = CASES / case["file"]
    if "feeds" in case["expect"]:
        feeds = read_feeds(path)
        return {"entries": len(feeds), "feeds": [[feed.url, feed.title, feed.folder or None] for feed in feeds]}
    if "discovered" in case["expect"]:
        return {"discovered": [feed.url for feed in discover(path.read_bytes(), case["url"], case["content_type"])]}
    found = read(path.read_bytes(), case["content_type"], case["url"])
    first = found.entries[0]
    return {
        "entries": len(found.entries),
        "dead_letters": len(found.dead),
        "first_title": first.title,
        "first_summary": first.summary,
        "first_link": first.link or None,
        "first_id": first.guid,
        "first_published": first.published and first.published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "titles": [entry.title for entry in found.entries],
        "language": first.language,
        "languages": [entry.language for entry in found.entries],
        "distinct_ids": len({entry.guid or entry.link for entry in found.entries}),
    }
