"""`Policy`: the few numbers that decide which reports bear weight and for how long they stand."""

from datetime import timedelta

import msgspec

from schemas import Report, Stance
from schemas.record import Record

MILESTONES = (2, 3, 5, 10, 20, 50, 100, 200, 500)


class Policy(Record, frozen=True, kw_only=True):
    """How reports are weighed. One policy holds for a whole run; a subscription only adds to it."""

    threshold: float = 0.5  # below it a report is shown, never counted
    thresholds: dict[Stance, float] = msgspec.field(default_factory=dict)  # where a stance has its own
    end_confidence: float = 0.75  # a withdrawal this sure ends presence in its place: as sure as two that barely count
    end_below_confidence: float = 0.875  # and this sure in all places below: as sure as three
    end_days: int = 7  # how far back a withdrawal finds others that confirm it, and what it must outweigh
    include_background: bool = False
    plan_days: int = 90  # how long a plan stands
    denial_days: int = 30  # how long a denial stands, and how far back it reaches for what was told
    presence_days: int = 90  # how long after a report of presence a withdrawal ends it
    milestones: tuple[int, ...] = MILESTONES  # the numbers of independent origins that are events

    @property
    def plans_stand(self) -> timedelta:
        return timedelta(days=self.plan_days)

    @property
    def denials_stand(self) -> timedelta:
        return timedelta(days=self.denial_days)

    @property
    def withdrawals_stand(self) -> timedelta:
        return timedelta(days=self.end_days)

    @property
    def presence_stands(self) -> timedelta:
        return timedelta(days=self.presence_days)

    def threshold_of(self, stance: Stance) -> float:
        return self.thresholds.get(stance, self.threshold)

    def weighs(self, report: Report, *, background: bool = False) -> bool:
        """Whether a report counts. `background`: somebody asked for background as well."""
        if report.background and not (background or self.include_background):
            return False
        return report.confidence >= self.threshold_of(report.stance)
