"""`Feed` and `Entry`: what is polled, and what it sent, untouched."""

from datetime import datetime, timedelta

from schemas.record import Record, WireRecord


class Feed(Record, frozen=True, kw_only=True):
    """A source that is polled, with what a feeds file says of it; "" where it says nothing."""

    url: str
    title: str = ""  # what people call the feed
    outlet: str = ""  # the publisher's registrable domain, such as "bbc.co.uk"
    language: str = ""  # a hint, such as "uk" or "en-US"
    country: str = ""  # where the publisher sits, ISO 3166-1 alpha-2
    family: str = ""  # the house that the outlet belongs to, as in pipeline/text/data/families.tsv
    affiliation: str = ""  # the state that a state outlet speaks for, ISO 3166-1 alpha-3
    folder: str = ""  # the folder of a reader's list, nested ones joined by "/"
    full_text: bool = False  # whether pages of entries that the scan hits may be fetched
    interval: timedelta | None = None  # how often to poll; None: learned from how often the feed changes


class Entry(WireRecord, frozen=True, kw_only=True, tag="vedette.entry/1"):
    """One item of a feed as it was sent. Times are aware and in UTC; strings are as the feed had them."""

    feed: str = ""
    guid: str = ""
    link: str = ""
    title: str = ""
    plain_title: bool = False  # whether `<` in the title is known to be a character, not the beginning of a tag
    summary: str = ""  # HTML or plain text
    content: str = ""  # HTML or plain text; the fuller of the two bodies, where the feed sends one
    published: datetime | None = None
    seen_at: datetime | None = None  # when it was first seen; None: not known, the publication time stands in
    language: str = ""  # the feed's hint, such as "en-US"
    source: str = ""  # the publisher that an aggregator names (`<source>`)
    id: str = ""  # the input's own `id`, echoed by `extract`
    where: str = ""  # file and line, for dead letters and explanations; never part of an identity
