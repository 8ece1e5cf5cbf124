"""What a feed document holds, before anybody says where it came from: the same for live feeds and captured files."""

from datetime import timedelta
from typing import NamedTuple

from schemas import Entry
from schemas.errors import RejectedEntry


class Channel(NamedTuple):
    """What a document says about itself; "" or None where it says nothing."""

    url: str = ""  # where it says that it lives
    link: str = ""  # the site that it is of
    title: str = ""
    language: str = ""
    ttl: timedelta | None = None  # how long it asks to be left alone
    moved_to: str = ""  # where it says that it has gone for good


class Refusal(NamedTuple):
    """What could not be used: one entry, or the document's end."""

    reason: str
    detail: str
    payload: str = ""


class Content(NamedTuple):
    """A document. Its entries name neither feed nor place: whoever read it knows these."""

    channel: Channel
    items: tuple[Entry | Refusal, ...] = ()
    ending: Refusal | None = None  # what is wrong with the document as a whole


def not_empty(entry: Entry) -> Entry:
    """The entry itself; an entry without a word is refused."""
    if entry.title.strip() or entry.summary.strip() or entry.content.strip():
        return entry
    raise RejectedEntry("empty", "it has neither a title nor a text")
