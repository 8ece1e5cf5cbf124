"""Event time: never ahead of what may come, never held up by a partition where nothing comes."""

from hypothesis import given as over
from hypothesis import strategies as st

from connectors.watermark import UNKNOWN, Progress, event_time, given, read_to_end, watermark

IDLE, SLACK, NOW = 10_000, 5_000, 1_790_000_000_000
TIMES = st.integers(-1, 1 << 62)
PROGRESS = st.builds(Progress, st.none() | st.integers(0, 1 << 62), st.none() | st.integers(0, NOW))


def _reached(*partitions: Progress, now: int = NOW) -> int:
    return watermark(partitions, now, idle=IDLE, slack=SLACK)


@over(st.lists(PROGRESS))
def test_the_watermark_is_never_of_the_future(partitions: list[Progress]) -> None:
    assert _reached(*partitions) <= NOW


@over(st.lists(PROGRESS, min_size=1), PROGRESS)
def test_one_more_partition_can_only_hold_it_back(partitions: list[Progress], another: Progress) -> None:
    assert _reached(*partitions, another) <= _reached(*partitions)


@over(st.lists(TIMES))
def test_a_partition_stands_at_its_newest_record(times: list[int]) -> None:
    progress = Progress()
    for time in times:
        progress = given(progress, time)
    assert progress.newest == max((time for time in times if time >= 0), default=None)


def test_a_busy_partition_holds_the_watermark_at_its_newest_record() -> None:
    assert _reached(Progress(newest=NOW - 60_000), Progress(newest=NOW)) == NOW - 60_000 - SLACK


def test_a_partition_at_its_end_holds_nobody_once_it_was_idle_long_enough() -> None:
    ended = Progress(newest=NOW - 900_000, ended_at=NOW)
    assert _reached(ended, now=NOW + IDLE - 1) == NOW - 900_000 - SLACK
    assert _reached(ended, now=NOW + IDLE) == NOW


def test_a_partition_not_heard_of_holds_everything() -> None:
    assert _reached(Progress(), Progress(newest=NOW)) == UNKNOWN


def test_a_split_without_partitions_holds_nobody() -> None:
    assert _reached() == NOW - IDLE


def test_idleness_counts_from_when_the_end_was_first_found_and_ends_with_more() -> None:
    ended = read_to_end(read_to_end(Progress(), True, NOW), True, NOW + 5)
    assert ended.ended_at == NOW
    assert read_to_end(ended, False, NOW + 6).ended_at is None


def test_a_record_is_neither_of_the_future_nor_without_a_time() -> None:
    assert [event_time(NOW + 1, NOW), event_time(-1, NOW), event_time(7, NOW)] == [NOW, NOW, 7]
