"""`Silence`: what somebody asked not to be told. It holds deliveries back; what is decided it never touches."""

import enum
from datetime import datetime

from schemas import ids
from schemas.ledger import Status
from schemas.record import WireRecord


class SilenceKind(enum.StrEnum):
    ACKNOWLEDGED = "acknowledged"  # "I know": more of the same is held back, until the alert's status changes
    MUTED = "muted"  # everything, until somebody takes it back
    SILENCED = "silenced"  # everything, until a time


class Silence(WireRecord, frozen=True, kw_only=True, tag="vedette.silence/1"):
    """It covers the events that fit all of its fields; "" fits everything. At least one of them says something."""

    kind: SilenceKind
    subscription: str = ""
    thread: str = ""
    root: str = ""  # the military's root, such as "RUS"
    region: str = ""  # and every thread's region in it
    since: datetime
    until: datetime | None = None  # the first moment after it; None: until it is taken back
    status: Status | None = None  # of an acknowledged alert: another status ends the acknowledgement
    by: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        """The same for the same kind and cover, so that saying it again renews it."""
        return ids.silence_id(self.kind, self.subscription, self.thread, self.root, self.region)
