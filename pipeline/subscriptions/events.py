"""A change becomes an `AlertEvent`: its id, the voices that bear on it, and the order in which events are read.

The id hashes thread, episode, kind and what changed, never the report that caused it.
"""

from collections.abc import Iterable
from datetime import datetime

from pipeline.ledger.bearing import Bearing
from pipeline.subscriptions.change import RANK, Change
from schemas import AlertEvent, EventKind, Stance, Status, Thread, Voice, ids

VOICES_PER_STANCE = 4  # more would hide the one denial among thirty affirmations


def event(
    change: Change,
    thread: Thread,
    episode: str,
    at: datetime,
    *,
    status: Status,
    before: Status | None,
    origins: tuple[str, ...],
    voices: Iterable[Bearing],
) -> AlertEvent:
    return AlertEvent(
        id=ids.event_id(thread.id, episode, change.kind, change.changed),
        thread=thread,
        episode=episode,
        kind=change.kind,
        at=at,
        status=status,
        before=before,
        changed=change.changed,
        reason=change.reason,
        sent=change.told,
        sent_reason=change.told_reason,
        origins=origins,
        cause=voice(change.cause) if change.cause else None,
        voices=tuple(voice(bearing) for bearing in voices),
    )


def voice(bearing: Bearing) -> Voice:
    """A report as an alert shows it."""
    report = bearing.report
    return Voice(
        report=report.id,
        stance=report.stance,
        military=report.claim.military,
        activity=report.claim.activity,
        region=report.claim.region,
        holder=report.holder,
        origin=report.origin,
        title=report.title,
        evidence=report.evidence,
        military_mention=report.military,
        region_mention=report.region,
        outlet=report.outlet,
        url=report.url,
        language=report.language,
        seen_at=report.seen_at,
        published_at=report.published_at,
        confidence=report.confidence,
        background=report.background,
    )


def newest(voices: Iterable[Bearing]) -> list[Bearing]:
    """The newest voices of each stance, newest first; a report that bears twice speaks once."""
    ordered = sorted(voices, key=lambda bearing: bearing.order, reverse=True)
    shown: dict[str, Bearing] = {}
    room = dict.fromkeys(Stance, VOICES_PER_STANCE)
    for bearing in ordered:
        if bearing.report.id not in shown and room[bearing.report.stance]:
            room[bearing.report.stance] -= 1
            shown[bearing.report.id] = bearing
    return list(shown.values())


def reading_order(event: AlertEvent) -> tuple[datetime, str, str, bool, int, str]:
    """Of one moment corrections come first, then what says most."""
    is_new = event.kind is not EventKind.CORRECTED
    return (event.at, event.thread.id, event.episode, is_new, RANK[event.kind], event.changed)
