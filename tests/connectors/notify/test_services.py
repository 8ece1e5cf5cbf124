"""Apprise: real mail to a real mail server, plain HTTP to a real receiver, and nothing to where it must not go."""

import asyncio
import io
import json
import logging
import socket
from typing import Any

import pytest

from connectors.notify.destination import Place
from connectors.notify.letter import letter
from connectors.notify.outbox import Pending
from connectors.notify.services import ID_HEADER, Service, allowed, require_allowed
from schemas.errors import AddressRefused, ConfigError, DeliveryFailed, DeliveryRefused
from tests.connectors.notify.making import NAMES, contested, event, hostile, pending
from tests.connectors.notify.receiver import Answer, Mailbox, Receiver, hangs, mail_server, receiving, status

TOKEN = "s3cr3t-t0ken"


def service(url: str, *, allow_private: bool = True, timeout: float = 20) -> Service:
    return Service(Place("desk", url), NAMES, allow_private=allow_private, timeout=timeout)


def mailed(message: Pending, refuse: str = "") -> Mailbox:
    with mail_server(refuse) as box:
        url = f"mailto://127.0.0.1:{box.port}/?from=vedette@example.com&to=desk@example.com&mode=insecure"
        asyncio.run(service(url).send(message))
    return box


def posted(message: Pending, *answers: Answer, scheme: str = "json", **options: Any) -> Receiver:
    async def work() -> Receiver:
        async with receiving(*answers) as receiver:
            await service(receiver.url.replace("http", scheme) + f"/{TOKEN}", **options).send(message)
            return receiver

    return asyncio.run(work())


def test_a_mail_reads_well_in_html_and_in_plain_text() -> None:
    (mail,) = mailed(pending(contested())).mails
    assert mail["Subject"] == "Contested: France · Ukraine · presence"
    assert mail["X-Vedette-Id"] == "m1"
    html, text = (mail.get_body((kind,)) for kind in ("html", "plain"))
    assert html is not None
    assert text is not None
    assert "<b>militaires français</b>" in html.get_content()
    assert "Macron denies" in text.get_content()


@pytest.mark.parametrize(
    "text", ["x\r\nBcc: all@example.com\r\n\r\nbody", "=?utf-8?q?=0ABcc:_a=40b.example?=", "a\x00b\x0b"]
)
def test_no_article_writes_a_header_or_a_receiver(text: str) -> None:
    box = mailed(pending(hostile(text)))
    assert box.to == ["desk@example.com"]
    assert box.mails[0]["Bcc"] is None
    assert box.mails[0]["Subject"] == "New: France · Ukraine · presence"


def test_a_mail_server_that_refuses_is_tried_again() -> None:
    with pytest.raises(DeliveryFailed):
        mailed(pending(), "451 try later")


def test_plain_http_gets_the_message() -> None:
    (got,) = posted(pending(contested())).got
    told = json.loads(got.body)
    assert told["title"] == "Contested: France · Ukraine · presence"
    assert "Macron denies" in told["message"]
    assert got.headers[ID_HEADER.casefold()] == "m1"


@pytest.mark.parametrize("code", [401, 404, 429, 500])
def test_a_service_that_does_not_take_it_is_tried_again(code: int) -> None:
    with pytest.raises(DeliveryFailed, match="desk: "):
        posted(pending(), status(code))


SERVERS = ("json", "xml", "form", "ntfy", "gotify", "mmost", "matrix", "rocket", "ncloud")


@pytest.mark.parametrize("scheme", [*SERVERS, "mailto"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1"])
def test_a_host_of_your_own_passes_the_same_address_check_at_the_start(scheme: str, host: str) -> None:
    desk = service(
        f"{scheme}://user:password@{host}/abcdefgh/?to=a@example.com&from=b@example.com", allow_private=False
    )
    with pytest.raises(AddressRefused, match="allow_private_addresses"):
        desk.check()


@pytest.mark.parametrize("scheme", [*SERVERS, "mailto"])
def test_a_name_that_leads_to_a_private_address_is_refused_when_it_is_connected_to(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: nothing is known of it at the start."""
    found = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [found])
    desk = service(
        f"{scheme}://user:password@rebind.example/abcdefgh/?to=a@example.com&from=b@example.com", allow_private=False
    )
    desk.check()
    with pytest.raises(DeliveryRefused, match="loopback"):
        asyncio.run(desk.send(pending()))


def test_a_redirect_to_a_metadata_service_is_refused() -> None:
    with pytest.raises(DeliveryRefused, match="metadata"):
        posted(pending(), status(307, Location="http://169.254.169.254/latest/"))


def test_one_that_hangs_is_given_up_and_not_joined_by_a_second() -> None:
    async def work() -> list[str]:
        errors = []
        async with receiving(hangs()) as receiver:
            slow = service(receiver.url.replace("http", "json"), timeout=0.3)
            for _ in range(2):
                with pytest.raises(DeliveryFailed) as caught:
                    await slow.send(pending())
                errors.append(str(caught.value))
        return errors

    assert asyncio.run(work()) == ["desk: no answer in 0 s", "desk: still busy with an earlier message"]


def test_no_token_is_in_an_error_or_in_the_log() -> None:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        with pytest.raises(DeliveryFailed, match="500") as caught:
            posted(pending(), status(500, TOKEN))
    finally:
        logging.getLogger().removeHandler(handler)
    assert TOKEN not in str(caught.value)
    assert TOKEN not in log.getvalue()


def test_a_text_message_gets_the_short_form() -> None:
    sms = service(f"voipms://password:user@example.com/{'1' * 10}/{'2' * 10}")
    sms.check()
    body, _ = sms._body(letter(pending(contested()), NAMES))
    assert len(body) <= 160
    assert "Macron denies" in body


def test_over_a_hundred_services_are_on_the_list() -> None:
    assert len({listed.name for listed in allowed().values()}) > 100
    assert {"slack", "workflows", "tgram", "discord", "ntfy", "matrix", "mailto"} <= set(allowed())


@pytest.mark.parametrize(
    "scheme", ["syslog", "dbus", "macosx", "windows", "mqtt", "xmpp", "file", "exec", "rsyslog", ""]
)
def test_what_is_not_on_the_list_is_refused(scheme: str) -> None:
    with pytest.raises(ConfigError, match=r"docs/notifications\.md"):
        require_allowed(f"{scheme}://{TOKEN}", "desk")


@pytest.mark.parametrize("option", ["template=/etc/passwd", "PGPKEY=~/.gnupg/x", "+keyfile=/x", "attach="])
def test_an_option_that_would_read_a_file_is_refused(option: str) -> None:
    with pytest.raises(ConfigError, match="would read a file"):
        require_allowed(f"slack://{TOKEN}/?{option}", "desk")


def test_a_url_that_apprise_cannot_read_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigError) as caught:
        service(f"slack://{TOKEN}").check()
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("name", ["tgram", "discord", "mmost", "pover"])
def test_an_alert_fits_where_the_title_stands_in_the_body_too(name: str) -> None:
    urls = {
        "tgram": "tgram://123456789:AAEabcdefghijklmnopqrstuvwxyz012345678/12315544",
        "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "mmost": "mmost://chat.example/abcdefgh",
        "pover": f"pover://{'u' * 30}@{'a' * 30}",
    }
    chat = service(urls[name])
    chat.check()
    for message in (pending(contested()), pending(*(event(number) for number in range(100)), slot="digest x")):
        told = letter(message, NAMES)
        body, _ = chat._body(told)
        assert "France" in body
        assert len(body) <= chat._room(told)


def test_a_digest_names_every_event() -> None:
    (got,) = posted(pending(*(event(number) for number in range(50)), slot="digest x")).got
    assert json.loads(got.body)["message"].count("New: France") == 50
