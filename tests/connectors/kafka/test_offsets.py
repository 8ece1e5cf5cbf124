"""What a reader owns, where it begins, what it commits: decisions, for any partitions and any marks."""

from hypothesis import given
from hypothesis import strategies as st

from connectors.kafka.offsets import (
    EARLIEST,
    LATEST,
    Offsets,
    beginnings,
    decode,
    lost,
    moved,
    owned,
    resumable,
    within,
)

PARTITIONS = st.integers(0, 200)
OFFSETS = st.integers(0, 1 << 62)
POSITIONS = st.dictionaries(PARTITIONS, OFFSETS, max_size=20)


@given(st.sets(PARTITIONS), st.integers(1, 30))
def test_every_partition_has_one_owner_however_many_are_added(partitions: set[int], splits: int) -> None:
    shares = [owned(partitions, split, splits) for split in range(splits)]
    assert sorted(one for share in shares for one in share) == sorted(partitions)


@given(st.sets(PARTITIONS), st.sets(PARTITIONS), st.integers(1, 30))
def test_adding_partitions_takes_none_from_its_owner(before: set[int], added: set[int], splits: int) -> None:
    for split in range(splits):
        assert set(owned(before, split, splits)) <= set(owned(before | added, split, splits))


@given(POSITIONS, st.none() | POSITIONS)
def test_a_mark_survives_its_bytes(next: dict[int, int], until: dict[int, int] | None) -> None:
    offsets = Offsets.of(next, until)
    assert decode(offsets.encode()) == offsets


@given(POSITIONS, st.randoms())
def test_equal_marks_have_equal_bytes_in_whatever_order_partitions_were_read(
    next: dict[int, int], random: object
) -> None:
    shuffled = list(next.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Offsets.of(dict(shuffled)).encode() == Offsets.of(next).encode()


@given(st.sets(PARTITIONS), POSITIONS, POSITIONS)
def test_a_mark_rules_over_what_the_group_committed(
    partitions: set[int], mark: dict[int, int], committed: dict[int, int]
) -> None:
    places = beginnings(partitions, mark, committed, LATEST)
    assert places == {one: (True, mark[one]) if one in mark else (False, EARLIEST) for one in partitions}


@given(st.sets(PARTITIONS, min_size=1), st.integers(-2, 1 << 40))
def test_without_mark_and_group_everything_begins_where_it_was_asked_to(partitions: set[int], start: int) -> None:
    assert set(beginnings(partitions, None, {}, start).values()) == {(False, start)}


@given(POSITIONS, POSITIONS)
def test_a_commit_never_goes_back(before: dict[int, int], now: dict[int, int]) -> None:
    ahead = moved(before, now.items())
    assert all(offset > before.get(partition, -1) for partition, offset in ahead.items())
    assert before | ahead == {one: max(before.get(one, -1), now.get(one, -1)) for one in before | now}


def test_what_did_not_move_is_not_committed() -> None:
    assert moved({0: 5, 1: 7}, [(0, 5), (1, 8)]) == {1: 8}


def test_a_bounded_reading_is_done_when_every_partition_is_at_its_end() -> None:
    assert not Offsets.of({0: 5, 1: 6}, {0: 5, 1: 7}).done
    assert Offsets.of({0: 5, 1: 9}, {0: 5, 1: 7, 2: 0}).done
    assert not Offsets.of({0: 5}).done


def test_a_bounded_reading_takes_neither_later_records_nor_later_partitions() -> None:
    until = {0: 5}
    assert [within(4, 0, until), within(5, 0, until), within(0, 1, until)] == [True, False, False]
    assert resumable(Offsets.of({0: 1}, until), [0, 1]) == [0]


def test_retention_loses_what_lies_between_and_a_new_topic_loses_nothing() -> None:
    assert lost(asked=10, first=25, end=90) == 15
    assert lost(asked=10, first=0, end=3) == 0
