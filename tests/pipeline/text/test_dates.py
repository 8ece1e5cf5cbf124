from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.text.dates import arbitrate
from schemas.article import DateSource
from schemas.errors import RejectedEntry
from tests.pipeline.text.golden import rows

SEEN = datetime(2022, 3, 5, 9, tzinfo=UTC)


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text.strip() else None


@pytest.mark.parametrize(("what", "feed", "url", "seen", "published", "source"), rows("dates.tsv"))
def test_the_believable_date_wins(what: str, feed: str, url: str, seen: str, published: str, source: str) -> None:
    dates = arbitrate(_time(feed), f"https://example.org{url}", _time(seen))
    assert (dates.published_at, dates.source) == (_time(published), source), what


def test_the_publication_stands_in_for_a_missing_sighting() -> None:
    assert arbitrate(SEEN, "", None).seen_at == SEEN


def test_an_entry_without_any_date_is_undated() -> None:
    with pytest.raises(RejectedEntry) as caught:
        arbitrate(None, "https://example.org/a", None)
    assert caught.value.reason == "undated"


def test_a_given_date_dates_only_what_has_none() -> None:
    given = datetime(2020, 1, 1, tzinfo=UTC)
    assert arbitrate(None, "", None, given) == (given, given, DateSource.GIVEN)
    assert arbitrate(SEEN, "", None, given).source is DateSource.FEED


def test_times_of_other_zones_and_of_none_become_utc() -> None:
    kyiv = datetime(2022, 3, 4, 12, tzinfo=timezone(timedelta(hours=2)))
    assert arbitrate(kyiv, "", None).published_at.isoformat() == "2022-03-04T10:00:00+00:00"
    assert arbitrate(SEEN.replace(tzinfo=None), "", None).published_at == SEEN


def test_dates_at_the_edge_of_the_calendar_are_not_believed() -> None:
    edge = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    assert arbitrate(edge, "", SEEN).source is DateSource.FETCH
    assert arbitrate(datetime.min.replace(tzinfo=timezone(timedelta(hours=12))), "", SEEN).published_at == SEEN
