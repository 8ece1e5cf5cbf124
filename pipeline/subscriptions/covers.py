"""Whether one subscription asks for all that another one asks for: field by field, each at least as wide."""

from collections.abc import Callable, Collection

from pipeline.ledger.containment import Containment, military_ladder, region_ladder
from pipeline.ledger.policy import Policy
from pipeline.ledger.status import UNKNOWN
from schemas import Activity, Side, Stance, Subscription


def covers(wide: Subscription, narrow: Subscription, catalogue: Containment, policy: Policy) -> bool:
    """Whether every report that `narrow` asks for is one that `wide` asks for, for the same destinations."""
    return (
        _who(wide, narrow, catalogue)
        and _within(wide.regions, narrow.regions, lambda id: region_ladder(id, catalogue))
        and _among(wide.activities, narrow.activities, list(Activity))
        and _among(wide.stances, narrow.stances, list(Stance))
        and _among(wide.sides, narrow.sides, list(Side))
        and _among(wide.languages, narrow.languages)
        and _among(wide.outlets, narrow.outlets)
        and wide.min_origins <= narrow.min_origins
        and wide.background >= narrow.background
        and _confidence(wide, policy) <= _confidence(narrow, policy)
        and (wide.max_age is None or (narrow.max_age is not None and wide.max_age >= narrow.max_age))
        and set(narrow.destinations) <= set(wide.destinations)
    )


def differences(wide: Subscription, narrow: Subscription) -> list[str]:
    """The fields by which a subscription that covers another one may still tell it less, or later."""
    fields = ("group_by", "repeat", "inhibit_corroborated_after_denied", "digest", "quiet", "rate_cap")
    return [field for field in fields if getattr(wide, field) != getattr(narrow, field)]


def _who(wide: Subscription, narrow: Subscription, catalogue: Containment) -> bool:
    """`unknown` is asked for by that word alone: "any military" does not hold it."""
    if UNKNOWN in narrow.militaries and UNKNOWN not in wide.militaries:
        return False
    return _within(wide.militaries, narrow.militaries, lambda id: military_ladder(id, catalogue))


def _within(wide: Collection[str], narrow: Collection[str], above: Callable[[str], Collection[str]]) -> bool:
    """Whether each of `narrow` lies in one of `wide`; empty is any."""
    if not wide:
        return True
    return bool(narrow) and all(any(one in wide for one in above(id)) for id in narrow)


def _among(wide: Collection[str], narrow: Collection[str], all_: Collection[str] | None = None) -> bool:
    if not wide or (all_ is not None and set(wide) >= set(all_)):
        return True
    return bool(narrow) and set(narrow) <= set(wide)


def _confidence(asked: Subscription, policy: Policy) -> float:
    return policy.threshold if asked.min_confidence is None else asked.min_confidence
