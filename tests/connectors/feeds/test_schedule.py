"""When a feed is asked again: `after` over outcomes, with the clock in hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.feeds.outcome import Failed, Hints, Outcome, Read, Unchanged
from connectors.feeds.pace import Pace
from connectors.feeds.schedule import address, after, is_conditional
from connectors.feeds.state import HARD, SOFT, ErrorClass, FeedState
from schemas import Feed, wire

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(url="https://news.example/feed")
PACE = Pace(jitter=0.0)
HOUR = timedelta(hours=1)


def wait(state: FeedState, now: datetime = NOW) -> timedelta:
    assert state.next_due is not None
    return state.next_due - now


def polled(*outcomes: Outcome, feed: Feed = FEED, pace: Pace = PACE, now: datetime = NOW) -> FeedState:
    """The state after these outcomes, each asked for when the one before said so; time ends at the last one."""
    state = FeedState()
    for outcome in outcomes:
        now = max(now, state.next_due or now)
        state = after(state, outcome, now, feed, pace)
    return state


def failing(error: ErrorClass, times: int) -> list[timedelta]:
    waits, state = [], FeedState()
    for _ in range(times):
        now = state.next_due or NOW
        state = after(state, Failed(error=error), now, FEED, PACE)
        waits.append(wait(state, now))
    return waits


def test_a_feed_that_taught_nothing_is_asked_at_the_usual_interval() -> None:
    assert wait(polled(Read())) == PACE.unknown


def test_temporary_failures_double_the_wait_up_to_a_day() -> None:
    waits = failing(ErrorClass.TIMEOUT, 8)
    assert waits[:3] == [PACE.unknown, 2 * PACE.unknown, 4 * PACE.unknown]
    assert waits[-1] == PACE.longest


def test_hard_failures_wait_longer_than_temporary_ones() -> None:
    hard, temporary = failing(ErrorClass.FORBIDDEN, 3), failing(ErrorClass.TIMEOUT, 3)
    assert all(one > other for one, other in zip(hard, temporary, strict=True))
    assert hard[2] == PACE.longest


def test_a_feed_that_is_gone_is_asked_daily_then_weekly() -> None:
    assert failing(ErrorClass.GONE, 4) == [PACE.longest, PACE.longest, PACE.gone, PACE.gone]


def test_success_ends_a_back_off() -> None:
    state = polled(*[Failed(error=ErrorClass.DNS)] * 5, Read())
    assert (state.failures, state.error, state.failing_since) == (0, ErrorClass.NONE, None)
    assert state.next_due is not None
    assert state.polled_at is not None
    assert state.next_due - state.polled_at == PACE.unknown


@pytest.mark.parametrize("error", sorted(SOFT))
def test_a_server_that_names_a_time_gets_it(error: ErrorClass) -> None:
    assert wait(polled(Failed(error=error, retry_after=timedelta(seconds=90)))) == timedelta(seconds=90)


@pytest.mark.parametrize("error", [ErrorClass.SERVER_ERROR, ErrorClass.FORBIDDEN])
def test_retry_after_is_never_undercut(error: ErrorClass) -> None:
    assert wait(polled(Failed(error=error, retry_after=20 * HOUR))) >= 20 * HOUR


def test_no_server_can_send_a_feed_away_for_longer_than_a_day() -> None:
    year = timedelta(days=365)
    assert wait(polled(Failed(error=ErrorClass.RATE_LIMITED, retry_after=year))) == PACE.longest
    assert wait(polled(Read(hints=Hints(max_age=year, ttl=year, retry_after=year)))) == PACE.longest


@pytest.mark.parametrize("hints", [Hints(max_age=3 * HOUR), Hints(ttl=3 * HOUR), Hints(max_age=3 * HOUR, ttl=HOUR)])
def test_a_feed_is_not_asked_before_it_wishes(hints: Hints) -> None:
    assert wait(polled(Read(hints=hints))) == 3 * HOUR
    assert wait(polled(Read(), Unchanged(hints=hints)), NOW + PACE.unknown) == 3 * HOUR


def test_a_user_s_interval_outranks_a_cache_but_not_the_least_pause() -> None:
    hints = Hints(max_age=3 * HOUR, ttl=3 * HOUR)
    quick, rude = Feed(url=FEED.url, interval=timedelta(minutes=15)), Feed(url=FEED.url, interval=timedelta(seconds=1))
    assert wait(polled(Read(hints=hints), feed=quick)) == timedelta(minutes=15)
    assert wait(polled(Read(), feed=rude)) == PACE.shortest


def test_validators_of_a_304_replace_only_what_it_names() -> None:
    state = polled(Read(etag='"1"', last_modified="Mon"), Unchanged(etag='"2"'))
    assert (state.etag, state.last_modified) == ('"2"', "Mon")


def test_a_whole_answer_replaces_all_validators() -> None:
    state = polled(Read(etag='"1"', last_modified="Mon"), Unchanged(etag="", last_modified="Tue", whole=True))
    assert (state.etag, state.last_modified) == ("", "Tue")


def test_a_failure_forgets_nothing() -> None:
    good = polled(Read(etag='"1"', body_hash="b", known=("k",), newest=NOW, title="T"))
    bad = after(good, Failed(error=ErrorClass.NOT_A_FEED), NOW + HOUR, FEED, PACE)
    assert (bad.etag, bad.body_hash, bad.known, bad.newest, bad.title) == ('"1"', "b", ("k",), NOW, "T")


def test_a_permanent_move_is_remembered_and_a_way_home_forgotten() -> None:
    moved = polled(Read(moved_to="https://new.example/feed"))
    assert address(FEED, moved) == "https://new.example/feed"
    assert polled(Read(moved_to="https://new.example/feed"), Read(moved_to=FEED.url)).moved_to == ""


@pytest.mark.parametrize("errors", [[ErrorClass.NOT_FOUND], [ErrorClass.TIMEOUT] * 3])
def test_a_new_home_that_fails_is_left_for_the_old_one(errors: list[ErrorClass]) -> None:
    state = polled(Read(moved_to="https://new.example/feed", etag='"new"'), *(Failed(error=error) for error in errors))
    assert (address(FEED, state), state.etag) == (FEED.url, "")


def test_one_timeout_is_no_reason_to_leave_a_new_home() -> None:
    state = polled(Read(moved_to="https://new.example/feed"), Failed(error=ErrorClass.TIMEOUT))
    assert state.moved_to == "https://new.example/feed"


def test_after_a_week_of_not_modified_the_document_is_asked_for() -> None:
    state = polled(Read(etag='"1"'))
    assert is_conditional(state, NOW + timedelta(days=6), PACE)
    assert not is_conditional(state, NOW + timedelta(days=8), PACE)


def test_a_busy_feed_is_asked_more_often_and_an_idle_one_less() -> None:
    busy = polled(Read(entries=20, new=20), *[Read(entries=20, new=4)] * 6)
    idle = polled(Read(entries=20, new=20), *[Unchanged()] * 12)
    assert busy.interval == PACE.shortest
    assert idle.interval == PACE.longest


def test_the_interval_finds_the_rate_of_the_feed() -> None:
    """An entry every four hours: about two polls for each."""
    state, now, told = FeedState(), NOW, NOW
    while now < NOW + timedelta(days=20):
        new = (now - told) // (4 * HOUR)
        told += new * 4 * HOUR
        state = after(state, Read(entries=20, new=new) if new else Unchanged(), now, FEED, PACE)
        assert state.next_due is not None
        now = state.next_due
    assert state.interval is not None
    assert HOUR < state.interval < 4 * HOUR


def test_the_first_document_s_dates_teach_at_once_and_a_pinned_entry_does_not_mislead() -> None:
    daily = Read(entries=10, new=10, median=NOW - timedelta(days=5))
    busy = Read(entries=40, new=40, median=NOW - HOUR)
    assert wait(polled(daily)) == 2 * PACE.unknown  # slower, but never by more than twice at once
    assert wait(polled(busy)) == PACE.shortest


def test_an_interval_never_more_than_doubles() -> None:
    state = polled(Read(entries=20, new=20, median=NOW - HOUR))
    later = after(state, Unchanged(), NOW + timedelta(days=30), FEED, PACE)
    assert state.interval is not None
    assert later.interval == 2 * state.interval


def test_jitter_parts_feeds_that_were_asked_together() -> None:
    feeds = [Feed(url=f"https://news.example/{number}") for number in range(200)]
    waits = [wait(polled(Read(), feed=feed, pace=Pace())) for feed in feeds]
    assert len(set(waits)) > 190
    assert all(abs(one - PACE.unknown) <= 0.1 * PACE.unknown for one in waits)


def test_counters_count() -> None:
    counters = polled(Read(entries=3, new=2, revised=1, octets=10), Unchanged(), Failed(error=ErrorClass.DNS)).counters
    assert (counters.polls, counters.unchanged, counters.failed) == (3, 1, 1)
    assert (counters.entries, counters.new, counters.revised, counters.octets) == (3, 2, 1, 10)


waits = st.none() | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))
hints = st.builds(Hints, retry_after=waits, max_age=waits, ttl=waits)
counts = st.integers(0, 5000)
outcomes = st.one_of(
    st.builds(Read, hints=hints, entries=counts, new=counts, median=st.none() | st.datetimes(timezones=st.just(UTC))),
    st.builds(Unchanged, hints=hints, whole=st.booleans()),
    st.builds(Failed, error=st.sampled_from([error for error in ErrorClass if error]), retry_after=waits),
)


@given(st.lists(outcomes, max_size=12), st.none() | st.timedeltas(timedelta(0), timedelta(days=3)))
def test_whatever_happens_a_feed_is_asked_within_its_bounds(history: list[Outcome], interval: timedelta | None) -> None:
    feed, pace = Feed(url=FEED.url, interval=interval), Pace()
    state = FeedState()
    for outcome in history:
        now = state.next_due or NOW
        state = after(state, outcome, now, feed, pace)
        least = pace.shortest
        if isinstance(outcome, Failed) and outcome.error in SOFT and outcome.retry_after:
            least = min(outcome.retry_after, pace.longest)
        most = pace.gone if state.error is ErrorClass.GONE else pace.longest
        assert least <= wait(state, now) <= most
        assert wire.decode(wire.encode(state), FeedState) == state


@given(st.lists(outcomes, max_size=6))
def test_the_same_history_gives_the_same_state(history: list[Outcome]) -> None:
    pace = Pace()
    assert polled(*history, pace=pace) == polled(*history, pace=pace)


def test_no_error_is_soft_and_hard() -> None:
    assert not SOFT & HARD
