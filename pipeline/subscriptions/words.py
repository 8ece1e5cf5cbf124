"""Reasons in words: what an alert says about why it was decided."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.ledger.bearing import Bearing, denied_withdrawal
from schemas import Stance


def said(bearing: Bearing) -> str:
    """`train in Donbas, affirmed by Paris Match`."""
    report = bearing.report
    stance = Stance.DENIED if denied_withdrawal(report) else bearing.stance
    word = "held possible" if stance == Stance.POSSIBLE else stance.value
    return f"{report.claim.activity} in {report.region.surface or report.claim.region}, {word} by {who(bearing)}"


def who(bearing: Bearing) -> str:
    """The holder as quoted, else the outlet."""
    holder = bearing.report.holder
    return " ".join(holder.surface.split()) if holder else bearing.report.outlet


def day(at: datetime) -> str:
    return at.date().isoformat()


def opened(cause: Bearing, origins: int) -> str:
    return f"new here: {said(cause)}" if origins < 2 else f"new here, on {origins} independent origins: {said(cause)}"


def continues(cause: Bearing, before: str) -> str:
    return f"goes on from {before}: {said(cause)}"


def again(cause: Bearing, gone: str) -> str:
    return f"reported again after {gone}: {said(cause)}"


def risen(cause: Bearing) -> str:
    return f"{cause.stance} now, for the first time here: {said(cause)}"


def uncertain(cause: Bearing) -> str:
    return f"uncertain: {said(cause)}"


def corroborated(cause: Bearing, origins: int) -> str:
    return f"{origins} independent origins affirm it, now also: {said(cause)}"


def contested(denial: Bearing, *, stands: bool) -> str:
    since = f" (since {day(denial.since)})" if stands else ""
    return f"{who(denial)} denies what others say{since}: {said(denial)}"


def denied(denial: Bearing) -> str:
    return f"{who(denial)} denies it: {said(denial)}"


def realised(cause: Bearing, plans: Sequence[Bearing]) -> str:
    first = plans[0]
    return f"planned on {day(first.since)} ({said(first)}), now: {said(cause)}"


def leaving(cause: Bearing) -> str:
    return f"a withdrawal is reported, not yet sure enough to end what stands: {said(cause)}"


def ended(cause: Bearing) -> str:
    return f"a withdrawal ends what was reported: {said(cause)}"


def corrected(cause: Bearing) -> str:
    return f"{cause.report.outlet} no longer says: {said(cause)}"


def says_again(cause: Bearing) -> str:
    return f"{cause.report.outlet} says again: {said(cause)}"


def closed(episode: str) -> str:
    return f"no report in {episode}, the whole episode after it"
