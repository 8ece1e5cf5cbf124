"""Signed webhooks against a real receiver that verifies them with the `standardwebhooks` package."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientTimeout
from standardwebhooks.webhooks import Webhook as Verifier

from connectors.network import client_session
from connectors.notify.destination import Place
from connectors.notify.webhook import Webhook, body, new_secret, retry_after
from schemas import AlertEvent, wire
from schemas.errors import AddressRefused, ConfigError, DeliveryFailed, DeliveryRefused
from tests.connectors.notify.making import NAMES, NOW, contested, event, pending
from tests.connectors.notify.receiver import Answer, Receiver, drops, hangs, receiving, status

SECRET, OTHER = new_secret(b"k" * 32), new_secret(b"o" * 32)


def run(*answers: Answer, secret: str = SECRET, path: str = "/hook", allow_private: bool = True) -> Receiver:
    """One message to a receiver that answers so."""

    async def work() -> Receiver:
        async with receiving(*answers) as receiver:
            await sending(receiver.url + path, secret, allow_private)(pending(contested()))
            return receiver

    return asyncio.run(work())


def sending(url: str, secret: str = SECRET, allow_private: bool = True) -> Callable[[object], Awaitable[None]]:
    async def send(message: object) -> None:
        async with client_session(allow_private=allow_private, user_agent="vedette-test") as session:
            place = Place("hook", url, secret)
            hook = Webhook(place, NAMES, session, lambda: datetime.now(UTC), allow_private=allow_private)
            await hook.send(message)  # type: ignore[arg-type]

    return send


def test_a_receiver_verifies_the_signature_and_reads_the_event() -> None:
    (got,) = run().got
    told = Verifier(SECRET).verify(got.body, got.headers)
    assert told["type"] == "alert.contested"
    assert got.headers["webhook-id"] == "m1"
    assert wire.decode(json.dumps(told["data"]["events"][0]).encode(), AlertEvent) == contested()


def test_while_a_secret_is_changed_both_verify() -> None:
    (got,) = run(secret=f"{SECRET} {OTHER}").got
    assert Verifier(SECRET).verify(got.body, got.headers) == Verifier(OTHER).verify(got.body, got.headers)


def test_every_attempt_has_the_same_body_and_id() -> None:
    async def work() -> Receiver:
        async with receiving() as receiver:
            for attempt in (1, 2):
                await sending(receiver.url)(pending(attempt=attempt))
            return receiver

    first, again = asyncio.run(work()).got
    assert (first.body, first.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])


def test_several_events_are_a_digest() -> None:
    told = json.loads(body(pending(event(1), event(2), slot="digest x"), NAMES))
    assert (told["type"], len(told["data"]["events"])) == ("alert.digest", 2)
    assert told["timestamp"] == "2026-03-03T12:00:02Z"


@pytest.mark.parametrize("code", [401, 404, 408, 425, 429, 500, 502, 503, 302])
def test_what_may_be_mended_in_time_is_tried_again(code: int) -> None:
    with pytest.raises(DeliveryFailed, match=f"answered {code}"):
        run(status(code, "no"))


@pytest.mark.parametrize("code", [400, 410, 413, 422])
def test_what_trying_again_cannot_mend_is_refused(code: int) -> None:
    with pytest.raises(DeliveryRefused, match=f"answered {code}"):
        run(status(code))


def test_the_time_a_receiver_asks_for_is_passed_on() -> None:
    with pytest.raises(DeliveryFailed) as caught:
        run(status(429, Retry_After="120"))
    assert caught.value.retry_after == timedelta(seconds=120)


def test_a_redirect_is_not_followed() -> None:
    with pytest.raises(DeliveryFailed, match="302"):
        run(status(302, Location="http://169.254.169.254/latest/"))


def test_a_receiver_that_drops_the_connection_is_tried_again() -> None:
    with pytest.raises(DeliveryFailed):
        run(drops())


def test_a_receiver_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.notify.webhook.TIMEOUT", ClientTimeout(total=0.2))
    with pytest.raises(DeliveryFailed, match="no answer in time"):
        run(hangs())


def test_a_private_address_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(AddressRefused, match="loopback"):
        run(allow_private=False)


def test_no_secret_and_no_path_of_the_url_is_in_an_error() -> None:
    with pytest.raises(DeliveryFailed) as caught:
        run(status(500, f"you sent {SECRET} to /tok3n-in-path"), path="/tok3n-in-path")
    assert "tok3n" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_what_a_receiver_answers_cannot_steer_a_terminal() -> None:
    with pytest.raises(DeliveryFailed) as caught:
        run(status(500, "\u001b[2J\u202e" + "x" * 10_000))
    assert str(caught.value).isascii()
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_!!!!", "hunter2", "whsec_" + base64.b64encode(b"short").decode()]
)
def test_a_webhook_without_a_good_secret_is_refused(secret: str) -> None:
    with pytest.raises(ConfigError, match=r"python -m connectors\.notify\.webhook"):
        run(secret=secret)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("90", timedelta(seconds=90)),
        ("Tue, 03 Mar 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Tue, 03 Mar 2020 12:05:00 GMT", timedelta()),
        ("99999999999999999999", timedelta(seconds=10**7)),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("٣", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, wait: timedelta | None) -> None:
    assert retry_after(header, NOW) == wait
