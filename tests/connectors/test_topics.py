"""What travels between Vedette's parts: JSON by the published schemas, CloudEvents attributes, keys that keep order."""

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import broker, kafka, pubsub, topics
from schemas import DeadLetter, Entry
from schemas.errors import ConfigError

AT = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
ENTRY = Entry(feed="https://example.org/feed", guid="7", link="https://example.org/7", title="Täglich", seen_at=AT)


def test_a_sealed_entry_is_a_cloud_event() -> None:
    attributes = topics.seal(ENTRY).attributes
    assert attributes.pop("id")
    assert attributes == {
        "specversion": "1.0",
        "source": "vedette",
        "type": "vedette.entry",
        "schemaversion": "1",
        "time": "2026-11-26T12:30:00Z",
    }


def test_the_body_is_plain_json() -> None:
    body = json.loads(topics.seal(ENTRY).body)
    assert (body["schema"], body["title"]) == ("vedette.entry/1", "Täglich")


def test_equal_records_have_equal_ids_and_changed_ones_do_not() -> None:
    same = topics.seal(msgspec.structs.replace(ENTRY))
    changed = topics.seal(msgspec.structs.replace(ENTRY, title="x"))
    assert topics.seal(ENTRY) == same
    assert changed.attributes["id"] != same.attributes["id"]
    assert changed.key == same.key  # revisions of one entry stay in order


def test_every_topic_carries_one_schema() -> None:
    assert [topics.named(topic.name) for topic in topics.TOPICS] == list(topics.TOPICS)
    with pytest.raises(ConfigError, match=r"vedette\.entries"):
        topics.named("vedette.entry")


@given(st.none() | st.binary())
def test_whatever_else_comes_is_a_dead_letter_with_its_place_and_payload(body: bytes | None) -> None:
    found = topics.opened(body, Entry, "vedette.entries/0@17", {})
    assert isinstance(found, DeadLetter)
    assert (found.where, found.payload) == ("vedette.entries/0@17", (body or b"").decode("utf-8", "replace")[:4096])


def test_a_newer_schema_is_a_dead_letter_that_says_so() -> None:
    body = topics.seal(ENTRY).body.replace(b"vedette.entry/1", b"vedette.entry/2")
    found = topics.opened(body, Entry, "t/0@1", {})
    assert isinstance(found, DeadLetter)
    assert "vedette.entry/2" in found.detail


def test_what_was_sealed_is_opened() -> None:
    assert topics.opened(topics.seal(ENTRY).body, Entry, "", {}) == ENTRY


@pytest.mark.parametrize("prefix", topics.PREFIXES)
def test_attributes_are_read_with_the_prefix_of_either_binding(prefix: str) -> None:
    sealed = topics.seal(ENTRY)
    named = tuple(topics.prefixed(sealed.attributes, prefix).items())
    binary = tuple((name, text.encode()) for name, text in named)
    here = kafka.Message(topic="t", partition=0, offset=1, timestamp=-1, key=None, value=b"{}", headers=binary)
    there = pubsub.Message(subscription="s", id="1", timestamp=5, key="", data=b"{}", headers=named)
    assert here.attributes == there.attributes == sealed.attributes


def test_a_dead_letter_says_who_sent_what_cannot_be_read() -> None:
    said = (("ce-source", "other"), ("ce-type", "their.entry"), ("ce-id", "42"), ("trace", "x"))
    sent = pubsub.Message(subscription="s", id="1", timestamp=5, key="", data=b"?", headers=said)
    found = broker.record(sent, Entry)
    assert isinstance(found, DeadLetter)
    assert found.detail.endswith("(sent with source other, type their.entry, id 42)")
