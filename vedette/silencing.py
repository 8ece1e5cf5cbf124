"""Acknowledge, mute and silence, on the store: from what a person names to the `Silence` that holds deliveries back."""

from datetime import datetime, timedelta

from connectors.store import Store
from pipeline.catalogue.catalogue import Catalogue
from pipeline.subscriptions import values
from schemas import AlertEvent, Silence, SilenceKind
from schemas.errors import ConfigError


def find_event(store: Store, id: str) -> AlertEvent:
    """The event with this id, or the first characters of one; or the newest event of the thread with this id."""
    if not id:
        raise ConfigError("name an alert by its id, or the first characters of it")
    found = store.alerts.by_prefix(id, limit=2) or store.alerts.events(thread=id, limit=1)
    if not found:
        raise ConfigError(f"no alert event or thread has the id {id!r}: `vedette alerts list` shows them")
    if len(found) > 1 and found[0].id != id:
        raise ConfigError(f"{id!r} begins more than one id, such as {found[0].id} and {found[1].id}: write more of it")
    return next((event for event in found if event.id == id), found[0])


def acknowledge(store: Store, event: AlertEvent, now: datetime, *, by: str, note: str) -> Silence:
    """More of the same on this alert is held back until its status changes."""
    newest = next(iter(store.alerts.events(thread=event.thread.id, limit=1)), event)
    return _put(
        store,
        Silence(
            kind=SilenceKind.ACKNOWLEDGED,
            thread=event.thread.id,
            since=now,
            status=newest.status,
            by=by,
            note=note,
        ),
    )


def silence(
    store: Store,
    now: datetime,
    *,
    event: AlertEvent | None = None,
    subscription: str = "",
    root: str = "",
    region: str = "",
    until: datetime | None = None,
    by: str = "",
    note: str = "",
) -> Silence:
    """Everything that fits is held back: until a time, or until it is taken back."""
    thread = event.thread.id if event else ""
    if not (thread or subscription or root or region):
        raise ConfigError("name an alert, a subscription, a military or a region: nothing silences everything")
    if until is not None and until <= now:
        raise ConfigError(f"{until:%Y-%m-%d %H:%M} UTC is past: a silence ends later")
    made = Silence(
        kind=SilenceKind.MUTED if until is None else SilenceKind.SILENCED,
        subscription=subscription,
        thread=thread,
        root=root,
        region=region,
        since=now,
        until=until,
        by=by,
        note=note,
    )
    return _put(store, made)


def take_back(store: Store, id: str, now: datetime) -> Silence:
    """End a silence, named by its id or the first characters of it."""
    found = [one for one in store.silences.all() if id and one.id.startswith(id)]
    if len(found) != 1:
        how_many = "more than one silence begins" if found else "no silence begins"
        raise ConfigError(f"{how_many} with {id!r}: `vedette alerts silences` shows them")
    store.silences.remove(found[0].id)
    return found[0]


def ends(now: datetime, length: timedelta | None, until: datetime | None) -> datetime:
    """When a silence is over: `--for 2d` or `--until TIME`, one of them."""
    if (length is None) == (until is None):
        raise ConfigError("say when the silence ends, by --for 2d or by --until 2026-03-02T14:00Z; `mute` has no end")
    return now + length if length is not None else until or now


def named(military: str, region: str, catalogue: Catalogue) -> dict[str, str]:
    """The military's root and the region that somebody wrote, by id or by a name that means only one."""
    found = {"root": "", "region": ""}
    try:
        if military:
            found["root"] = values.military(catalogue)(military)
        if region:
            found["region"] = values.region(catalogue)(region)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    root, part, _ = found["root"].partition("/")
    if part:
        raise ConfigError(
            f"alerts are kept by whole militaries: {root} could be silenced, {found['root']} alone cannot"
        )
    return found


def _put(store: Store, silence: Silence) -> Silence:
    store.silences.put(silence)
    return silence
