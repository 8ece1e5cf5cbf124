"""What is planned for an event: rows, keys, slots."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from connectors.notify.outbox import destination_key, message_id, over_cap, planned, planned_summary
from tests.connectors.notify.making import NOW, event, subscription

NIGHT = datetime(2026, 3, 3, 23, 0, tzinfo=UTC)
TOKEN = "xoxb-1234-secret"


def test_an_event_goes_to_each_destination_at_once() -> None:
    rows = planned(event(), subscription(destinations=("desk", "phone", "desk")), NOW)
    assert [(row.destination, row.not_before, row.slot) for row in rows] == [("desk", NOW, ""), ("phone", NOW, "")]


def test_what_is_not_sent_is_not_planned() -> None:
    assert planned(replace(event(), sent=False), subscription(), NOW) == []


def test_a_key_depends_on_event_and_destination_alone() -> None:
    (now,), (later,) = planned(event(), subscription(), NOW), planned(event(), subscription(digest="every 6h"), NIGHT)
    assert now.id == later.id
    assert now.id != planned(event(2), subscription(), NOW)[0].id
    assert now.id != planned(event(), subscription(destinations=("phone",)), NOW)[0].id


def test_quiet_hours_gather_what_happens_in_them() -> None:
    rows = [planned(event(n), subscription(quiet=("22:00-06:00",)), NIGHT + timedelta(hours=n))[0] for n in (1, 2)]
    assert {row.slot for row in rows} == {"quiet 2026-03-04T06:00Z"}
    assert {row.not_before for row in rows} == {datetime(2026, 3, 4, 6, tzinfo=UTC)}


def test_a_digest_in_quiet_hours_waits_for_their_end() -> None:
    (row,) = planned(event(), subscription(quiet=("22:00-06:00",), digest="every 4h"), NIGHT)
    assert row.slot == "digest 2026-03-04T00:00Z"
    assert row.not_before == datetime(2026, 3, 4, 6, tzinfo=UTC)


def test_a_summary_is_one_message_whose_events_never_come_again() -> None:
    rows = [row for _, row in planned_summary("s1", [event(1), event(2)], subscription(), NOW)]
    assert {row.slot for row in rows} == {"summary s1"}
    assert rows[0].id == planned(event(1), subscription(), NOW)[0].id


def test_a_message_of_several_rows_has_one_id_in_any_order() -> None:
    assert message_id(["b", "a"]) == message_id(["a", "b"]) != message_id(["a"])


def test_a_url_keeps_its_secrets_out_of_the_outbox() -> None:
    for url in (
        f"slack://{TOKEN}/A/B",
        f"mailto://me:{TOKEN}@gmail.com",
        f"https://a.example/{TOKEN}",
        f"pbul://o.{TOKEN}",
    ):
        key = destination_key(url)
        assert TOKEN not in key
        assert key == destination_key(url) != destination_key(url + "x")
    assert destination_key("https://hooks.example/x").startswith("https://hooks.example#")
    assert destination_key("desk") == "desk"


def test_what_is_over_the_cap_is_gathered_for_the_time_when_there_is_room() -> None:
    sent = [NOW - timedelta(minutes=10), NOW - timedelta(minutes=50)]
    free = NOW + timedelta(minutes=10)
    assert over_cap(subscription(rate_cap="2/hour"), lambda cap: sent[: cap.limit], NOW) == (
        f"cap {free:%Y-%m-%dT%H:%M:%SZ}",
        free,
    )
    assert over_cap(subscription(rate_cap="3/hour"), lambda cap: sent[: cap.limit], NOW) is None
    assert over_cap(subscription(), lambda cap: sent[: cap.limit], NOW) is None
