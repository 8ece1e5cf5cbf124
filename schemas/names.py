"""`Military` and `Region`: the catalogue's entries, and what resolving a span gives."""

import enum

from schemas.record import Record


class MilitaryKind(enum.StrEnum):
    STATE = "state"
    BRANCH = "branch"
    UNIT = "unit"
    GROUP = "group"
    ALLIANCE = "alliance"
    COMPANY = "company"
    UNKNOWN = "unknown"


class Military(Record, frozen=True, kw_only=True):
    """Who. Ids begin with their root: `FRA`, `FRA/foreign-legion`, `wagner`. See docs/ids.md."""

    id: str
    name: str
    kind: MilitaryKind
    parent: str = ""  # only a state's own branches and units have one
    affiliated: tuple[str, ...] = ()  # no evidence crosses this link
    since: int | None = None  # years it was active under that name; None: unknown, or open
    until: int | None = None


class RegionKind(enum.StrEnum):
    COUNTRY = "country"
    ADMIN1 = "admin1"
    PLACE = "place"
    INFORMAL = "informal"
    SEA = "sea"
    WORLD = "world"


class Region(Record, frozen=True, kw_only=True):
    """Where. Ids: ISO 3166-1 alpha-2, ISO 3166-2, `geonames:<id>`, or a slug.

    `country` is "" for seas and regions of several countries.
    """

    id: str
    name: str
    kind: RegionKind
    country: str = ""
    parents: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0


class Candidate(Record, frozen=True, kw_only=True):
    """A reading that lost, with its score."""

    id: str
    score: float


class Resolution(Record, frozen=True, kw_only=True):
    """A span resolved to one id, with its score, its reason and the losing candidates."""

    id: str
    score: float
    reason: str
    losers: tuple[Candidate, ...] = ()


class Abstention(Record, frozen=True, kw_only=True):
    """A span that the catalogue will not put on any id, and why."""

    reason: str
    losers: tuple[Candidate, ...] = ()
