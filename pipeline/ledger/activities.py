"""What activities have to do with one another (DESIGN §3): implication, denial, realisation, groups.

`attack` and `other` imply nothing: missiles come from afar.
"""

from schemas import Activity, ActivityGroup

IMPLIES_PRESENCE = frozenset((Activity.DEPLOY, Activity.ADVANCE, Activity.TRAIN, Activity.AID, Activity.LOSS))
SHOWS_PRESENCE = IMPLIES_PRESENCE | {Activity.PRESENCE}
LASTING = frozenset((Activity.PRESENCE, Activity.DEPLOY, Activity.TRAIN, Activity.AID))  # what a withdrawal ends

_DENY_PRESENCE = frozenset((Activity.PRESENCE, Activity.DEPLOY))
_FIGHTING = frozenset((Activity.ATTACK, Activity.ADVANCE, Activity.LOSS))


def implied(activity: Activity) -> tuple[Activity, ...]:
    """Everything that is affirmed with an activity, itself first."""
    return (activity, Activity.PRESENCE) if activity in IMPLIES_PRESENCE else (activity,)


def implies(activity: Activity, other: Activity) -> bool:
    """Whether affirming `activity` affirms `other`."""
    return other in implied(activity)


def denial_fits(denied: Activity, other: Activity) -> bool:
    """Whether denying `denied` denies `other`: without presence or deployment there is no advance, training or loss."""
    return denied == other or (denied in _DENY_PRESENCE and other in SHOWS_PRESENCE)


def realises(affirmed: Activity, planned: Activity) -> bool:
    """Whether a plan has come true once `affirmed` is."""
    return implies(affirmed, planned)


def group(activity: Activity) -> ActivityGroup:
    """The group whose thread an activity belongs to."""
    if activity in _FIGHTING:
        return ActivityGroup.FIGHTING
    return ActivityGroup.OTHER if activity == Activity.OTHER else ActivityGroup.PRESENCE
