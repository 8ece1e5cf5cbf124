"""When a message may be sent: quiet hours, digests, rates, and how long to wait after a failure. All pure.

Wall-clock times are a subscription's own: where clocks go forward a time that does not exist is the one after the gap;
where they go back, quiet lasts until the second of two equal times.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schemas import Subscription, delivery_times
from schemas.delivery_times import Digest, Quiet, RateCap

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WAITS = (10, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)  # seconds after each attempt
ATTEMPTS = len(_WAITS) + 1  # some three days: a weekend without anybody at the receiver's desk
LONGEST_WAIT = _DAY  # of what a receiver may ask for
_SPREAD = 0.2
_OVERLAPS = 16  # quiet hours that follow one another


class Calm(NamedTuple):
    """A subscription's quiet hours in its time zone."""

    quiet: tuple[Quiet, ...]
    zone: ZoneInfo


def calm_of(subscription: Subscription) -> Calm:
    hours = tuple(delivery_times.quiet(text) for text in subscription.quiet)
    return Calm(hours, delivery_times.timezone(subscription.timezone))


def awake(at: datetime, calm: Calm) -> datetime:
    """`at`, or where that is quiet, when it no longer is. Hours that leave no gap hold nothing up."""
    moment = at
    for _ in range(_OVERLAPS):
        ends = [
            end for hours in calm.quiet for start, end in _around(hours, moment, calm.zone) if start <= moment < end
        ]
        if not ends:
            return moment
        moment = max(ends)
    return at


def digest_at(digest: Digest, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the digest that takes what happens at `now` is sent; None where each event is sent at once."""
    if digest.daily is not None:
        days = (now.astimezone(zone).date() + timedelta(days=each) for each in (0, 1, 2))
        return next(at for day in days if (at := _instant(day, digest.daily, zone, late=False)) > now)
    if digest.every is None:
        return None
    start = _EPOCH if digest.every >= _DAY else _midnight(now, zone)
    due = start + digest.every * ((now - start) // digest.every + 1)
    return due if digest.every >= _DAY else min(due, _midnight(now, zone, after=1))


def free_at(rate: RateCap, sent: Sequence[datetime], now: datetime) -> datetime | None:
    """When the next message may be sent, newest of `sent` first; None: at once."""
    if len(sent) < rate.limit:
        return None
    free = sent[rate.limit - 1] + rate.period
    return free if free > now else None


def retry_at(message: str, attempt: int, now: datetime, asked: timedelta | None = None) -> datetime | None:
    """When to try again after the failed `attempt`; None: it is dead. Spread by the message's id, so that what failed
    together does not come back together, and the same everywhere. `asked`: what the receiver's Retry-After says."""
    if attempt >= ATTEMPTS:
        return None
    spread = int(hashlib.blake2b(f"{message} {attempt}".encode(), digest_size=4).hexdigest(), 16) / 2**32
    wait = timedelta(seconds=_WAITS[max(attempt, 1) - 1] * (1 - _SPREAD + 2 * _SPREAD * spread))
    return now + max(wait, min(asked or timedelta(), LONGEST_WAIT))


def _around(hours: Quiet, moment: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The hours of the day, and of the day before, which may reach into it."""
    today = moment.astimezone(zone).date()
    length = 0 if hours.start < hours.end else 1
    return [
        (_instant(day, hours.start, zone, late=False), _instant(day + _DAY * length, hours.end, zone, late=True))
        for day in (today - _DAY, today)
    ]


def _midnight(now: datetime, zone: ZoneInfo, after: int = 0) -> datetime:
    return _instant(now.astimezone(zone).date() + _DAY * after, time(), zone, late=False)


def _instant(day: date, at: time, zone: ZoneInfo, *, late: bool) -> datetime:
    """A wall-clock time as a moment. Of two equal times, the second where `late`; one in a gap is after the gap."""
    first, second = (datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    is_gap = second < first
    return first if is_gap or not late else second
