"""`Change`: one status change in a thread's episode before it becomes an event, and which change of a moment is told.

All changes of a moment are kept as events; one is told, the one that says most. The others say so.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.ledger.bearing import Bearing
from schemas import EventKind

_SAYS_MOST = (
    EventKind.REALISED,
    EventKind.OPENED,
    EventKind.ENDED,
    EventKind.CONTESTED,
    EventKind.DENIED,
    EventKind.CORROBORATED,
    EventKind.CONTINUES,
    EventKind.CORRECTED,
    EventKind.CLOSED,
)
UNCERTAIN = "uncertain"  # what changed when only an uncertain report is shown
RANK = {kind: number for number, kind in enumerate(_SAYS_MOST)}


class Change(NamedTuple):
    """`told`: it may be sent, for the reason in `told_reason`; otherwise that says why not."""

    kind: EventKind
    changed: str
    cause: Bearing | None
    reason: str
    told: bool
    told_reason: str

    @property
    def key(self) -> tuple[EventKind, str]:
        return (self.kind, self.changed)


def one_told(changes: Sequence[Change]) -> list[Change]:
    """The changes of one moment, most telling first, with at most one that is sent. Corrections stand alone."""
    ordered = sorted(changes, key=_most_telling_first)
    first = next((change for change in ordered if change.told and change.kind is not EventKind.CORRECTED), None)
    return [_told_with(change, first) for change in ordered]


def _most_telling_first(change: Change) -> tuple[int, int, str]:
    number = int(change.changed) if change.kind is EventKind.CORROBORATED else 0
    return (RANK[change.kind], -number, change.changed)


def _told_with(change: Change, first: Change | None) -> Change:
    if first is None or change is first or not change.told or change.kind is EventKind.CORRECTED:
        return change
    return change._replace(told=False, told_reason=f"told with `{first.kind}` of the same moment")
