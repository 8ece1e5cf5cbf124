"""The topics between Vedette's parts, and how a record travels on one: our JSON with CloudEvents attributes beside it.

Both brokers carry the same; only the spelling of attribute names differs, as CloudEvents' bindings have it (`ce_` on
Kafka, `ce-` on Pub/Sub). A consumer needs no Vedette: the body is JSON by the schemas in schemas/json, and the
attribute `schemaversion` says which.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from schemas import AlertEvent, DeadLetter, Entry, Report, ids, wire
from schemas.deadletter import clip
from schemas.errors import ConfigError, WireError
from schemas.record import WireRecord

R = TypeVar("R", bound=WireRecord)

CONTENT_TYPE = "application/json"
ON_KAFKA, ON_PUBSUB = PREFIXES = ("ce_", "ce-")  # of attributes: CloudEvents' bindings for Kafka (3.2.3.1) and Pub/Sub
_TOLD = ("source", "type", "schemaversion", "id")  # attributes that help to find who sent what nobody can read


class Topic(NamedTuple):
    name: str
    record: type[WireRecord]
    kept: timedelta  # how long a broker should keep what is on it
    ordered: bool = False  # whether readers need what has the same key in order, where a broker asks a price for it


ENTRIES = Topic("vedette.entries", Entry, timedelta(days=7))
REPORTS = Topic("vedette.reports", Report, timedelta(days=30))
ALERTS = Topic("vedette.alerts", AlertEvent, timedelta(days=90), ordered=True)
DEAD = Topic("vedette.dead", DeadLetter, timedelta(days=30))
TOPICS = (ENTRIES, REPORTS, ALERTS, DEAD)


class Sealed(NamedTuple):
    """A record ready to travel. Equal records give equal ones, so that a consumer can drop what it has seen by `id`."""

    key: str  # what has the same key stays in order
    body: bytes
    attributes: dict[str, str]  # of CloudEvents, without a prefix


class Refused(NamedTuple):
    """What a broker will never take, and why."""

    sealed: Sealed
    why: str


def named(name: str) -> Topic:
    """The topic of that name. Raises ConfigError."""
    found = next((topic for topic in TOPICS if topic.name == name), None)
    if found is None:
        raise ConfigError(f"there is no topic {name!r}: {', '.join(topic.name for topic in TOPICS)}")
    return found


def seal(record: WireRecord) -> Sealed:
    kind, _, version = str(type(record).__struct_config__.tag).partition("/")
    body = wire.encode(record)
    key, at = _key(record), _at(record)
    attributes = {
        "specversion": "1.0",
        "id": getattr(record, "id", "") or ids.digest("message", body.decode()),
        "source": "vedette",
        "type": kind,
        "schemaversion": version,
    }
    if at is not None:
        attributes["time"] = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return Sealed(key, body, attributes)


def opened(body: bytes | None, kind: type[R], where: str, attributes: Mapping[str, str]) -> R | DeadLetter:
    """The record that travelled as `body`, or a dead letter with what came instead and how its sender described it."""
    try:
        return wire.decode(body or b"", kind)
    except WireError as error:
        payload = clip((body or b"").decode("utf-8", "replace"))
        said = ", ".join(f"{name} {attributes[name]}" for name in _TOLD if name in attributes)
        detail = f"{error} (sent with {said})" if said else str(error)
        return DeadLetter(stage="receive", reason="wire", detail=clip(detail), where=where, payload=payload)


def undelivered(refused: Refused, topic: str) -> DeadLetter:
    """The dead letter of what a broker will never take."""
    payload = clip(refused.sealed.body.decode("utf-8", "replace"))
    return DeadLetter(
        stage="publish",
        reason="refused",
        detail=f"{topic}: {refused.why}",
        where=refused.sealed.key,
        payload=payload,
    )


def prefixed(attributes: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Attributes as a binding spells them."""
    return {prefix + name: value for name, value in attributes.items()}


def _key(record: WireRecord) -> str:
    match record:
        case Entry():
            return ids.entry_key(record.link, record.feed, record.guid)
        case Report():
            return record.claim.root  # one ledger's reports stay in one partition
        case AlertEvent():
            return record.thread.id
        case DeadLetter():
            return record.where
        case _:
            raise TypeError(f"no topic carries a {type(record).__name__}")


def _at(record: WireRecord) -> datetime | None:
    match record:
        case Entry():
            return record.seen_at or record.published
        case Report():
            return record.seen_at
        case AlertEvent():
            return record.at
        case _:
            return None
