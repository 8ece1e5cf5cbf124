"""`Chapter`: one episode of a thread while it is walked through: its reports, its tally, what it has decided."""

from collections.abc import Iterable
from datetime import datetime

from pipeline.ledger.bearing import Bearing
from pipeline.subscriptions.change import Change
from pipeline.subscriptions.moments import Part
from pipeline.subscriptions.tally import Tally
from pipeline.subscriptions.threads import Episode
from schemas import EventKind, Stance, Status

LEVELS = {Stance.POSSIBLE: 1, Stance.DENIED: 2, Stance.PLANNED: 3, Stance.AFFIRMED: 4}


class Chapter:
    """It is open once a matching report came, or while the thread goes on from the episode before."""

    def __init__(self, when: Episode, tally: Tally, standing: list[Part], before: "Chapter | None") -> None:
        self.when = when
        self.tally = tally
        self.before = before if before and before.is_active else None
        self.standing = standing  # plans and denials of earlier episodes
        self.reports: list[Part] = []
        self.own = 0
        self.matched = False
        self.opened = False
        self.level = 0  # of the strongest stance that is not old news
        self.denying: dict[str, Bearing] = {}  # by holder, the denials of this episode that are to be told
        self.status: Status | None = self.before.status if self.before else None
        self._decided: set[tuple[EventKind, str]] = set()
        tally.stand(standing)

    @property
    def is_active(self) -> bool:
        """Whether the thread goes on through this episode: it opened here, or went on with a report of its own."""
        return self.opened or (self.before is not None and self.own > 0)

    @property
    def is_open(self) -> bool:
        return self.opened or self.before is not None

    def add(self, part: Part) -> None:
        self.reports.append(part)
        self.own += part.own
        self.tally.add(part.bearing, own=part.own)

    def rebuild(self, tally: Tally, at: datetime, gone: Iterable[Bearing]) -> None:
        """Count again on an empty tally, with what still counts at `at` and is not `gone`."""
        tally.has_realised = self.tally.has_realised
        self.tally = tally
        left_out = set(map(id, gone))
        tally.stand(part for part in self.standing if counts(part.bearing, at) and id(part.bearing) not in left_out)
        for bearing, own in self.reports:
            if counts(bearing, at) and id(bearing) not in left_out:
                tally.add(bearing, own=own)

    def has_decided(self, kind: EventKind, changed: str = "") -> bool:
        return (kind, changed) in self._decided

    def decide(self, changes: Iterable[Change]) -> list[Change]:
        """The changes that this episode has not decided yet; from now on it has."""
        new = list({change.key: change for change in changes if change.key not in self._decided}.values())
        self._decided.update(change.key for change in new)
        return new


def counts(bearing: Bearing, at: datetime) -> bool:
    """Whether a report counts at a moment."""
    return bearing.since <= at and (bearing.until is None or at < bearing.until)
