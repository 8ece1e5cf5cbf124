"""`DeadLetter`: input that could not be used: where it was, at which stage, why, and the payload to try again."""

from schemas.record import WireRecord

PAYLOAD_LIMIT = 4096


class DeadLetter(WireRecord, frozen=True, kw_only=True, tag="vedette.dead-letter/1"):
    """Bad input never stops the stream and never vanishes."""

    stage: str  # archive, normalise, scan, read, resolve
    reason: str  # one word, such as "undated", "broken-json", "truncated"
    detail: str
    where: str  # file and line, or the entry's key
    payload: str = ""  # at most PAYLOAD_LIMIT characters


def clip(payload: str) -> str:
    """A payload cut to PAYLOAD_LIMIT characters."""
    return payload if len(payload) <= PAYLOAD_LIMIT else payload[: PAYLOAD_LIMIT - 1] + "…"
