"""Publishing in batches: all of it is there, or comes again; what is refused comes back with its place."""

import pytest

from connectors.publishing import MOST_WAITING, TopicWriter
from connectors.topics import ENTRIES, seal
from schemas import Entry
from schemas.errors import ConfigError, DeliveryFailed
from tests.connectors.brokers import TOO_LARGE, Remembers, writer

GOOD = {f"inbox:{number}": Entry(feed="f", guid=str(number)) for number in range(5)}


def test_all_that_is_sent_is_there_when_sending_returns() -> None:
    broker = Remembers()
    assert writer(broker, ENTRIES).send(GOOD) == []
    assert broker.got == [seal(entry) for entry in GOOD.values()]


def test_what_is_refused_comes_back_with_its_place_and_keeps_nothing_else() -> None:
    broker = Remembers(refuses=b"huge")
    (letter,) = writer(broker, ENTRIES).send({**GOOD, "inbox:9": Entry(feed="f", guid="9", title="huge")})
    assert (letter.stage, letter.reason, letter.where) == ("publish", "refused", "inbox:9")
    assert TOO_LARGE in letter.detail
    assert len(broker.got) == len(GOOD)


def test_a_broker_that_was_away_is_asked_anew_and_gets_all_of_it() -> None:
    broker = Remembers()
    to, broker.away = writer(broker, ENTRIES), True
    with pytest.raises(DeliveryFailed, match="topics create"):
        to.send(GOOD)
    assert (broker.got, broker.closed) == ([], 1)
    broker.away = False
    assert to.send(GOOD) == []
    assert len(broker.got) == len(GOOD)


def test_a_publisher_never_holds_more_than_it_may() -> None:
    broker = Remembers()
    for number in range(MOST_WAITING + 1):
        broker.publish(seal(Entry(feed="f", guid=str(number))))
    assert len(broker.got) == MOST_WAITING


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("kafka://h:1", "vedette.entries"),
        ("kafka://h:1/mine", "mine"),
        ("pubsub://p", "projects/p/topics/vedette.entries"),
        ("pubsub://p/mine", "projects/p/topics/mine"),
    ],
)
def test_an_address_names_a_broker_and_may_name_a_topic(url: str, name: str) -> None:
    assert TopicWriter(url, ENTRIES).name == name


@pytest.mark.parametrize("url", ["", "localhost:9092", "http://h/", "kafka://", "pubsub:///x"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ConfigError):
        TopicWriter(url, ENTRIES)
