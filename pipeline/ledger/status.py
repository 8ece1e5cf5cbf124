"""The table of DESIGN §3: from what is said about a claim, or in a thread, to its status."""

from schemas import Status

UNKNOWN = "unknown"  # the military that corroborates nothing: two unknown forces may be two


def status(*, origins: int, countered: bool, ended: bool, planned: bool, denied: bool, possible: bool) -> Status:
    """`origins` affirm, `countered` means by a denial of what stands, `ended` that nothing affirmed stands any more.

    Where only denials and mere possibilities meet, the denial decides: it is the one definite statement. A plan that
    is denied is contested.
    """
    if ended and not origins:
        return Status.CONTESTED if countered else Status.ENDED
    if origins:
        return Status.CONTESTED if countered else Status.CORROBORATED if origins > 1 else Status.REPORTED
    if planned:
        return Status.CONTESTED if countered else Status.PLANNED
    if denied:
        return Status.DENIED
    return Status.POSSIBLE if possible else Status.UNCERTAIN


def weight_of(origins: int, root: str) -> int:
    """How many origins count: those of an unknown force never add up."""
    return min(origins, 1) if root == UNKNOWN else origins
