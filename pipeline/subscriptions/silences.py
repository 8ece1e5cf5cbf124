"""Acknowledge, mute, silence: whether an event may be delivered now. Pure; what is decided stays as it is."""

from collections.abc import Iterable
from datetime import datetime

from pipeline.ledger.containment import Containment, region_ladder
from schemas import AlertEvent, EventKind, Silence, SilenceKind

_MORE_OF_THE_SAME = (EventKind.CONTINUES, EventKind.CORROBORATED)


def held_back(event: AlertEvent, silences: Iterable[Silence], catalogue: Containment, now: datetime) -> Silence | None:
    """The silence that keeps an event from being delivered at `now`; None: it may go."""
    holding = [one for one in silences if holds(one, now) and _silences(one, event) and covers(one, event, catalogue)]
    return min(holding, key=lambda one: (one.kind is SilenceKind.ACKNOWLEDGED, one.id), default=None)


def holds(silence: Silence, now: datetime) -> bool:
    """Whether a silence has begun and is not over."""
    return silence.since <= now and (silence.until is None or now < silence.until)


def in_words(silence: Silence) -> str:
    """`muted by Ann until 2026-03-04 08:00 UTC: too many drones`."""
    by = f" by {silence.by}" if silence.by else ""
    until = f" until {silence.until:%Y-%m-%d %H:%M} UTC" if silence.until else ""
    return f"{silence.kind}{by}{until}" + (f": {silence.note}" if silence.note else "")


def covers(silence: Silence, event: AlertEvent, catalogue: Containment) -> bool:
    """Whether every field that the silence names fits. One that names nothing covers nothing: nobody is kept in the
    dark by mistake."""
    thread = event.thread
    named = (
        (silence.subscription, (thread.subscription,)),
        (silence.thread, (thread.id,)),
        (silence.root, (thread.root,)),
        (silence.region, region_ladder(thread.region, catalogue) if silence.region else ()),
    )
    said = [(asked, fits) for asked, fits in named if asked]
    return bool(said) and all(asked in fits for asked, fits in said)


def _silences(silence: Silence, event: AlertEvent) -> bool:
    """An acknowledgement holds back more of the same only: what changes the status is always told."""
    if silence.kind is not SilenceKind.ACKNOWLEDGED:
        return True
    return event.kind in _MORE_OF_THE_SAME and event.status is silence.status
