from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.ledger.bearing import Node
from pipeline.subscriptions.threads import Threads, episode_of
from schemas import Activity, ActivityGroup, GroupBy
from tests.pipeline.ledger.fakes import CATALOGUE, KYIV, asks


def region(at: str, group_by: GroupBy, *subscribed: str) -> str:
    asked = asks(group_by=group_by, regions=subscribed)
    return Threads(asked, CATALOGUE).of(Node("FRA", Activity.TRAIN, at)).region


def test_places_roll_up_to_the_level_that_is_asked_for() -> None:
    assert region(KYIV, GroupBy.PLACE) == KYIV
    assert region(KYIV, GroupBy.ADMIN1) == "UA-30"
    assert region(KYIV, GroupBy.COUNTRY) == "UA"
    assert region(KYIV, GroupBy.SUBSCRIBED, "europe") == "europe"


def test_a_region_inside_no_region_of_that_level_keeps_itself() -> None:
    assert region("donbas", GroupBy.ADMIN1) == "donbas"
    assert region("atlantis", GroupBy.COUNTRY) == "atlantis"


def test_a_unit_belongs_to_the_thread_of_its_root() -> None:
    threads = Threads(asks(), CATALOGUE)
    whole, unit = (threads.of(Node(one, Activity.TRAIN, "UA")) for one in ("FRA", "FRA/foreign-legion"))
    assert whole == unit


def test_fighting_and_presence_are_different_threads() -> None:
    threads = Threads(asks(), CATALOGUE)
    assert threads.of(Node("FRA", Activity.ATTACK, "UA")).id != threads.of(Node("FRA", Activity.TRAIN, "UA")).id


@pytest.mark.parametrize(
    ("group", "at", "id"),
    [
        (ActivityGroup.FIGHTING, datetime(2026, 3, 2, 23, 59, tzinfo=UTC), "2026-03-02"),
        (ActivityGroup.OTHER, datetime(2026, 3, 3, tzinfo=UTC), "2026-03-03"),
        (ActivityGroup.PRESENCE, datetime(2026, 3, 8, 23, 59, tzinfo=UTC), "2026-W10"),
        (ActivityGroup.PRESENCE, datetime(2026, 3, 9, tzinfo=UTC), "2026-W11"),
        (ActivityGroup.PRESENCE, datetime(2027, 1, 1, tzinfo=UTC), "2026-W53"),
        (ActivityGroup.FIGHTING, datetime(2026, 3, 3, 1, tzinfo=timezone(timedelta(hours=2))), "2026-03-02"),
    ],
)
def test_the_calendar_cuts_episodes_in_utc(group: ActivityGroup, at: datetime, id: str) -> None:
    assert episode_of(at, group).id == id


def test_episodes_follow_one_another_without_a_gap() -> None:
    for group in ActivityGroup:
        episode = episode_of(datetime(2026, 12, 31, tzinfo=UTC), group)
        assert episode.after(group).start == episode.end
        assert episode.after(group).before(group) == episode
