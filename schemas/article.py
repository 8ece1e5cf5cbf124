"""`Article`: a normalised entry, what the stages reason about; and the places in it that are worth reading."""

import enum
from datetime import datetime

from schemas.record import Record, WireRecord


class DateSource(enum.StrEnum):
    """Where an article's publication date comes from."""

    FEED = "feed"
    URL = "url"
    FETCH = "fetch"  # no usable date of its own: the time it was seen
    GIVEN = "given"  # the user gave one (`--undated-at`)


class Article(WireRecord, frozen=True, kw_only=True, tag="vedette.article/1"):
    """A normalised entry. All offsets of later stages count code points of `body`."""

    id: str
    entry_key: str
    revision: str  # which content of the entry this is
    url: str  # canonical, "" where the entry had none
    feed: str
    outlet: str  # registrable domain of the publisher, such as "bbc.co.uk"
    family: str  # publisher family: outlets of one house share it; the outlet where unknown
    title: str
    text: str
    language: str  # ISO 639-1, "und" where it cannot be told
    published_at: datetime
    date_source: DateSource
    seen_at: datetime
    fingerprint: str  # see schemas.fingerprint
    credit: str = ""  # id of the wire service that the text credits, such as "reuters"
    entry_id: str = ""
    where: str = ""

    @property
    def body(self) -> str:
        """The characters that every offset counts: title, line feed, text."""
        return f"{self.title}\n{self.text}"


class Revision(Record, frozen=True, kw_only=True):
    """One sighting of an entry's content. At any time the latest seen content of an entry is the one that counts."""

    entry_key: str
    article_id: str
    seen_at: datetime


class HitKind(enum.StrEnum):
    """What a name in a text can be, before anything is resolved."""

    MILITARY = "military"  # names a force outright: "Wagner", "NATO", "IRGC", "Azov brigade"
    HEAD = "head"  # a generic force noun: "troops", "soldats", «війська»
    DEMONYM = "demonym"  # "French", «російський»
    STATE = "state"  # a country's name: a place, or the state as an actor
    CAPITAL = "capital"  # a capital or seat of government: a place, or its government
    LEADER = "leader"  # a person who speaks for a state or group: "Macron"
    OFFICE = "office"  # an office or outlet that is cited: "Kremlin", "Pentagon", "Reuters"
    REGION = "region"  # any other place


class Hit(Record, frozen=True, kw_only=True):
    """A catalogue name found in an article's body. `refs` are the ids it may mean, unresolved, in catalogue order."""

    start: int
    end: int
    kind: HitKind
    refs: tuple[str, ...]
    language: str = ""  # of the name; "" where it is the same in many


class Window(Record, frozen=True, kw_only=True):
    """A piece of an article worth reading: `text` is `body[start:end]`; hits count code points of the whole body."""

    article_id: str
    start: int
    end: int
    text: str
    language: str
    title_end: int  # where the title ends in the body
    hits: tuple[Hit, ...]


class Scanned(Record, frozen=True, kw_only=True):
    """An article with the windows found in it, in order."""

    article: Article
    windows: tuple[Window, ...]
