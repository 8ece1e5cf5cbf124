"""`Subscription`: a typed predicate. It selects what may open a thread and which events are sent (DESIGN §3)."""

import enum
from datetime import datetime, timedelta

from schemas.claim import Activity, Side, Stance
from schemas.record import Record, WireRecord


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
    # What follows acts on deliveries, never on what is decided; `schemas.delivery_times` reads these texts.
    quiet: tuple[str, ...] = ()  # hours in which nothing is delivered, such as "22:00-06:00"
    timezone: str = "UTC"  # of `quiet` and of a daily digest: an IANA name
    digest: str = "immediate"  # or "every 6h", or "daily 07:00"
    rate_cap: str = ""  # deliveries to one destination at most, such as "20/hour"; what is over it waits
    inhibit_corroborated_after_denied: bool = False  # more of the same is kept, not sent, once it was denied


class OwnedSubscription(Record, frozen=True, kw_only=True):
    """A subscription in a store: who may change it, and since when it tells."""

    subscription: Subscription
    owner: str = ""  # the file that defines it, which alone may change it; "": the store's own
    begun: str = ""  # the predicate (a digest) with which it began; another one begins anew
    begun_at: datetime | None = None  # None: it has not begun
