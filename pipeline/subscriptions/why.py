"""`why`: where a report stands in a subscription, in words. What `vedette explain` and an alert's footnote show."""

from typing import NamedTuple

from pipeline.ledger.bearing import bearings
from pipeline.ledger.containment import Containment
from pipeline.ledger.policy import Policy
from pipeline.subscriptions.match import Reason, match, needed_confidence, side_of
from pipeline.subscriptions.threads import Threads, episode_of
from schemas import Report, Subscription, Thread


class Why(NamedTuple):
    """Whether a report may open a thread, why, and where it belongs."""

    reason: Reason
    sentence: str
    thread: Thread
    episode: str
    bears_weight: bool  # whether status is folded over it here


def why(report: Report, subscription: Subscription, catalogue: Containment, policy: Policy) -> Why:
    """Why a report matches a subscription, or why not."""
    reason = match(report, subscription, catalogue, policy)
    thread = Threads(subscription, catalogue).of(next(bearings(report)).node)
    return Why(
        reason=reason,
        sentence=f"{subscription.name}: {_sentence(reason, report, subscription, policy)}",
        thread=thread,
        episode=episode_of(report.seen_at, thread.group).id,
        bears_weight=policy.weighs(report, background=subscription.background),
    )


def _sentence(reason: Reason, report: Report, asked: Subscription, policy: Policy) -> str:
    claim = report.claim
    needed = needed_confidence(report.stance, asked, policy)
    return {
        Reason.MATCHED: "it asks for this",
        Reason.UNKNOWN_MILITARY: "unknown militaries match only who asks for `unknown`",
        Reason.MILITARY: f"it asks for {_list(asked.militaries)}; {claim.military} is not part of that",
        Reason.REGION: f"it asks for {_list(asked.regions)}; {claim.region} does not lie there",
        Reason.ACTIVITY: f"it asks for {_list(asked.activities)}; this is {claim.activity}",
        Reason.STANCE: f"it asks for what is {_list(asked.stances)}; this is {report.stance}",
        Reason.SIDE: f"it asks for the side {_list(asked.sides)}; this is {side_of(report)}",
        Reason.LANGUAGE: f"it asks for {_list(asked.languages)}; this is in {report.language}",
        Reason.OUTLET: f"it asks for {_list(asked.outlets)}; this is from {report.outlet}",
        Reason.BACKGROUND: "this is background, not news, and background is not asked for",
        Reason.CONFIDENCE: f"{needed:.2f} is needed; the model gives {report.confidence:.2f}",
        Reason.OLD: f"published on {report.published_at.date()}, seen on {report.seen_at.date()}: older than max_age",
    }[reason]


def _list(words: tuple[str, ...]) -> str:
    return " or ".join(words)
