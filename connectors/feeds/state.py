"""`FeedState`: what is remembered of a feed between two polls. The store keeps it as one JSON value."""

import enum
from datetime import datetime, timedelta

from schemas import Entry
from schemas.record import Record


class ErrorClass(enum.StrEnum):
    """Why a poll gave nothing. `NONE` is a feed that is well."""

    NONE = ""
    # soft: the server is there and asks for patience
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"  # 503 that names a time
    HOST_BUSY = "host_busy"  # we asked its host, or the one it redirects to, too often already
    # temporary: it may be well the next time
    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    SERVER_ERROR = "server_error"
    INCOMPLETE_BODY = "incomplete_body"
    BAD_ENCODING = "bad_encoding"  # Content-Encoding lies, or is one that nobody asked for
    BAD_ANSWER = "bad_answer"  # not HTTP, or a status that answers no question we asked
    NOT_A_FEED = "not_a_feed"
    BROKEN_FEED = "broken_feed"
    ENCODING = "encoding"  # letters of an alphabet that cannot be told
    INTERNAL = "internal"  # a fault of ours: it is logged, and the feed asked again later
    # hard: somebody must change something
    GONE = "gone"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    CLIENT_ERROR = "client_error"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"  # its document took more time or memory to read than any feed is worth
    ADDRESS_REFUSED = "address_refused"
    BAD_REDIRECT = "bad_redirect"  # a loop, a chain too long, no target, or a scheme that is not the web's
    BAD_ADDRESS = "bad_address"


SOFT = frozenset({ErrorClass.RATE_LIMITED, ErrorClass.UNAVAILABLE, ErrorClass.HOST_BUSY})
HARD = frozenset(
    {
        *(ErrorClass.GONE, ErrorClass.NOT_FOUND, ErrorClass.FORBIDDEN, ErrorClass.CLIENT_ERROR, ErrorClass.TOO_LARGE),
        *(ErrorClass.TOO_COSTLY, ErrorClass.ADDRESS_REFUSED, ErrorClass.BAD_REDIRECT, ErrorClass.BAD_ADDRESS),
    }
)


class Counters(Record, frozen=True, kw_only=True):
    """What became of all polls so far."""

    polls: int = 0
    unchanged: int = 0
    failed: int = 0
    entries: int = 0  # entries in all documents read, whether new or not
    new: int = 0
    revised: int = 0
    dead: int = 0
    pages: int = 0
    octets: int = 0  # on the wire, as far as they were read


class Pending(Record, frozen=True, kw_only=True):
    """An entry whose page is still to be fetched."""

    entry: Entry
    key: str  # of news.py
    is_held: bool = False  # a revision of an entry whose page is known: it is told together with its new page, or alone


class FeedState(Record, frozen=True, kw_only=True):
    """What is remembered of a feed. The empty one is that of a feed never polled: it is due at once."""

    next_due: datetime | None = None  # None: at once
    polled_at: datetime | None = None
    well_at: datetime | None = None  # the last poll that gave a feed, or "not modified"
    body_at: datetime | None = None  # the last poll that gave a whole document
    # what the server gave to ask with
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    moved_to: str = ""  # where permanent redirects lead; "" while they lead nowhere
    # what it sent
    known: tuple[str, ...] = ()  # identity and content of the entries seen last, see news.py
    new_at: datetime | None = None  # when an entry was last seen that had not been seen before
    newest: datetime | None = None  # the latest believable publication date: the age of its content
    gap: timedelta | None = None  # usual time between two of its entries, by their dates
    pending: tuple[Pending, ...] = ()  # pages still to be fetched, the longest waiting first
    title: str = ""
    language: str = ""  # as the feed says
    # how often it changes
    interval: timedelta | None = None  # learned; None: nothing was learned yet
    seen_hours: float = 0.0  # hours watched, older ones weighing less
    seen_new: float = 0.0  # entries that came in them
    # how it fails
    failures: int = 0  # in a row
    error: ErrorClass = ErrorClass.NONE
    error_detail: str = ""
    failing_since: datetime | None = None
    counters: Counters = Counters()
