"""`Feed` and `Entry`: what is polled, and what it sent, untouched."""

from datetime import datetime

from schemas.record import Record, WireRecord


class Feed(Record, frozen=True, kw_only=True):
    """A source that is polled."""

    url: str
    outlet: str = ""
    language: str = ""
    interval_seconds: int = 3600


class Entry(WireRecord, frozen=True, kw_only=True, tag="vedette.entry/1"):
    """One item of a feed as it was sent. Times are aware and in UTC; strings are as the feed had them."""

    feed: str = ""
    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""  # HTML or plain text
    content: str = ""  # HTML or plain text; the fuller of the two bodies, where the feed sends one
    published: datetime | None = None
    seen_at: datetime | None = None  # when it was first seen; None: not known, the publication time stands in
    language: str = ""  # the feed's hint, such as "en-US"
    source: str = ""  # the publisher that an aggregator names (`<source>`)
    id: str = ""  # the input's own `id`, echoed by `extract`
    where: str = ""  # file and line, for dead letters and explanations; never part of an identity
