"""`SpanClaim` and `Claim`: what was read, and what it means once its names are resolved."""

import enum

from schemas import ids
from schemas.record import Record


class Activity(enum.StrEnum):
    PRESENCE = "presence"
    DEPLOY = "deploy"
    WITHDRAW = "withdraw"
    ADVANCE = "advance"
    ATTACK = "attack"
    TRAIN = "train"
    AID = "aid"
    LOSS = "loss"
    OTHER = "other"


class Stance(enum.StrEnum):
    """Where the holder stands on the claim."""

    AFFIRMED = "affirmed"
    PLANNED = "planned"
    POSSIBLE = "possible"
    DENIED = "denied"


class Side(enum.StrEnum):
    """Whose voice a holder is: `own` when the holder speaks for the military's own root."""

    OWN = "own"
    OUTLET = "outlet"
    OTHER = "other"
    UNKNOWN = "unknown"


class Span(Record, frozen=True, kw_only=True, order=True):
    """Code points `start` to `end` (exclusive) of an article's body."""

    start: int
    end: int


class Pointer(Record, frozen=True, kw_only=True):
    """Words of the article that a model takes to be meant, with what chance."""

    span: Span
    chance: float


class SpanClaim(Record, frozen=True, kw_only=True):
    """What the model read in a window, not yet resolved. `because` names the cues, for `vedette explain`.

    A model may point at the names to which it takes the force to belong, and at those in whose country it takes the
    region to lie, likeliest first; what is left of one is for none of them. No pointers: it cannot say.
    """

    military: Span
    region: Span
    activity: Activity
    stance: Stance
    holder: Span | None = None
    background: bool = False
    confidence: float = 1.0
    because: tuple[str, ...] = ()
    owners: tuple[Pointer, ...] = ()
    lands: tuple[Pointer, ...] = ()


class Claim(Record, frozen=True, kw_only=True):
    """Military × activity × region. `root` is the state or group whose ledger it belongs to."""

    id: str
    military: str
    activity: Activity
    region: str
    root: str

    @classmethod
    def of(cls, military: str, activity: Activity, region: str) -> "Claim":
        """The claim with its id. A military's id begins with its root (`FRA/foreign-legion`)."""
        return cls(
            id=ids.claim_id(military, activity, region),
            military=military,
            activity=activity,
            region=region,
            root=military.partition("/")[0],
        )


class Holder(Record, frozen=True, kw_only=True):
    """The attributed source of a stance. `id` is "" where the catalogue does not know the name."""

    start: int
    end: int
    surface: str
    id: str = ""
    side: Side = Side.UNKNOWN
