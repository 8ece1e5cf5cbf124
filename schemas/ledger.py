"""`Ledger`: a claim, every report that bears on it, and what follows."""

import enum
from datetime import datetime

from schemas.claim import Claim
from schemas.record import WireRecord


class Status(enum.StrEnum):
    """What the reports that bear on a claim (or a thread) amount to."""

    REPORTED = "reported"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"
    DENIED = "denied"
    PLANNED = "planned"
    POSSIBLE = "possible"
    ENDED = "ended"
    UNCERTAIN = "uncertain"  # only reports that bear no weight: below the threshold, or background


class Ledger(WireRecord, frozen=True, kw_only=True, tag="vedette.ledger/1"):
    """A pure fold over a set of reports. Tuples are sorted, so equal sets give equal bytes."""

    claim: Claim
    status: Status
    origins: tuple[str, ...]  # independent origins among the affirmations that stand; once ended, among all of them
    affirmed: tuple[str, ...]  # report ids
    planned: tuple[str, ...]
    possible: tuple[str, ...]
    denied: tuple[str, ...]  # denials that counter an affirmation or plan here, or deny this very claim
    withdrawn: tuple[str, ...]  # completed withdrawals that ended affirmations here
    weightless: tuple[str, ...]  # background or below the threshold: shown, never counted
    first_seen: datetime
    last_seen: datetime
