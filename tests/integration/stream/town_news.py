"""News of our own making, as much as one likes: small notes that name nobody, and here and there one with a claim."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from schemas import Entry
from tests.vedette.monitor.desk import PLACES

FEED = "https://town.example/feed"
EVERY = 50  # one of so many has a claim
SUBSCRIPTIONS = '[[subscription]]\nname = "ukraine"\nregions = ["UA"]\ngroup_by = "place"\nmax_age = "none"\n'
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)  # old news is another test's
_STEP = timedelta(milliseconds=1)
OUTLETS = 7


def news(count: int, first: int = 0, every: int = EVERY) -> Iterator[Entry]:
    for number in range(first, first + count):
        title = f"Note {number}: the library opens at nine"
        if number % every == 0:
            town = PLACES[number // every % len(PLACES)]
            title = f"Russian forces shelled {town}, says monitor group {number}"
        at = START + number * _STEP
        yield Entry(feed=FEED, guid=str(number), link=link(number), title=title, published=at, seen_at=at)


def link(number: int) -> str:
    """An entry's link, which is its key."""
    return f"https://town{number % OUTLETS}.example/{number}"


def links(count: int, every: int = 1) -> set[str]:
    """Of the first `count` entries; `every` as for `news`: only of those with a claim."""
    return {link(number) for number in range(count) if number % every == 0}
