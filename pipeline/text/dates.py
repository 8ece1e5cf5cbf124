"""When an article was published, and how we know: the feed's date, the date in its address, or when it was seen.

A feed's date is not believed before 1990 (clocks at zero), nor more than a day after the entry was seen (wrong years,
sale dates); up to a day it is a wrong time zone and becomes the time of sighting. An address that carries a much
older day than the feed does is believed: outlets re-date old stories, feeds that lack dates send the time of capture.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from schemas.article import DateSource
from schemas.errors import RejectedEntry

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(days=1)
REDATED = timedelta(days=14)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?:19[9]\d|20\d\d)"
_IN_URL = re.compile(
    rf"[/_.-](?:(?P<y>{_YEAR})(?P<s>[/_.-]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])"
    rf"|(?P<y2>{_YEAR})/(?P<m2>{'|'.join(_MONTHS)})[a-z]*/(?P<d2>0?[1-9]|[12]\d|3[01]))(?![0-9])",
    re.IGNORECASE,
)


class Dates(NamedTuple):
    published_at: datetime
    seen_at: datetime
    source: DateSource


def arbitrate(
    published: datetime | None, url: str, seen_at: datetime | None, undated_at: datetime | None = None
) -> Dates:
    """The dates of an entry. Raises RejectedEntry where nothing dates it and the user gave no date."""
    seen = _plausible(seen_at)
    own = _own(_plausible(published), date_in_url(url), seen)
    if own is not None:
        at, source = own
        return Dates(at, seen or at, source)
    if seen is not None:
        return Dates(seen, seen, DateSource.FETCH)
    if undated_at is not None:
        return Dates(_utc(undated_at), _utc(undated_at), DateSource.GIVEN)
    raise RejectedEntry("undated", f"no usable date (feed: {published}); give one with --undated-at")


def date_in_url(url: str) -> datetime | None:
    """Midnight UTC of the day that an address carries, as in /2022/03/04/, 2022-03-04, 20220304 or /2022/mar/04/."""
    match = _IN_URL.search(url)
    if match is None:
        return None
    month = int(match["m"]) if match["m"] else _MONTHS.index(match["m2"].lower()) + 1
    try:
        return datetime(int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"]), tzinfo=UTC)
    except ValueError:  # 31 February
        return None


def _own(feed: datetime | None, url: datetime | None, seen: datetime | None) -> tuple[datetime, DateSource] | None:
    """The entry's own date: the feed's or the address's, whichever can be believed."""
    if url is not None and seen is not None and url > seen:
        url = None
    if feed is not None and seen is not None:
        feed = None if feed > seen + CLOCK_SKEW else min(feed, seen)
    if url is not None and (feed is None or feed - url > REDATED):
        return url, DateSource.URL
    return None if feed is None else (feed, DateSource.FEED)


def _plausible(at: datetime | None) -> datetime | None:
    return None if at is None or (at := _utc(at)) < EARLIEST else at


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        return at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 at the edge of what a date can be
        return at.replace(tzinfo=UTC)
