"""Intake by language and country, and its collapse."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feeds.intake import Collapse, HourlyIntake, Seen, collapses, hourly, recent

NOW = datetime(2026, 3, 9, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def rows(
    per_hour: Callable[[datetime], int], days: float = 8, language: str = "uk", country: str = "UA"
) -> list[HourlyIntake]:
    """Counters of all whole hours before NOW."""
    top = NOW.replace(minute=0)
    hours = [top - number * HOUR for number in range(1, int(days * 24) + 1)]
    return [HourlyIntake(hour=at, language=language, country=country, entries=per_hour(at)) for at in hours]


def stopped(at: datetime) -> int:
    return 10 if at < NOW - 7 * HOUR else 0


def names(found: list[Collapse]) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in found]


def test_a_language_that_stops_is_told_and_so_is_its_country() -> None:
    found = collapses([*rows(stopped), *rows(lambda at: 10, language="en", country="GB")], NOW)
    assert names(found) == [("country", "UA"), ("language", "uk")]
    assert (found[0].entries, found[0].usual) == (0, 60)


def test_a_language_whose_counters_end_is_told_too() -> None:
    old = [row for row in rows(stopped) if row.entries]
    assert names(collapses([*old, *rows(lambda at: 10, language="en", country="GB")], NOW)) == [
        ("country", "UA"),
        ("language", "uk"),
    ]


def test_a_collapse_is_one_alert_a_day() -> None:
    first, later = collapses(rows(stopped), NOW), collapses(rows(stopped), NOW + HOUR)
    assert [one.id for one in first] == [one.id for one in later]
    assert "vedette feeds health" in first[0].message


@pytest.mark.parametrize(
    "per_hour",
    [
        lambda at: 10,
        lambda at: 20 if at.hour in range(12, 24) else 0,  # a feed that sleeps until noon sleeps every day
        lambda at: 1 if at < NOW - 7 * HOUR else 0,  # few come and go by chance
        lambda at: 10 if at < NOW - 7 * HOUR else 4,  # fewer, but far from none
        lambda at: 10 if at.weekday() > 0 else 1,  # as on the Monday before
    ],
)
def test_what_is_usual_is_no_collapse(per_hour: Callable[[datetime], int]) -> None:
    assert collapses(rows(per_hour), NOW) == []


def test_who_has_not_watched_for_days_knows_nothing_of_what_is_usual() -> None:
    assert collapses(rows(stopped, days=2.5), NOW) == []


def test_what_is_no_longer_needed_is_forgotten() -> None:
    kept = recent(rows(stopped, days=40), NOW)
    assert len(kept) < 8 * 24
    assert collapses(kept, NOW) == collapses(rows(stopped, days=40), NOW)


moments = st.integers(0, 100).map(lambda minutes: NOW - timedelta(minutes=minutes))
sightings = st.builds(
    Seen, st.just("f"), st.sampled_from(["en", "uk"]), st.sampled_from(["", "UA"]), moments, st.booleans()
)


@given(st.lists(sightings), st.integers(0, 30))
def test_counters_do_not_depend_on_batches_or_order(seen: list[Seen], cut: int) -> None:
    assert hourly(seen[cut:], hourly(seen[:cut])) == hourly(reversed(seen))
    assert sum(row.entries for row in hourly(seen)) == len(seen)
