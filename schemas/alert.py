"""`Thread`, `AlertEvent` and `Delivery`: a subscription's view of an episode, its changes, and their dispatch."""

import enum
from datetime import datetime

from schemas.claim import Activity, Holder, Stance
from schemas.ledger import Status
from schemas.record import Record, WireRecord
from schemas.report import Evidence, Mention


class EventKind(enum.StrEnum):
    OPENED = "opened"
    CONTINUES = "continues"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"
    DENIED = "denied"
    REALISED = "realised"
    ENDED = "ended"
    CORRECTED = "corrected"
    CLOSED = "closed"


class ActivityGroup(enum.StrEnum):
    PRESENCE = "presence"
    FIGHTING = "fighting"
    OTHER = "other"


class Thread(Record, frozen=True, kw_only=True):
    """Subscription × military root × rolled-up region × activity group. Episodes are cut by the calendar."""

    id: str
    subscription: str
    root: str
    region: str
    group: ActivityGroup


class Voice(Record, frozen=True, kw_only=True):
    """One report as an alert shows it: who says what, in which words, where."""

    report: str
    stance: Stance
    military: str
    activity: Activity
    region: str
    holder: Holder | None
    origin: str
    title: str
    evidence: Evidence
    military_mention: Mention
    region_mention: Mention
    outlet: str
    url: str
    language: str
    seen_at: datetime
    published_at: datetime
    confidence: float
    background: bool


class Alert(Record, frozen=True, kw_only=True):
    """A thread in an episode, as it stands: its status and everything told about it so far."""

    thread: Thread
    episode: str
    status: Status
    opened_at: datetime
    events: tuple[str, ...]


class AlertEvent(WireRecord, frozen=True, kw_only=True, tag="vedette.alert-event/1"):
    """One status change, decided once. `sent` is False for what is kept but not told; `reason` says why, either way."""

    id: str
    thread: Thread
    episode: str  # "2026-11-25" or "2026-W48"
    kind: EventKind
    at: datetime  # the `seen_at` that brought the change
    status: Status
    before: Status | None
    changed: str  # what changed: the k of corroborated, the holder of denied; part of the id
    reason: str  # why this was decided, in words
    sent: bool
    sent_reason: str  # why it is, or is not, sent
    origins: tuple[str, ...]  # independent origins that affirm, at that moment
    cause: Voice | None  # the report that brought it; None for `closed`
    voices: tuple[Voice, ...]  # what bears on it at that moment: the newest of each stance and holder first


class Delivery(WireRecord, frozen=True, kw_only=True, tag="vedette.delivery/1"):
    """One attempt to hand an event to a destination."""

    id: str  # idempotency key
    event: str
    destination: str
    attempt: int
    at: datetime
    outcome: str
