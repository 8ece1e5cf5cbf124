"""`Subscription`: a typed predicate. It selects what may open a thread and which events are sent (DESIGN §3)."""

import enum
from datetime import timedelta

from schemas.claim import Activity, Side, Stance
from schemas.record import WireRecord


class Repeat(enum.StrEnum):
    EVERY = "every"  # each episode's first event is sent
    FIRST = "first"  # `continues` events are kept, not sent


class GroupBy(enum.StrEnum):
    PLACE = "place"
    ADMIN1 = "admin1"
    COUNTRY = "country"
    SUBSCRIBED = "subscribed"


class Subscription(WireRecord, frozen=True, kw_only=True, tag="vedette.subscription/1"):
    """An empty tuple means "any", except that `unknown` militaries match only who asks for them."""

    name: str
    title: str = ""
    militaries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    stances: tuple[Stance, ...] = ()
    min_origins: int = 1
    languages: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    background: bool = False
    min_confidence: float | None = None  # None: the policy's threshold; a lower one shows uncertain reports too
    max_age: timedelta | None = timedelta(days=3)
    repeat: Repeat = Repeat.FIRST
    group_by: GroupBy = GroupBy.ADMIN1
    destinations: tuple[str, ...] = ()
