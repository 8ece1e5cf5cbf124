"""The wire: deterministic, versioned, and the same for every record."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from schemas import DeadLetter, Entry, Subscription, wire
from schemas.errors import WireError

ENTRY = Entry(title="Київ «спокійний»", published=datetime(2026, 3, 2, 8, 30, tzinfo=UTC), id="7")


def test_a_record_reads_back_equal() -> None:
    assert wire.decode(wire.encode(ENTRY), Entry) == ENTRY


def test_the_bytes_of_an_entry_stay_as_published() -> None:
    assert wire.encode(Entry(title="a")) == (
        b'{"schema":"vedette.entry/1","feed":"","guid":"","link":"","title":"a","plain_title":false,'
        b'"summary":"","content":"",'
        b'"published":null,"seen_at":null,"language":"","source":"","id":"","where":""}'
    )


def test_another_version_is_refused_by_name() -> None:
    with pytest.raises(WireError, match=r"vedette\.entry/2"):
        wire.decode(wire.encode(ENTRY).replace(b"entry/1", b"entry/2"), Entry)


def test_a_record_of_another_kind_is_refused() -> None:
    dead = DeadLetter(stage="archive", reason="broken-json", detail="", where="a:1")
    with pytest.raises(WireError, match="Entry"):
        wire.decode(wire.encode(dead), Entry)


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(WireError, match="Entry"):
        wire.decode(b'{"schema": "vedette.entry/1", "x": ' + b"[" * 100_000, Entry)


def test_a_field_of_a_newer_writer_is_ignored() -> None:
    newer = wire.encode(ENTRY).replace(b'"id":', b'"mood":"calm","id":')
    assert wire.decode(newer, Entry) == ENTRY


def test_the_same_instant_in_another_zone_is_the_same_record() -> None:
    kyiv = datetime(2026, 3, 2, 10, 30, tzinfo=timezone(timedelta(hours=2)))
    assert Entry(title=ENTRY.title, published=kyiv, id="7") == ENTRY


def test_durations_survive() -> None:
    subscription = Subscription(name="a", max_age=timedelta(hours=36))
    assert wire.decode(wire.encode(subscription), Subscription) == subscription
