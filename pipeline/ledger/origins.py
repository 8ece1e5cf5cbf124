"""Independent origins: ten copies of one wire story are one voice.

A report brings a base key (cited source, else wire credit, else publisher family). Here near-duplicates take the base
key of their earliest near-duplicate. That is looked up, never merged on: chains of likeness would soon join everything.
"""

from collections import defaultdict
from collections.abc import Iterable

from pipeline.ledger.bearing import Bearing
from schemas import fingerprint
from schemas.fingerprint import Fingerprint


class OriginKeys:
    """The keys of one pool of affirmations, given in the order (`since`, id); later ones never move earlier ones."""

    def __init__(self) -> None:
        self._base: list[str] = []  # of the earliest report with each fingerprint, in order
        self._parsed: list[Fingerprint] = []
        self._banded: dict[str, list[int]] = defaultdict(list)
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
        bands, parsed = fingerprint.bands(print_), fingerprint.parse(print_)
        earliest = self._earliest(parsed, bands)
        self._resolved[print_] = origin if earliest is None else self._base[earliest]
        for band in bands:
            self._banded[band].append(len(self._base))
        self._base.append(origin)
        self._parsed.append(parsed)

    def _earliest(self, print_: Fingerprint, bands: Iterable[str]) -> int | None:
        """The first that is near. Stories of one template share most bands and are not near: each is asked once."""
        found: int | None = None
        refused: set[int] = set()
        for band in bands:
            for one in self._banded.get(band, ()):
                if found is not None and one >= found:
                    break
                if one not in refused and fingerprint.alike(self._parsed[one], print_):
                    found = one
                    break
                refused.add(one)
        return found


def origins(affirmations: Iterable[Bearing]) -> set[str]:
    """The independent origins among affirmations."""
    keys = OriginKeys()
    return {keys.add(bearing) for bearing in sorted(affirmations, key=lambda bearing: bearing.order)}
