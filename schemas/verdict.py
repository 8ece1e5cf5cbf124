"""`Verdict`: a desk's judgement of an alert event, with what it takes to learn from it after the article is gone."""

import enum
from datetime import datetime

from schemas import ids
from schemas.record import WireRecord
from schemas.report import Report


class Because(enum.StrEnum):
    """What was wrong. The first five name a slot that was misread; of the last two the reading was right."""

    MILITARY = "military"
    REGION = "region"
    ACTIVITY = "activity"
    STANCE = "stance"
    HOLDER = "holder"
    OLD = "old"
    DUPLICATE = "duplicate"


class Verdict(WireRecord, frozen=True, kw_only=True, tag="vedette.verdict/1"):
    """Of one person on one event: a later one replaces an earlier one."""

    event: str
    subscription: str
    right: bool
    because: Because | None = None  # None where it is right, or where nobody said
    instead: str = ""  # what the slot should have been, where the desk says so
    by: str = ""
    note: str = ""
    at: datetime
    feed: str  # of the entry that brought the event
    report: Report  # the event's cause
    text: str  # the article's text under its title; the quoted window where the article is gone

    @property
    def id(self) -> str:
        return ids.verdict_id(self.event, self.by)
