"""The predicate of a subscription, with reasons. It selects what may open a thread; status is folded over everything.

A scoped subscription fails closed: a military or region that the catalogue does not know lies in nothing but itself,
and `unknown` militaries match only who asks for them by that word.
"""

import enum
from datetime import timedelta

from pipeline.ledger.bearing import denied_withdrawal
from pipeline.ledger.containment import Containment, military_ladder, region_ladder
from pipeline.ledger.policy import Policy
from pipeline.ledger.status import UNKNOWN
from schemas import Activity, Report, Side, Stance, Subscription


class Reason(enum.StrEnum):
    """Why a report matches a subscription, or the first reason why it does not."""

    MATCHED = "matched"
    UNKNOWN_MILITARY = "unknown military"
    MILITARY = "another military"
    REGION = "another region"
    ACTIVITY = "another activity"
    STANCE = "another stance"
    SIDE = "another side"
    LANGUAGE = "another language"
    OUTLET = "another outlet"
    BACKGROUND = "background"
    CONFIDENCE = "low confidence"
    OLD = "old"


def match(report: Report, subscription: Subscription, catalogue: Containment, policy: Policy) -> Reason:
    """Whether a report may open a thread of the subscription. `old` comes last: but for its age it would."""
    for reason in (
        _who(report, subscription, catalogue),
        _where(report, subscription, catalogue),
        _what(report, subscription),
        _by_whom(report, subscription),
        _how_sure(report, subscription, policy),
    ):
        if reason is not Reason.MATCHED:
            return reason
    return Reason.OLD if is_old(report, subscription.max_age) else Reason.MATCHED


def is_old(report: Report, max_age: timedelta | None) -> bool:
    """Whether a report was published more than `max_age` before it was seen. A date after that is not believed."""
    return max_age is not None and report.seen_at - report.published_at > max_age


def statements(report: Report) -> tuple[tuple[Activity, Stance], ...]:
    """What a report says, as activity and stance: a denied withdrawal also affirms presence."""
    said = (report.claim.activity, report.stance)
    return (said, (Activity.PRESENCE, Stance.AFFIRMED)) if denied_withdrawal(report) else (said,)


def side_of(report: Report) -> Side:
    return Side.OUTLET if report.holder is None else report.holder.side


def needed_confidence(stance: Stance, subscription: Subscription, policy: Policy) -> float:
    return policy.threshold_of(stance) if subscription.min_confidence is None else subscription.min_confidence


def _who(report: Report, subscription: Subscription, catalogue: Containment) -> Reason:
    military = report.claim.military
    if military == UNKNOWN:
        return Reason.MATCHED if UNKNOWN in subscription.militaries else Reason.UNKNOWN_MILITARY
    if not subscription.militaries:
        return Reason.MATCHED
    above = military_ladder(military, catalogue)
    return Reason.MATCHED if any(asked in above for asked in subscription.militaries) else Reason.MILITARY


def _where(report: Report, subscription: Subscription, catalogue: Containment) -> Reason:
    if not subscription.regions:
        return Reason.MATCHED
    above = region_ladder(report.claim.region, catalogue)
    return Reason.MATCHED if any(asked in above for asked in subscription.regions) else Reason.REGION


def _what(report: Report, subscription: Subscription) -> Reason:
    said = statements(report)
    fitting = [one for one in said if not subscription.activities or one[0] in subscription.activities]
    if not fitting:
        return Reason.ACTIVITY
    if not subscription.stances or any(stance in subscription.stances for _, stance in fitting):
        return Reason.MATCHED
    return Reason.STANCE


def _by_whom(report: Report, subscription: Subscription) -> Reason:
    if subscription.sides and side_of(report) not in subscription.sides:
        return Reason.SIDE
    if subscription.languages and report.language not in subscription.languages:
        return Reason.LANGUAGE
    if subscription.outlets and not {report.outlet, report.family} & set(subscription.outlets):
        return Reason.OUTLET
    return Reason.MATCHED


def _how_sure(report: Report, subscription: Subscription, policy: Policy) -> Reason:
    if report.background and not (subscription.background or policy.include_background):
        return Reason.BACKGROUND
    needed = needed_confidence(report.stance, subscription, policy)
    return Reason.MATCHED if report.confidence >= needed else Reason.CONFIDENCE
