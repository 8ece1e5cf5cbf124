"""What travels between workers: the same bytes in every process, because Beam finds a parked reader by them."""

import pickle
from datetime import UTC, datetime

import pytest
from apache_beam.internal import pickler
from hypothesis import given
from hypothesis import strategies as st

from connectors.kafka import Connection, Message, ReadFromKafka
from connectors.kafka.message import MessageCoder
from connectors.kafka.offsets import Offsets
from connectors.kafka.reading import Reading
from connectors.kafka.source import KafkaSource, Mark
from schemas.errors import ConfigError, WireError


def _source(password_env: str = "SECRET") -> KafkaSource:
    connection = Connection(servers=("a:1", "b:2"), security="SASL_SSL", username="u", password_env=password_env)
    return KafkaSource(Reading(connection=connection, topic="t", group="g"))


def test_equal_sources_have_equal_pickles_before_and_after_a_journey() -> None:
    here = pickler.dumps(_source("".join(["SEC", "RET"])))  # equal strings that are not one object
    assert here == pickler.dumps(_source()) == pickler.dumps(pickler.loads(here))
    assert pickle.loads(pickle.dumps(_source())).reading == _source().reading


def test_no_secret_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hunter2")
    assert b"hunter2" not in pickle.dumps(_source())


def test_a_source_becomes_as_many_splits_as_asked_and_no_more_than_wanted() -> None:
    assert [split.reading.share for split in _source().split(20)] == [(0, 4), (1, 4), (2, 4), (3, 4)]
    assert [split.reading.share for split in _source().split(2)] == [(0, 2), (1, 2)]
    assert _source().reading.share == (0, 1)


def test_a_mark_comes_back_from_its_bytes_able_to_commit() -> None:
    coder = _source().get_checkpoint_mark_coder()
    mark = coder.decode(coder.encode(Mark(_source().reading, Offsets.of({1: 5, 0: 7}))))
    assert isinstance(mark, Mark)
    assert mark.offsets.next == ((0, 7), (1, 5))
    assert mark.reading.group == "g"


def test_bytes_that_are_no_mark_are_refused() -> None:
    with pytest.raises(WireError, match="not a checkpoint mark"):
        _source().get_checkpoint_mark_coder().decode(b"\x80\x04")


HEADERS = st.lists(st.tuples(st.text(), st.none() | st.binary())).map(tuple)


@given(st.none() | st.binary(), st.none() | st.binary(), HEADERS, st.integers(-1, 1 << 62))
def test_messages_travel_whole(
    key: bytes, value: bytes, headers: tuple[tuple[str, bytes], ...], timestamp: int
) -> None:
    message = Message(topic="t", partition=3, offset=9, timestamp=timestamp, key=key, value=value, headers=headers)
    coder = MessageCoder()
    assert coder.decode(coder.encode(message)) == message


@pytest.mark.parametrize("start", ["newest", "2026-11-26"])
def test_a_wrong_start_is_refused_where_the_pipeline_is_written(start: str) -> None:
    with pytest.raises(ConfigError, match="earliest"):
        ReadFromKafka(_source().reading, start=start)


def test_a_start_may_be_a_time() -> None:
    transform = ReadFromKafka(_source().reading, start=datetime(2026, 1, 1, tzinfo=UTC))
    assert transform._source.reading.start == 1_767_225_600_000
