"""What dates mean, and which are none."""

from datetime import UTC, datetime

import pytest

from connectors.feeds.dates import when

TEN = datetime(2024, 3, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-05T10:00:00Z",
        "2024-03-05 10:00:00+00:00",
        "2024-03-05T12:00+0200",
        "2024-03-05T12+02",
        "2024-03-05 10:00",
        "2024-03-05 10:00:00 UTC",
        "2024-03-05T05:00:00-05:00[America/New_York]",
        "2024-3-5 10:00",
        "2024/03/05 10:00:00",
        "20240305100000",
        "20240305T100000Z",
        "5.3.2024 10:00",
        "Tue, 05 Mar 2024 10:00:00 GMT",
        "Tue, 5 Mar 2024 12:00:00 +0200 (EET)",
        "Tue, 05 Mar 24 05:00 EST",
        "Tue, 05 Mar 2024 13:00:00 MSK",
        "Tue, 05 Mar 2024 13:00:00 GMT+0300",
        "05-Mar-2024 10:00:00",
        "Tue Mar  5 10:00:00 2024",
        "Tue Mar 05 10:00:00 +0000 2024",
        "March 5, 2024 10:00 AM",
        "Tuesday, March 5, 2024 - 10:00",
        "1709632800",
        "1709632800000",
        1709632800,
        1709632800.0,
        1709632800000,
    ],
)
def test_every_usual_way_of_writing_a_moment_is_read(written: object) -> None:
    assert when(written) == TEN


@pytest.mark.parametrize(
    "written",
    [
        *("", "yesterday", "2024", "Mar 2024", "05/03/2024", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z", "x" * 100),
        *("9999-12-31T23:59:59-12:00", "1970-01-01T00:00:00Z", "Wed, 00 Jan 2024 24:00:00 +0000", "2024-02-30"),
        *("Tue, 05 Mar 2024 10:00:00 IST", "Tue, 05 Mar 2024 10:00:00 XYZT", "2024-03-05T10:00:00+99:99"),
        *(None, True, [], {}, 0, 17, -1, float("nan"), float("inf"), 10**400),
    ],
)
def test_what_is_uncertain_is_no_date(written: object) -> None:
    assert when(written) is None


def test_afternoon_is_twelve_hours_later_and_noon_is_not() -> None:
    read = [when(f"March 5, 2024 {clock}") for clock in ("12:30 AM", "12:30 PM", "1:30 p.m.")]
    assert [(date.hour, date.minute) for date in read if date] == [(0, 30), (12, 30), (13, 30)]


def test_a_day_alone_is_its_first_second() -> None:
    assert when("2024-03-05") == when("5 March 2024") == when("20240305") == when(20240305) == TEN.replace(hour=0)


def test_fractions_are_kept_to_the_microsecond() -> None:
    assert when("2024-03-05T10:00:00.1234567Z") == TEN.replace(microsecond=123456)
    assert when(1709632800250) == TEN.replace(microsecond=250_000)
