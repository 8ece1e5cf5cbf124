"""Finds the subscriptions that a report may match, through (military, region) ancestors, without scanning them all."""

from collections import defaultdict
from collections.abc import Iterable

from pipeline.ledger.containment import Containment, Within
from pipeline.ledger.status import UNKNOWN
from schemas import Report, Subscription

_ANY = ""


class SubscriptionIndex:
    """Subscriptions by what they ask for. It may offer one too many (the predicate decides), never one too few."""

    def __init__(self, subscriptions: Iterable[Subscription], catalogue: Containment) -> None:
        self._within = Within(catalogue)
        self._at: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._all = tuple(subscriptions)
        self._roots: dict[str, list[int]] = defaultdict(list)
        for number, subscription in enumerate(self._all):
            for military in subscription.militaries or (_ANY,):
                self._roots[military.partition("/")[0]].append(number)
                for region in subscription.regions or (_ANY,):
                    self._at[military, region].append(number)

    def candidates(self, report: Report) -> tuple[Subscription, ...]:
        """The subscriptions whose militaries and regions hold the report's, in their own order."""
        militaries = self._militaries(report.claim.military)
        regions = (*self._within.regions(report.claim.region), _ANY)
        places = ((military, region) for military in militaries for region in regions)
        return self._chosen(number for place in places for number in self._at.get(place, ()))

    def of_root(self, root: str) -> tuple[Subscription, ...]:
        """The subscriptions that a report of this root, wherever it is, may match."""
        asked = (root,) if root == UNKNOWN else (root, _ANY)
        return self._chosen(number for military in asked for number in self._roots.get(military, ()))

    def _militaries(self, id: str) -> tuple[str, ...]:
        return (UNKNOWN,) if id == UNKNOWN else (*self._within.militaries(id), _ANY)

    def _chosen(self, numbers: Iterable[int]) -> tuple[Subscription, ...]:
        return tuple(self._all[number] for number in sorted(set(numbers)))
