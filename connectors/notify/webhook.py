"""Signed webhooks as Standard Webhooks has them: id, timestamp, signature, and a body that never changes.

https://github.com/standard-webhooks/standard-webhooks. Any library of that name verifies them. Redirects are not
followed: a receiver says in its settings where it is, not in its answers.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import msgspec

from connectors.network import check_address
from connectors.notify.destination import Place
from connectors.notify.letter import letter
from connectors.notify.outbox import Pending
from connectors.notify.redact import redact
from connectors.notify.wording import Names
from schemas import AlertEvent
from schemas.delivery_times import RateCap
from schemas.errors import ConfigError, DeliveryFailed, DeliveryRefused

PREFIX = "whsec_"
SHORTEST_SECRET = 24  # bytes, as the specification asks
TIMEOUT = aiohttp.ClientTimeout(total=25, sock_connect=10)
_GOOD = range(200, 300)
_FOR_GOOD = (400, 410, 413, 415, 422)  # of this message or this receiver; anything else may be mended in time
_DETAIL = 200
_encoder = msgspec.json.Encoder(order="deterministic")


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """What a receiver gets: a headline for a person, the events for a program."""

    subscription: str
    slot: str  # "" for a single event, else why several came together: "digest 2026-11-26T07:00Z"
    title: str
    events: tuple[AlertEvent, ...]


class Body(msgspec.Struct, frozen=True, kw_only=True):
    type: str  # alert.opened, alert.denied, …; alert.digest for several
    timestamp: datetime  # of the latest event, not of this attempt
    data: Data


class Webhook:
    """`Destination` over HTTP."""

    def __init__(
        self,
        place: Place,
        names: Names,
        session: aiohttp.ClientSession,
        clock: Callable[[], datetime],
        *,
        allow_private: bool = False,
    ) -> None:
        check_address(place.url, allow_private=allow_private)
        self.rate: RateCap | None = place.rate
        self._place, self._names, self._session, self._clock = place, names, session, clock
        self._keys = keys(place.secret, place.name)

    async def send(self, message: Pending) -> None:
        data = body(message, self._names)
        headers = signed(self._keys, message.id, int(self._clock().timestamp()), data)
        try:
            async with self._session.post(
                self._place.url, data=data, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as answer:
                if answer.status not in _GOOD:
                    await self._refuse(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            what = self._hide(str(error)) or "no answer in time"
            raise DeliveryFailed(f"{self._place.name}: {type(error).__name__}: {what}") from error

    async def _refuse(self, answer: aiohttp.ClientResponse) -> None:
        detail = (await answer.content.read(_DETAIL)).decode("utf-8", "replace").strip()
        what = f"{self._place.name}: answered {answer.status}" + (f": {self._hide(detail)}" if detail else "")
        if answer.status in _FOR_GOOD:
            raise DeliveryRefused(what)
        raise DeliveryFailed(what, retry_after(answer.headers.get("Retry-After", ""), self._clock()))

    def _hide(self, text: str) -> str:
        return ascii(redact(text, self._place.url, self._place.secret))[1:-1]


def body(message: Pending, names: Names) -> bytes:
    """The same bytes at every attempt."""
    written = letter(message, names)
    events = message.events
    data = Data(subscription=message.subscription.name, slot=message.slot, title=written.title, events=events)
    kind = events[0].kind.value if len(events) == 1 else "digest"
    latest = max(event.at for event in events).astimezone(UTC)
    return _encoder.encode(Body(type=f"alert.{kind}", timestamp=latest, data=data))


def signed(signing_keys: tuple[bytes, ...], id: str, timestamp: int, data: bytes) -> dict[str, str]:
    """The headers of an attempt: one signature for each key, so that a secret can be changed without a gap."""
    content = f"{id}.{timestamp}.".encode() + data
    marks = (base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode() for key in signing_keys)
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }


def keys(secret: str, name: str) -> tuple[bytes, ...]:
    """The keys in a secret: one, or several with spaces between."""
    if not secret.split():
        raise ConfigError(
            f"destination {name!r}: webhooks are signed: write [destinations.NAME] with url and secret_env, a variable"
            f" that holds {PREFIX}… (make one with: python -m connectors.notify.webhook)"
        )
    return tuple(_key(word, name) for word in secret.split())


def new_secret(random: bytes) -> str:
    return PREFIX + base64.b64encode(random).decode()


def retry_after(header: str, now: datetime) -> timedelta | None:
    """Seconds or a date; None for anything else."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**7))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(at.replace(tzinfo=at.tzinfo or UTC) - now, timedelta())


def _key(word: str, name: str) -> bytes:
    try:
        key = base64.b64decode(word.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < SHORTEST_SECRET:
        raise ConfigError(
            f"destination {name!r}: its secret is not {PREFIX} and at least {SHORTEST_SECRET} bytes in Base64:"
            " make one with: python -m connectors.notify.webhook"
        )
    return key


if __name__ == "__main__":
    import secrets

    print(new_secret(secrets.token_bytes(32)))
