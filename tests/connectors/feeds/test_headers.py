"""What headers say about when to come back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feeds.headers import hints, validator

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SERVER = "Sun, 01 Mar 2026 11:00:00 GMT"  # an hour behind


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("1.5", 1),
        ("Sun, 01 Mar 2026 12:01:30 GMT", 90),
        ("Sunday, 01-Mar-26 12:01:30 GMT", 90),
        ("Sun Mar  1 12:01:30 2026", 90),
        ("99999999999", 365 * 86400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 365 * 86400),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Sun, 99 Mar 2026 12:01:30 GMT", None),
        ("Sun, 01 Mar 2026 11:00:00 GMT", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int | None) -> None:
    wanted = None if seconds is None else timedelta(seconds=seconds)
    assert hints({"Retry-After": value}, NOW).retry_after == wanted


def test_a_server_s_wrong_clock_does_not_change_its_wish() -> None:
    headers = {"Date": SERVER, "Retry-After": "Sun, 01 Mar 2026 11:01:30 GMT"}
    assert hints(headers, NOW).retry_after == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=600"}, 600),
        ({"Cache-Control": 'MAX-AGE="600"'}, 600),
        ({"Cache-Control": "max-age=600", "Age": "100"}, 500),
        ({"Cache-Control": "max-age=600", "Age": "900"}, None),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "max-age=ten"}, None),
        ({"Expires": "Sun, 01 Mar 2026 11:10:00 GMT", "Date": SERVER}, 600),
        ({"Expires": "0"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"Cache-Control": "max-age=60", "Expires": "Sun, 01 Mar 2026 23:00:00 GMT"}, 60),
    ],
)
def test_freshness_is_what_is_left_of_it(headers: dict[str, str], seconds: int | None) -> None:
    assert hints(headers, NOW).max_age == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("value", ["", "  ", '"' + "x" * 2000 + '"', '"a\r\nX: y"', '"a\x00"', '"\udce9"', '"é"'])
def test_a_validator_that_cannot_be_sent_back_is_none(value: str) -> None:
    assert validator({"ETag": value}, "ETag") is None


@pytest.mark.parametrize("value", ['"a"', 'W/"a"', "unquoted", '""', '"a b"'])
def test_a_validator_is_kept_as_it_was_sent(value: str) -> None:
    assert validator({"ETag": value}, "ETag") == value


@given(st.text(max_size=60), st.sampled_from(["Retry-After", "Cache-Control", "Age", "Expires", "Date"]))
def test_no_header_breaks_it(value: str, name: str) -> None:
    found = hints({"Cache-Control": "max-age=60", name: value}, NOW)
    assert all(wait is None or wait > timedelta(0) for wait in (found.retry_after, found.max_age))


PIECES = ("Mon", ",", " ", "99999", "1", "Jan", "0", ":", "-", "+", "26", "GMT", "\x00")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_date_breaks_it(value: str) -> None:
    assert hints({"Retry-After": value, "Date": value, "Expires": value}, NOW).ttl is None
