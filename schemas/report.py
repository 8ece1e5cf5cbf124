"""`Report`: one article's stance on one claim, with the characters that prove it."""

from datetime import datetime

from schemas.claim import Claim, Holder, Stance
from schemas.record import Record, WireRecord


class Mention(Record, frozen=True, kw_only=True):
    """A slot of a report: `surface` is `body[start:end]` of its article, letter for letter."""

    start: int
    end: int
    surface: str
    reason: str = ""  # why the catalogue resolved it so
    score: float = 1.0


class Evidence(Record, frozen=True, kw_only=True):
    """The quoted window that holds the statement: `quote` is `body[start:end]`. It outlives the article."""

    start: int
    end: int
    quote: str


class Report(WireRecord, frozen=True, kw_only=True, tag="vedette.report/1"):
    """One article's stance on one claim."""

    id: str
    claim: Claim
    stance: Stance
    holder: Holder | None  # None: the outlet's own voice
    military: Mention
    region: Mention
    evidence: Evidence
    background: bool
    confidence: float
    origin: str  # origin key: cited source, else wire credit, else publisher family
    article_id: str
    entry_key: str
    revision: str
    title: str
    url: str
    outlet: str
    family: str
    language: str
    fingerprint: str
    published_at: datetime
    seen_at: datetime
    model: str  # name and version of the claim model
    catalogue: str  # version of the catalogue
    because: tuple[str, ...] = ()
