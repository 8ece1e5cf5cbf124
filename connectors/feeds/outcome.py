"""`Outcome`: what a poll came to, without its bytes: a document read, nothing new, or a failure of a named class."""

from datetime import datetime, timedelta

from connectors.feeds.state import ErrorClass, Pending
from schemas.record import Record


class Hints(Record, frozen=True, kw_only=True):
    """What the server and the document say about when to come back."""

    retry_after: timedelta | None = None
    max_age: timedelta | None = None
    ttl: timedelta | None = None


class Read(Record, frozen=True, kw_only=True):
    """The poll gave a document with a feed in it."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    moved_to: str = ""  # where the permanent redirects at the beginning of the chain led
    hints: Hints = Hints()
    known: tuple[str, ...] = ()  # what to know the document's entries by at the next poll, see news.py
    entries: int = 0
    new: int = 0  # entries not seen before
    revised: int = 0  # entries seen before with other content
    dead: int = 0
    newest: datetime | None = None  # publication dates of the document, as far as they can be believed
    median: datetime | None = None
    gap: timedelta | None = None  # usual time between two entries
    wanted: tuple[Pending, ...] = ()  # pages to be fetched
    title: str = ""
    language: str = ""
    octets: int = 0


class Unchanged(Record, frozen=True, kw_only=True):
    """Not modified (304), or a document whose bytes are those of the last one (`whole`)."""

    etag: str | None = None  # None: the answer named none, what was stored stays
    last_modified: str | None = None
    moved_to: str = ""
    hints: Hints = Hints()
    whole: bool = False
    octets: int = 0


class Failed(Record, frozen=True, kw_only=True):
    """The poll gave nothing. Validators and everything known stay as they were."""

    error: ErrorClass
    detail: str = ""
    retry_after: timedelta | None = None


Outcome = Read | Unchanged | Failed
