"""What cannot be made to happen on a test's broker: a leader was elected that has not all we have read."""

import pytest
from kafka import TopicPartition
from kafka.errors import CorruptRecordError, LogTruncationError
from kafka.structs import OffsetAndMetadata

from connectors.kafka.address import Connection
from connectors.kafka.cursor import Cursor
from connectors.kafka.reading import Reading
from schemas.errors import InputError

ONE, TWO = TopicPartition("t", 0), TopicPartition("t", 1)


class Scripted:
    """A consumer whose poll raises."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.places: dict[TopicPartition, int] = {}

    def poll(self, **_: object) -> None:
        raise self._error

    def partitions_for_topic(self, _: str) -> set[int]:
        return {0, 1}

    def beginning_offsets(self, asked: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(asked, 3)

    def seek(self, at: TopicPartition, offset: int) -> None:
        self.places[at] = offset


def _cursor(consumer: Scripted) -> Cursor:
    cursor = Cursor.__new__(Cursor)
    cursor._reading = Reading(connection=Connection(servers=("a:1",)), topic="t")
    cursor._consumer, cursor._partitions, cursor.until = consumer, [0, 1], None
    return cursor


def test_a_cut_log_is_read_on_from_where_it_is_sure_else_from_its_beginning() -> None:
    consumer = Scripted(LogTruncationError({ONE: OffsetAndMetadata(17, "", 4), TWO: None}))
    assert _cursor(consumer).poll(0) == []
    assert consumer.places == {ONE: 17, TWO: 3}


@pytest.mark.parametrize("error", [CorruptRecordError("crc"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "header")])
def test_bytes_that_are_no_records_stop_with_the_place_never_silently(error: Exception) -> None:
    with pytest.raises(InputError, match=r"kafka://a:1/t cannot be read"):
        _cursor(Scripted(error)).poll(0)
