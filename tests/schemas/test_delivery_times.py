from datetime import time, timedelta

import pytest

from schemas import delivery_times


@pytest.mark.parametrize(("at", "covered"), [("21:59", False), ("22:00", True), ("05:59", True), ("06:00", False)])
def test_quiet_hours_over_midnight_begin_with_their_start_and_stop_before_their_end(at: str, covered: bool) -> None:
    assert delivery_times.quiet("22:00-06:00").covers(time.fromisoformat(at)) is covered


def test_quiet_hours_of_a_day_leave_the_night() -> None:
    assert not delivery_times.quiet("09:00-17:00").covers(time(3))


def test_a_digest_is_at_once_or_every_so_often_or_daily() -> None:
    assert delivery_times.digest("immediate") == (None, None)
    assert delivery_times.digest("every 6h").every == timedelta(hours=6)
    assert delivery_times.digest("daily 07:00").daily == time(7)


def test_a_rate_cap_is_a_number_in_a_period() -> None:
    assert delivery_times.rate_cap("20/hour") == (20, timedelta(hours=1))
    assert delivery_times.rate_cap("") is None


@pytest.mark.parametrize("name", ["Europe", "", "../../etc/passwd", "Mars/Base"])
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="write a time zone"):
        delivery_times.timezone(name)
