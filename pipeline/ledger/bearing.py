"""`Bearing`: a report as it bears on claims, with the time in which it counts. `Node`: a claim without its id.

One report can bear twice: a denied withdrawal denies the withdrawal and affirms presence at its own place.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from schemas import Activity, Holder, Report, Revision, Stance
from schemas.wire import encode


class Node(NamedTuple):
    """Military, activity, region: what a claim says."""

    military: str
    activity: Activity
    region: str


class Bearing(NamedTuple):
    """`since` and `until` say when the report counts: `until` is the time its entry no longer made it, if it came."""

    report: Report
    node: Node
    stance: Stance
    holder: str  # see `holder_key`
    since: datetime
    until: datetime | None = None

    @property
    def order(self) -> tuple[datetime, str, str]:
        return (self.since, self.report.id, self.stance)


def bearings(report: Report, since: datetime | None = None, until: datetime | None = None) -> Iterator[Bearing]:
    """What a report bears: its own claim, and presence where it denies a withdrawal."""
    claim = report.claim
    when = report.seen_at if since is None else since
    holder = holder_key(report)
    node = Node(claim.military, claim.activity, claim.region)
    yield Bearing(report, node, report.stance, holder, when, until)
    if denied_withdrawal(report):
        yield Bearing(report, node._replace(activity=Activity.PRESENCE), Stance.AFFIRMED, holder, when, until)


def statements(report: Report) -> Iterator[tuple[Stance, Node]]:
    """What a report says, whenever it counts."""
    return ((one.stance, one.node) for one in bearings(report))


def denied_withdrawal(report: Report) -> bool:
    """Whether a report says that a force is not leaving, and so that it is there."""
    return report.claim.activity == Activity.WITHDRAW and report.stance == Stance.DENIED


def holder_key(report: Report) -> str:
    """Who takes the stance: the catalogue's id, else the words as quoted, else the outlet."""
    return f"outlet:{report.family or report.outlet}" if report.holder is None else name_key(report.holder)


def name_key(holder: Holder) -> str:
    return holder.id or f"“{' '.join(holder.surface.casefold().split())}”"


def distinct(reports: Iterable[Report]) -> list[Report]:
    """Each report once, sorted by id; of equal ids the least (`seen_at`, bytes) stays."""
    kept: dict[str, Report] = {}
    for report in reports:
        kept[report.id] = least(report, kept.get(report.id, report))
    return [kept[id] for id in sorted(kept)]


def least(report: Report, other: Report) -> Report:
    """Which of two reports of one id stays."""
    return report if other is not report and _comes_before(report, other) else other


def sighting(report: Report) -> Revision:
    """That its article was seen, which every report says as well."""
    return Revision(entry_key=report.entry_key, article_id=report.article_id, seen_at=report.seen_at)


def _comes_before(report: Report, other: Report) -> bool:
    if report.seen_at != other.seen_at:
        return report.seen_at < other.seen_at
    return report != other and encode(report) < encode(other)
