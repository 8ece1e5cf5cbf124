"""The words of Vedette as frozen records, their ids, and the wire format. Imports nothing of ours."""

from schemas.alert import ActivityGroup, Alert, AlertEvent, Delivery, EventKind, Thread, Voice
from schemas.article import Article, DateSource, Hit, HitKind, Revision, Scanned, Window
from schemas.claim import Activity, Claim, Holder, Pointer, Side, Span, SpanClaim, Stance
from schemas.deadletter import DeadLetter
from schemas.entry import Entry, Feed
from schemas.ledger import Ledger, Status
from schemas.names import (
    Abstention,
    Candidate,
    Military,
    MilitaryKind,
    Region,
    RegionKind,
    Resolution,
)
from schemas.report import Evidence, Mention, Report
from schemas.silence import Silence, SilenceKind
from schemas.subscription import GroupBy, OwnedSubscription, Repeat, Subscription
from schemas.verdict import Because, Verdict

__all__ = [
    "Abstention",
    "Activity",
    "ActivityGroup",
    "Alert",
    "AlertEvent",
    "Article",
    "Because",
    "Candidate",
    "Claim",
    "DateSource",
    "DeadLetter",
    "Delivery",
    "Entry",
    "EventKind",
    "Evidence",
    "Feed",
    "GroupBy",
    "Hit",
    "HitKind",
    "Holder",
    "Ledger",
    "Mention",
    "Military",
    "MilitaryKind",
    "OwnedSubscription",
    "Pointer",
    "Region",
    "RegionKind",
    "Repeat",
    "Report",
    "Resolution",
    "Revision",
    "Scanned",
    "Side",
    "Silence",
    "SilenceKind",
    "Span",
    "SpanClaim",
    "Stance",
    "Status",
    "Subscription",
    "Thread",
    "Verdict",
    "Voice",
    "Window",
]
