"""The predicate of a subscription, with reasons. It selects what may open a thread; status is folded over everything.

A scoped subscription fails closed: a military or region that the catalogue does not know lies in nothing but itself,
and `unknown` militaries match only who asks for them by that word.
"""

import enum
from collections.abc import Iterator
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
    """Whether a report may open a thread of the subscription, or the first reason why not."""
    return next(failures(report, subscription, catalogue, policy), Reason.MATCHED)


def failures(report: Report, subscription: Subscription, catalogue: Containment, policy: Policy) -> Iterator[Reason]:
    """Every reason why a report does not match, one a field at most. `old` comes last: but for its age it would."""
    yield from _who(report, subscription, catalogue)
    yield from _where(report, subscription, catalogue)
    yield from _what(report, subscription)
    yield from _by_whom(report, subscription)
    yield from _how_sure(report, subscription, policy)
    if is_old(report, subscription.max_age):
        yield Reason.OLD


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


def _who(report: Report, subscription: Subscription, catalogue: Containment) -> Iterator[Reason]:
    military = report.claim.military
    if military == UNKNOWN:
        if UNKNOWN not in subscription.militaries:
            yield Reason.UNKNOWN_MILITARY
    elif subscription.militaries:
        above = military_ladder(military, catalogue)
        if not any(asked in above for asked in subscription.militaries):
            yield Reason.MILITARY


def _where(report: Report, subscription: Subscription, catalogue: Containment) -> Iterator[Reason]:
    if subscription.regions:
        above = region_ladder(report.claim.region, catalogue)
        if not any(asked in above for asked in subscription.regions):
            yield Reason.REGION


def _what(report: Report, subscription: Subscription) -> Iterator[Reason]:
    said = statements(report)
    fitting = [one for one in said if not subscription.activities or one[0] in subscription.activities]
    if not fitting:
        yield Reason.ACTIVITY
    if subscription.stances and not any(stance in subscription.stances for _, stance in fitting or said):
        yield Reason.STANCE


def _by_whom(report: Report, subscription: Subscription) -> Iterator[Reason]:
    if subscription.sides and side_of(report) not in subscription.sides:
        yield Reason.SIDE
    if subscription.languages and report.language not in subscription.languages:
        yield Reason.LANGUAGE
    if subscription.outlets and not {report.outlet, report.family} & set(subscription.outlets):
        yield Reason.OUTLET


def _how_sure(report: Report, subscription: Subscription, policy: Policy) -> Iterator[Reason]:
    if report.background and not (subscription.background or policy.include_background):
        yield Reason.BACKGROUND
    if report.confidence < needed_confidence(report.stance, subscription, policy):
        yield Reason.CONFIDENCE
