"""`why`: where a report stands in a subscription, in words, and `predicate`: the same field by field."""

from datetime import timedelta
from typing import NamedTuple

from pipeline.ledger.bearing import bearings
from pipeline.ledger.containment import Containment
from pipeline.ledger.policy import Policy
from pipeline.subscriptions.match import Reason, failures, match, needed_confidence, side_of, statements
from pipeline.subscriptions.threads import Threads, episode_of
from schemas import Report, Subscription, Thread

_ANY = {"background": "news only", "military": "any but unknown"}


class Why(NamedTuple):
    """Whether a report may open a thread, why, and where it belongs."""

    reason: Reason
    sentence: str
    thread: Thread
    episode: str
    bears_weight: bool  # whether status is folded over it here


class Field(NamedTuple):
    """One line of the predicate: what is asked for, what the report has, and the reason where that does not fit."""

    name: str
    asked: str
    has: str
    reason: Reason | None


def predicate(report: Report, asked: Subscription, catalogue: Containment, policy: Policy) -> list[Field]:
    """The predicate field by field, in the order in which it is asked."""
    failed = set(failures(report, asked, catalogue, policy))
    limit = "none" if asked.max_age is None else _days(asked.max_age)
    said = statements(report)
    needed = needed_confidence(report.stance, asked, policy)
    rows = (
        ("military", asked.militaries, report.claim.military, (Reason.MILITARY, Reason.UNKNOWN_MILITARY)),
        ("region", asked.regions, report.claim.region, (Reason.REGION,)),
        ("activity", asked.activities, _list(tuple(activity for activity, _ in said)), (Reason.ACTIVITY,)),
        ("stance", asked.stances, _list(tuple(stance for _, stance in said)), (Reason.STANCE,)),
        ("side", asked.sides, side_of(report), (Reason.SIDE,)),
        ("language", asked.languages, report.language, (Reason.LANGUAGE,)),
        ("outlet", asked.outlets, " ".join(dict.fromkeys((report.outlet, report.family))), (Reason.OUTLET,)),
        (
            "background",
            ("both",) * asked.background,
            "background" if report.background else "news",
            (Reason.BACKGROUND,),
        ),
        ("confidence", (f"{needed:.2f} or more",), f"{report.confidence:.2f}", (Reason.CONFIDENCE,)),
        ("age", (limit,), _days(max(report.seen_at - report.published_at, timedelta())), (Reason.OLD,)),
    )
    return [
        Field(name, _list(wanted) or _ANY.get(name, "any"), str(has), next((one for one in why if one in failed), None))
        for name, wanted, has, why in rows
    ]


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


def _days(length: timedelta) -> str:
    """`2.5 days`, `3 h`, `12 min`: the unit that reads best."""
    for unit, size in (("days", timedelta(days=1)), ("h", timedelta(hours=1))):
        if length >= size:
            return f"{length / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{length / timedelta(minutes=1):.0f} min"


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
