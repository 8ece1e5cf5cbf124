"""`Example`: one window of a labelled entry as the network learns it; spans are of pieces."""

from typing import NamedTuple

from pipeline.claims.reader.tokens import Tokens

NO_HOLDER = (0, 0)  # the place of `<s>`: the outlet's own voice
NOBODY = (0,)

Pair = tuple[int, int]  # first and last piece, both inside


class Target(NamedTuple):
    """One claim of a window."""

    military: Pair
    region: Pair
    stance: int
    activity: int
    background: bool
    holder: Pair
    owners: tuple[int, ...] | None  # where mentions of whose the military is begin; NOBODY: none does; None: not known
    lands: tuple[int, ...] | None  # where mentions of the country begin that the region lies in

    def span(self, kind: int) -> Pair:
        """Of the military (0) or the region (1)."""
        return self.region if kind else self.military


class Example(NamedTuple):
    id: str
    language: str
    source: str  # the file it comes from
    weight: float
    tokens: Tokens
    targets: tuple[Target, ...]
    aliases: tuple[tuple[tuple[Pair, int], ...], tuple[tuple[Pair, int], ...]]  # military, region: span, target
    names: tuple[tuple[Pair, ...], tuple[Pair, ...]]  # spans of hits that could be actors, places


def meets(one: Pair, two: Pair) -> bool:
    """Whether two spans share a piece."""
    return one[0] <= two[1] and two[0] <= one[1]
