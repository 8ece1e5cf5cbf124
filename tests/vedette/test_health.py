"""`vedette feeds health` over a store."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from typer.testing import CliRunner

from connectors.feeds.polls import Poll
from connectors.feeds.state import ErrorClass, FeedState
from connectors.store import open_store
from schemas import Feed
from vedette.feeds import app

NOW = datetime.now(UTC)
WELL, STALE, GONE = (Feed(url=f"https://{name}.example/feed") for name in ("well", "stale", "gone"))


def store_at(folder: Path) -> str:
    url = f"sqlite:///{folder / 'vedette.db'}"
    with open_store(url) as store:
        store.feeds.define([WELL, STALE, GONE], "feeds.toml")
        for feed, state in (
            (WELL, FeedState(next_due=NOW, well_at=NOW, newest=NOW)),
            (STALE, FeedState(next_due=NOW, well_at=NOW, newest=NOW - timedelta(days=400))),
            (GONE, FeedState(next_due=NOW, error=ErrorClass.GONE, failures=1)),
        ):
            store.feeds.commit_poll(Poll(feed, state), NOW)
    return url


def test_feeds_that_are_not_well_are_shown_and_counted(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["health", "--store", store_at(tmp_path)], env={"COLUMNS": "160"})
    assert result.exit_code == 0
    assert "stale: it answers, but its newest entry is 400 days old" in result.output
    assert "well.example" not in result.output
    assert "3 feeds: 1 well, 1 gone, 1 stale" in result.output


def test_as_json_each_feed_is_a_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["health", "--all", "--format", "jsonl", "--store", store_at(tmp_path)])
    lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    assert [line["feed"]["url"] for line in lines] == [GONE.url, STALE.url, WELL.url]
