"""Pub/Sub addresses, and what travels between workers: the same bytes in every process."""

import pytest
from apache_beam.internal import pickler
from hypothesis import given
from hypothesis import strategies as st

from connectors.pubsub import Message, ReadFromPubSub, Reading, WriteToPubSub, parse
from connectors.pubsub.message import MessageCoder
from connectors.pubsub.publisher import LONGEST_KEY, ordering_key
from connectors.pubsub.source import Mark, PubSubSource
from schemas.errors import ConfigError

READING = Reading(subscription="projects/p/subscriptions/vedette.entries")


def test_an_address_names_a_topic_or_a_subscription() -> None:
    address = parse("pubsub://p/vedette.entries")
    assert address.topic == "projects/p/topics/vedette.entries"
    assert address.subscription == READING.subscription


@pytest.mark.parametrize("url", ["pubsub:///t", "kafka://p/t", "pubsub://p/a/b", "pubsub://p/t?x=1", "pubsub://[/t"])
def test_a_wrong_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="Pub/Sub"):
        parse(url)


def test_an_address_without_a_name_neither_reads_nor_writes() -> None:
    with pytest.raises(ConfigError, match="SUBSCRIPTION"):
        ReadFromPubSub(Reading(subscription=parse("pubsub://p").subscription))
    with pytest.raises(ConfigError, match="topic"):
        WriteToPubSub(parse("pubsub://p").topic)


def test_equal_sources_have_equal_pickles_before_and_after_a_journey() -> None:
    here = pickler.dumps(PubSubSource(READING))
    assert here == pickler.dumps(pickler.loads(here))
    assert [split.reading.split for split in PubSubSource(READING).split(20)] == [0, 1]


@given(st.lists(st.text()))
def test_a_mark_survives_its_bytes(ids: list[str]) -> None:
    coder = PubSubSource(READING).get_checkpoint_mark_coder()
    mark = coder.decode(coder.encode(Mark(READING, tuple(ids))))
    assert isinstance(mark, Mark)
    assert mark.ids == tuple(ids)


@given(st.binary(), st.dictionaries(st.text(), st.text()), st.text())
def test_messages_travel_whole(data: bytes, attributes: dict[str, str], key: str) -> None:
    message = Message(
        subscription="s", id="1", timestamp=5, key=key, data=data, headers=tuple(sorted(attributes.items()))
    )
    assert MessageCoder().decode(MessageCoder().encode(message)) == message


@given(st.text())
def test_an_ordering_key_is_one_that_pubsub_takes(key: str) -> None:
    long = key + "ж" * LONGEST_KEY
    assert ordering_key(key) == key or len(key.encode()) > LONGEST_KEY
    assert len(ordering_key(long).encode()) <= LONGEST_KEY
    assert ordering_key(long) == ordering_key(long) != ordering_key(long + "x")
