"""When a message may be sent: on the wall clock of the reader, over both changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.notify.timing import ATTEMPTS, LONGEST_WAIT, Calm, awake, calm_of, digest_at, free_at, retry_at
from schemas import delivery_times
from schemas.delivery_times import RateCap
from tests.connectors.notify.making import NOW, subscription

PARIS = ZoneInfo("Europe/Paris")
TIMES = st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def calm(*hours: str, zone: str = "UTC") -> Calm:
    return calm_of(subscription(quiet=hours, timezone=zone))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-03T21:59:59+01:00", "2026-03-03T21:59:59+01:00"),
        ("2026-03-03T22:00:00+01:00", "2026-03-04T06:00:00+01:00"),
        ("2026-03-04T05:59:59+01:00", "2026-03-04T06:00:00+01:00"),
        ("2026-03-04T06:00:00+01:00", "2026-03-04T06:00:00+01:00"),
    ],
)
def test_quiet_hours_are_those_of_the_readers_clock(now: str, then: str) -> None:
    assert awake(at(now), calm("22:00-06:00", zone="Europe/Paris")) == at(then)


def test_the_night_in_which_clocks_go_forward_ends_on_the_wall_clock() -> None:
    assert awake(at("2026-03-28T23:00:00+01:00"), calm("22:00-06:00", zone="Europe/Paris")) == at(
        "2026-03-29T06:00:00+02:00"
    )


def test_quiet_that_ends_in_the_hour_that_is_left_out_ends_after_it() -> None:
    assert awake(at("2026-03-29T01:30:00+01:00"), calm("22:00-02:30", zone="Europe/Paris")) == at(
        "2026-03-29T03:30:00+02:00"
    )


def test_quiet_that_ends_in_the_hour_that_comes_twice_ends_in_the_second() -> None:
    end = at("2026-10-25T02:30:00+01:00")
    for now in ("2026-10-25T02:15:00+02:00", "2026-10-25T02:45:00+02:00", "2026-10-25T02:15:00+01:00"):
        assert awake(at(now), calm("22:00-02:30", zone="Europe/Paris")) == end


def test_quiet_hours_that_follow_one_another_are_one_night() -> None:
    assert awake(at("2026-03-03T22:30:00Z"), calm("22:00-00:00", "00:00-06:00")) == at("2026-03-04T06:00:00Z")


def test_hours_that_leave_no_gap_hold_nothing_up() -> None:
    assert awake(NOW, calm("00:00-12:00", "12:00-00:00")) == NOW


@given(TIMES, ZONES, st.sampled_from(["22:00-06:00", "01:30-03:10", "12:00-13:00", "00:00-23:59"]))
def test_nobody_is_woken_and_nobody_waits_longer_than_a_day_and_an_hour(now: datetime, zone: str, hours: str) -> None:
    then = awake(now, calm(hours, zone=zone))
    assert awake(then, calm(hours, zone=zone)) == then
    assert timedelta() <= then - now <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-03T06:59:00+01:00", "2026-03-03T07:00:00+01:00"),
        ("2026-03-03T07:00:00+01:00", "2026-03-04T07:00:00+01:00"),
        ("2026-03-28T08:00:00+01:00", "2026-03-29T07:00:00+02:00"),
    ],
)
def test_a_daily_digest_comes_at_its_hour(now: str, then: str) -> None:
    assert digest_at(delivery_times.digest("daily 07:00"), at(now), PARIS) == at(then)


@pytest.mark.parametrize(
    ("every", "now", "then"),
    [
        ("6h", "2026-03-03T05:59:00+01:00", "2026-03-03T06:00:00+01:00"),
        ("6h", "2026-03-03T06:00:00+01:00", "2026-03-03T12:00:00+01:00"),
        ("7h", "2026-03-03T22:00:00+01:00", "2026-03-04T00:00:00+01:00"),
        ("2d", "2026-03-03T12:00:00Z", "2026-03-04T00:00:00Z"),
    ],
)
def test_a_digest_every_n_falls_on_the_same_hours_each_day(every: str, now: str, then: str) -> None:
    assert digest_at(delivery_times.digest(f"every {every}"), at(now), PARIS) == at(then)


@given(TIMES, ZONES, st.sampled_from(["every 5m", "every 6h", "every 3d", "daily 07:00", "daily 02:30"]))
def test_a_digest_is_always_ahead_and_never_far(now: datetime, zone: str, text: str) -> None:
    then = digest_at(delivery_times.digest(text), now, ZoneInfo(zone))
    assert then is not None
    assert timedelta() < then - now <= timedelta(days=3)


def test_the_next_message_waits_until_one_of_the_last_is_out_of_the_window() -> None:
    rate, sent = RateCap(2, timedelta(hours=1)), [NOW - timedelta(minutes=5), NOW - timedelta(minutes=20)]
    assert free_at(rate, sent, NOW) == NOW + timedelta(minutes=40)
    assert free_at(rate, sent[:1], NOW) is None
    assert free_at(rate, sent, NOW + timedelta(minutes=40)) is None


def test_waits_grow_and_end() -> None:
    waits = [when - NOW for attempt in range(1, ATTEMPTS) if (when := retry_at("m", attempt, NOW))]
    assert waits[0] < timedelta(seconds=15)
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=4)
    assert retry_at("m", ATTEMPTS, NOW) is None


def test_messages_that_failed_together_do_not_come_back_together() -> None:
    assert len({retry_at(f"m{number}", 3, NOW) for number in range(20)}) == 20
    assert retry_at("m", 3, NOW) == retry_at("m", 3, NOW)


def test_a_receiver_may_ask_for_more_time_but_not_for_ever() -> None:
    assert retry_at("m", 1, NOW, timedelta(minutes=7)) == NOW + timedelta(minutes=7)
    assert retry_at("m", 1, NOW, timedelta(days=900)) == NOW + LONGEST_WAIT
