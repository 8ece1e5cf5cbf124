"""Destinations from settings: what is wrong is said at the start, without showing what is secret."""

from typing import Any

import pytest

from connectors.notify.destination import Place
from connectors.notify.directory import Directory, places
from connectors.notify.feedfiles import FeedFiles
from connectors.notify.outbox import destination_key
from connectors.notify.redact import redact
from connectors.notify.services import Service
from connectors.notify.webhook import Webhook
from schemas.errors import AddressRefused, ConfigError
from tests.connectors.notify.making import NAMES, Clock, Desk, subscription

SECRET = "whsec_" + "a2tr" * 10
TOKEN = "t0k3n-in-url"


def directory(tables: dict[str, Any], environ: dict[str, str] | None = None, **options: Any) -> Directory:
    session: Any = None  # nothing is sent here
    return Directory(places(tables, environ or {}, "vedette.toml"), NAMES, session, Clock(), **options)


def test_each_kind_of_url_becomes_its_destination() -> None:
    known = directory(
        {
            "hook": {"url": "https://93.184.215.14/x", "secret": SECRET},
            "feeds": {"url": "feed:/srv/feeds"},
            "chat": {"url": "ntfy://ntfy.sh/topic", "rate": "5/minute"},
        },
        printed=Desk(),
    )
    found = [known.find(key, subscription()) for key in ("hook", "feeds", "chat", "stdout")]
    assert [type(each) for each in found] == [Webhook, FeedFiles, Service, Desk]
    assert found[2] is known.find("chat", subscription())


def test_url_and_secret_may_come_from_the_environment() -> None:
    found = places(
        {"hook": {"url_env": "URL", "secret_env": "SECRET"}}, {"URL": "https://x.example", "SECRET": SECRET}, "f"
    )
    assert (found["hook"].url, found["hook"].secret) == ("https://x.example", SECRET)


def test_a_subscription_may_name_a_service_itself() -> None:
    url = f"ntfy://ntfy.sh/{TOKEN}"
    known = directory({})
    assert isinstance(known.find(destination_key(url), subscription(destinations=(url,))), Service)
    known.check([subscription(destinations=(url,))])


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, "url is missing"),
        ({"url": "desk"}, "its url is none"),
        ({"url": "syslog://x"}, "no service"),
        ({"url": "https://x.example", "color": "red"}, "color"),
        ({"url": "https://x.example", "url_env": "URL"}, "write one of them"),
        ({"url_env": "URL"}, "the variable URL is not set"),
        ({"url": "ntfy://x", "rate": "often"}, "20/hour"),
        ({"url": 7}, "str"),
        ("https://x.example", "object"),
    ],
)
def test_a_wrong_table_is_refused_with_what_to_write(table: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        places({"desk": table}, {}, "vedette.toml")
    assert str(caught.value).startswith(("vedette.toml: [destinations.desk]", "destination 'desk'"))


@pytest.mark.parametrize(
    ("destination", "words"),
    [
        ("dsek", "did you mean 'desk'"),
        ("stdout", r"add \[destinations.stdout\]"),
        (f"https://x.example/{TOKEN}", "webhooks are signed"),
        (f"dbus://{TOKEN}", "no service"),
        (f"slack://{TOKEN}", "cannot read its URL"),
    ],
)
def test_what_could_never_be_delivered_stops_the_start(destination: str, words: str) -> None:
    known = directory({"desk": {"url": "feed:/srv/feeds"}})
    with pytest.raises(ConfigError, match=words) as caught:
        known.check([subscription(destinations=(destination,))])
    assert "subscription 'france'" in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_a_webhook_to_a_private_address_needs_leave() -> None:
    tables = {"hook": {"url": "http://10.0.0.1/x", "secret": SECRET}}
    with pytest.raises(AddressRefused):
        directory(tables).find("hook", subscription())
    assert directory(tables, allow_private=True).find("hook", subscription())


def test_a_place_shows_neither_url_nor_secret() -> None:
    assert repr(Place("desk", f"slack://{TOKEN}", SECRET)) == "Place('desk')"
    assert str(Place("desk", f"slack://{TOKEN}", SECRET)) == "Place('desk')"


@pytest.mark.parametrize(
    "url",
    [
        "slack://xoxb-12345/Axyz/Bxyz",
        "mailto://me:p%40ssword@gmail.com?to=you@example.com",
        "tgram://123456789:ABCDEFG/987654",
        "https://hooks.example/services/T000/B000?key=abcdef",
    ],
)
def test_no_part_of_a_url_survives(url: str) -> None:
    told = redact(f"could not POST {url}: 401; p@ssword xoxb-12345 Axyz 123456789:ABCDEFG T000 abcdef", url)
    for secret in ("xoxb", "p@ss", "p%40", "ABCDEFG", "T000", "abcdef"):
        assert secret not in told or secret not in url.replace("%40", "@")
    assert "could not POST" in told
