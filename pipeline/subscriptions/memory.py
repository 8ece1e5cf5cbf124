"""What a thread carries from one episode into the next, as a record: with it a walk goes on where another one ended.

A store that runs for months would otherwise read a thread from its first report each time. A memory is taken at the
start of an episode and holds all that later moments read of earlier ones: what was told, what stands, what the last
episode came to. It is a cache. Whoever has none, or one that does not fit, walks from the beginning and comes to the
same events.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple, cast

from pipeline.ledger.bearing import Bearing, Node
from pipeline.ledger.root import Root
from pipeline.subscriptions.chapter import Chapter
from pipeline.subscriptions.tally import Tally
from pipeline.subscriptions.threads import Episode
from schemas import Stance, Status
from schemas.record import Record

VERSION = "1"  # of what a memory says; another one is not read


class Ref(NamedTuple):
    """A bearing, by what tells it apart from others."""

    report: str
    since: datetime
    stance: Stance
    node: Node


class Standing(NamedTuple):
    """A plan or denial that stands. `told`: its episode was open. `stale`: a plan for what was affirmed already."""

    ref: Ref
    own: bool
    told: bool
    stale: bool


class LastEpisode(Record, frozen=True, kw_only=True):
    """The episode that ends where the memory begins, as it came out."""

    id: str
    start: datetime
    end: datetime
    active: bool
    uncertain: bool  # whether something uncertain was shown in it
    own: int
    status: Status | None
    tally_status: Status
    origins: tuple[str, ...]
    voices: tuple[Ref, ...]


class Memory(Record, frozen=True, kw_only=True):
    """See `pipeline.subscriptions.history.History` for what each of these is."""

    at: datetime
    last: LastEpisode | None
    told: tuple[tuple[Node, datetime, tuple[str, ...]], ...]
    standing: tuple[Standing, ...]
    affirmed_at: tuple[tuple[Node, datetime], ...]
    is_over: bool
    gone: str
    corrections: tuple[tuple[str, int], ...]
    taken_back: tuple[tuple[str, Node, Stance, str], ...]
    most: int
    level: int
    deniers: tuple[str, ...]

    def refs(self) -> Iterable[Ref]:
        """The bearings that must be at hand to go on."""
        yield from (one.ref for one in self.standing)
        yield from self.last.voices if self.last else ()


class Unfit(Exception):
    """A memory names a report that is not as it was: walk from the beginning."""


class Recalled(Chapter):
    """An episode known from a memory. Nothing can be added to it any more; it can still be closed."""

    def __init__(self, last: LastEpisode, voices: list[Bearing]) -> None:
        # not Chapter's: there is nothing to count
        self.when = Episode(last.id, last.start, last.end)
        self.tally = cast(Tally, _Counted(last.tally_status, last.origins, voices))
        self.before = None
        self.own = last.own
        self.opened = last.active
        self.status = last.status
        self._uncertain = last.uncertain
        self._decided = set()

    def has_decided(self, kind: object, changed: str = "") -> bool:
        return self._uncertain


class _Counted(NamedTuple):
    status: Status
    origins: tuple[str, ...]
    voices: list[Bearing]


def refer(bearing: Bearing) -> Ref:
    return Ref(bearing.report.id, bearing.since, bearing.stance, bearing.node)


def finder(root: Root) -> Callable[[Ref], Bearing]:
    """Finds the bearings that memories name. Raises Unfit where one is not there."""

    def find(ref: Ref) -> Bearing:
        for bearing in root.at.get((ref.stance, ref.node), ()):
            if bearing.report.id == ref.report and bearing.since == ref.since:
                return bearing
        raise Unfit(ref.report)

    return find
