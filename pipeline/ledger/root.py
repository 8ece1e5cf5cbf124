"""`Root`: the reports of one military root, made ready once for every thread and subscription that reads them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from pipeline.ledger.bearing import Bearing, Node, bearings, sighting, statements
from pipeline.ledger.containment import Containment, Within
from pipeline.ledger.contest import qualified_denials
from pipeline.ledger.counters import Relations
from pipeline.ledger.revisions import lives
from schemas import Report, Revision, Stance


class Root:
    """One root's bearings in the order of time, and how its claims bear on one another.

    `said` is what was said by reports that are not at hand (statements of earlier times).
    """

    def __init__(
        self,
        id: str,
        reports: Iterable[Report],
        revisions: Iterable[Revision],
        catalogue: Containment,
        now: datetime,
        said: Iterable[tuple[Stance, Node]] = (),
    ) -> None:
        self.id = id
        made = list(reports)
        found = [one for life in lives(made, revisions, now) for one in bearings(*life)]
        self.bearings = sorted(found, key=lambda bearing: bearing.order)
        self.at: dict[tuple[Stance, Node], list[Bearing]] = defaultdict(list)
        for statement in (*said, *(one for report in made if report.seen_at <= now for one in statements(report))):
            self.at[statement] = []  # a key, whether or not it counts at any moment
        self.relations = Relations(self.at, Within(catalogue))
        self.qualified = qualified_denials(self.bearings, self.relations)
        for bearing in self.bearings:
            self.at[bearing.stance, bearing.node].append(bearing)


def roots(
    reports: Iterable[Report], revisions: Iterable[Revision], catalogue: Containment, now: datetime
) -> list[Root]:
    """Every root in a set of reports, sorted. An entry's revisions count for every root."""
    by_root: dict[str, list[Report]] = defaultdict(list)
    sightings = list(revisions)
    for report in reports:
        by_root[report.claim.root].append(report)
        sightings.append(sighting(report))
    return [Root(id, by_root[id], sightings, catalogue, now) for id in sorted(by_root)]
