"""Independent origins: ten copies of one wire story are one voice.

A report brings a base key (cited source, else wire credit, else publisher family). Here near-duplicates take the base
key of their earliest near-duplicate. That is looked up, never merged on: chains of likeness would soon join everything.
"""

from collections import defaultdict
from collections.abc import Iterable

from pipeline.ledger.bearing import Bearing
from schemas import fingerprint


class OriginKeys:
    """The keys of one pool of affirmations, given in the order (`since`, id); later ones never move earlier ones."""

    def __init__(self) -> None:
        self._base: dict[str, str] = {}  # of the earliest report with exactly this fingerprint
        self._order: dict[str, int] = {}
        self._banded: dict[str, list[str]] = defaultdict(list)
        self._resolved: dict[str, str] = {}

    def add(self, bearing: Bearing) -> str:
        """The origin that a report counts for, which is kept for those after it."""
        print_ = bearing.report.fingerprint
        if not print_:
            return bearing.report.origin
        if print_ not in self._resolved:
            self._remember(print_, bearing.report.origin)
        return self._resolved[print_]

    def _remember(self, print_: str, origin: str) -> None:
        bands = fingerprint.bands(print_)
        earliest = self._earliest(print_, bands)
        self._resolved[print_] = origin if earliest is None else self._base[earliest]
        self._base[print_] = origin
        self._order[print_] = len(self._order)
        for band in bands:
            self._banded[band].append(print_)

    def _earliest(self, print_: str, bands: Iterable[str]) -> str | None:
        found = (self._first_near(print_, self._banded.get(band, ())) for band in bands)
        return min((one for one in found if one is not None), key=self._order.__getitem__, default=None)

    def _first_near(self, print_: str, candidates: Iterable[str]) -> str | None:
        return next((one for one in candidates if fingerprint.near(one, print_)), None)


def origins(affirmations: Iterable[Bearing]) -> set[str]:
    """The independent origins among affirmations."""
    keys = OriginKeys()
    return {keys.add(bearing) for bearing in sorted(affirmations, key=lambda bearing: bearing.order)}
