"""Feeds that are not well, and feeds that only seem so."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.feeds.health import Trouble, content_age, report
from connectors.feeds.intake import FeedIntake, Seen
from connectors.feeds.state import ErrorClass, FeedState
from schemas import Feed

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(url="https://news.example/feed")
DAY = timedelta(days=1)


def troubles(intake: FeedIntake | None = None, **state: object) -> list[Trouble]:
    known = FeedState(**state)  # type: ignore[arg-type]
    [health] = report([(FEED, known)], {FEED.url: intake} if intake else {}, NOW)
    return [finding.trouble for finding in health.findings]


def test_a_feed_with_fresh_news_is_well() -> None:
    assert troubles(well_at=NOW, newest=NOW - DAY) == []


def test_a_feed_that_answers_for_ever_with_old_news_is_stale() -> None:
    assert troubles(well_at=NOW, newest=NOW - 8 * DAY) == [Trouble.STALE]


@pytest.mark.parametrize(("gap", "age", "is_stale"), [(3, 25, False), (3, 31, True), (30, 89, False), (30, 91, True)])
def test_how_old_is_too_old_depends_on_the_feed(gap: int, age: int, is_stale: bool) -> None:
    found = troubles(well_at=NOW, newest=NOW - age * DAY, gap=gap * DAY)
    assert found == ([Trouble.STALE] if is_stale else [])


def test_without_dates_content_is_as_old_as_the_last_new_entry() -> None:
    assert content_age(FeedState(new_at=NOW - DAY), NOW) == DAY
    assert troubles(well_at=NOW, new_at=NOW - 8 * DAY) == [Trouble.STALE]


def test_a_feed_without_entries_is_empty_and_one_never_asked_is_not() -> None:
    assert troubles(well_at=NOW) == [Trouble.EMPTY]
    assert troubles() == []


@pytest.mark.parametrize(
    ("error", "failures", "found"),
    [
        (ErrorClass.TIMEOUT, 1, []),
        (ErrorClass.TIMEOUT, 3, [Trouble.FAILING]),
        (ErrorClass.FORBIDDEN, 1, [Trouble.FAILING]),
        (ErrorClass.GONE, 1, [Trouble.GONE]),
        (ErrorClass.RATE_LIMITED, 9, []),
    ],
)
def test_failures_are_told_once_they_are_more_than_a_hiccup(
    error: ErrorClass, failures: int, found: list[Trouble]
) -> None:
    assert troubles(error=error, failures=failures, failing_since=NOW) == found


def test_a_feed_that_moved_should_be_renamed_in_the_feeds_file() -> None:
    assert troubles(well_at=NOW, newest=NOW, moved_to="https://new.example/") == [Trouble.MOVED]


def test_a_feed_that_is_long_due_is_told() -> None:
    assert troubles(well_at=NOW, newest=NOW, next_due=NOW - DAY) == [Trouble.UNPOLLED]


def seen(number: int, passed: int, language: str = "en") -> list[Seen]:
    return [Seen(FEED.url, language, "FR", NOW, at < passed) for at in range(number)]


def test_a_feed_of_which_nothing_passes_is_told() -> None:
    assert troubles(FeedIntake().with_(seen(500, 0)), well_at=NOW, newest=NOW) == [Trouble.NOTHING_PASSES]
    assert troubles(FeedIntake().with_(seen(500, 1)), well_at=NOW, newest=NOW) == []


def test_a_report_says_languages_and_the_share_that_passes() -> None:
    intake = FeedIntake().with_(seen(6, 3)).with_(seen(2, 1, "uk"))
    [health] = report([(FEED, FeedState())], {FEED.url: intake}, NOW)
    assert (health.languages, health.passed) == (("en", "uk"), 0.5)


def test_a_report_is_in_the_order_of_addresses() -> None:
    feeds = [(Feed(url=f"https://{name}.example/"), FeedState()) for name in "cab"]
    assert [health.feed.url[8] for health in report(feeds, {}, NOW)] == ["a", "b", "c"]
