"""What a server's headers say about when to come back, and what to ask with then. Pure.

Retry-After: 120 | Fri, 31 Dec 1999 23:59:59 GMT        Cache-Control: max-age=600        Age: 20        Expires: …
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from connectors.feeds.outcome import Hints

LONGEST_VALIDATOR = 1_000  # characters: what is longer is not stored, and the feed is asked unconditionally
_LONGEST_WAIT = timedelta(days=365)
_SECONDS = re.compile(r"\s*(\d{1,12})(?:\.\d*)?\s*")
_MAX_AGE = re.compile(r"(?:^|[\s,;])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_UNSENDABLE = re.compile(r"[^\x20-\x7e]")


def hints(headers: Mapping[str, str], now: datetime) -> Hints:
    """When to come back, as far as the headers say it in a way that can be understood."""
    sent = date(headers.get("Date", "")) or now
    return Hints(retry_after=_retry_after(headers.get("Retry-After", ""), sent), max_age=_fresh_for(headers, sent, now))


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """An ETag or Last-Modified, as it was sent, to be sent back; None where there is none that can be."""
    value = headers.get(name, "").strip()
    return value if value and len(value) <= LONGEST_VALIDATOR and not _UNSENDABLE.search(value) else None


def date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _retry_after(value: str, sent: datetime) -> timedelta | None:
    """A date is reckoned from the answer's own date: the server's clock may be wrong, its differences are not."""
    if seconds := _SECONDS.fullmatch(value):
        return _wait(int(seconds[1]))
    until = date(value)
    return _wait((until - sent).total_seconds()) if until else None


def _fresh_for(headers: Mapping[str, str], sent: datetime, now: datetime) -> timedelta | None:
    control = headers.get("Cache-Control", "")
    if any(word in control.lower() for word in ("no-cache", "no-store")):
        return None
    if found := _MAX_AGE.search(control):
        age = _SECONDS.fullmatch(headers.get("Age", ""))
        return _wait(int(found[1]) - (int(age[1]) if age else 0))
    expires = date(headers.get("Expires", ""))
    return _wait((expires - sent).total_seconds()) if expires else None


def _wait(seconds: float) -> timedelta | None:
    """None for no wait at all; a server that says a year means "long"."""
    return timedelta(seconds=min(seconds, _LONGEST_WAIT.total_seconds())) if seconds > 0 else None
