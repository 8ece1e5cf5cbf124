"""How this package refuses: one entry becomes one dead letter, with the words that say why."""

from collections.abc import Callable

from schemas import DeadLetter, Entry
from schemas.deadletter import PAYLOAD_LIMIT, clip
from schemas.errors import RejectedEntry

STAGE = "archive"


def dead(where: str, reason: str, detail: str, payload: bytes = b"") -> DeadLetter:
    """The dead letter; of a payload that is no UTF-8 the odd bytes are written out as `\\xe9`."""
    text = payload[: 4 * PAYLOAD_LIMIT].decode("utf-8", "backslashreplace")
    return DeadLetter(stage=STAGE, reason=reason, detail=detail, where=where, payload=clip(text))


def attempt(make: Callable[[], Entry], where: str, payload: bytes) -> Entry | DeadLetter:
    """What `make` gives, or the dead letter of what it refuses."""
    try:
        return make()
    except RejectedEntry as error:
        return dead(where, error.reason, error.detail, payload)
