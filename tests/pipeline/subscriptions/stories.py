"""Timelines of a few reports, and what was told in them."""

from datetime import datetime
from typing import Any

from pipeline.ledger.policy import Policy
from pipeline.subscriptions.timeline import timeline
from schemas import AlertEvent, Report, Revision
from tests.pipeline.ledger.fakes import CATALOGUE, DAY, MONDAY, asks

TRAIN = "FRA affirmed train donbas"
LEFT = "FRA affirmed withdraw donbas"


def events(
    *reports: Report, now: datetime = MONDAY + 4 * DAY, revisions: tuple[Revision, ...] = (), **asked: Any
) -> list[AlertEvent]:
    return timeline(reports, asks(**asked), CATALOGUE, Policy(), now, revisions=revisions)


def kinds(found: list[AlertEvent]) -> list[str]:
    return [event.kind.value for event in found]


def sent(*reports: Report, **asked: Any) -> list[str]:
    return kinds([event for event in events(*reports, **asked) if event.sent])


def of_kind(found: list[AlertEvent], kind: str) -> AlertEvent:
    return next(event for event in found if event.kind == kind)
