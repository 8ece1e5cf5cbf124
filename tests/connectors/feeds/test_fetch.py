"""What servers do, true or not: each answer of a real local server gives a named outcome, and costs bounded time and
memory. The public bug reports are in test_http_cases.py; here stand further inputs of the same kinds.
"""

import asyncio
import gzip
from collections.abc import Sequence
from datetime import timedelta

import pytest

from connectors.feeds.fetch import Limits
from connectors.feeds.state import ErrorClass, FeedState
from schemas import Feed
from tests.feedserver.scene import SETTINGS, Scene, played
from tests.feedserver.server import Reply, Request
from tests.feedserver.world import rss

FEED = rss([(1, "one"), (2, "two")])
GOOD = Reply(body=FEED, headers=(("ETag", '"g"'),))


def after_polls(replies: Sequence[Reply], polls: int = 1) -> tuple[FeedState, list[Request]]:
    async def play(scene: Scene) -> tuple[FeedState, list[Request]]:
        for _ in range(polls):
            await scene.again()
        return scene.state, scene.requests

    state, requests = played(replies, play)
    return state, requests


def moved(status: int, location: str) -> Reply:
    return Reply(status, (("Location", location),))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((400, ErrorClass.CLIENT_ERROR), (401, ErrorClass.FORBIDDEN), (403, ErrorClass.FORBIDDEN)),
        *((404, ErrorClass.NOT_FOUND), (410, ErrorClass.GONE), (418, ErrorClass.CLIENT_ERROR)),
        *((429, ErrorClass.RATE_LIMITED), (451, ErrorClass.FORBIDDEN), (500, ErrorClass.SERVER_ERROR)),
        *((502, ErrorClass.SERVER_ERROR), (503, ErrorClass.SERVER_ERROR), (599, ErrorClass.SERVER_ERROR)),
        *((204, ErrorClass.BAD_ANSWER), (206, ErrorClass.BAD_ANSWER), (305, ErrorClass.BAD_ANSWER)),
        *((304, ErrorClass.BAD_ANSWER), (301, ErrorClass.BAD_REDIRECT), (200, ErrorClass.NOT_A_FEED)),
    ],
)
def test_every_status_has_its_class(status: int, error: ErrorClass) -> None:
    assert after_polls([Reply(status)])[0].error == error


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(raw=b"SSH-2.0-OpenSSH_9\r\n"), ErrorClass.BAD_ANSWER),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"), ErrorClass.BAD_ANSWER),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), ErrorClass.INCOMPLETE_BODY),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"), ErrorClass.BAD_ANSWER),
        (Reply(headers=(("Content-Length", "9999"), ("Connection", "close")), body=FEED), ErrorClass.INCOMPLETE_BODY),
        (Reply(headers=(("Content-Encoding", "gzip"),), body=gzip.compress(FEED)[:-4]), ErrorClass.INCOMPLETE_BODY),
        (Reply(headers=(("Content-Encoding", "gzip"),), body=b"\x00\x01\x02\x03"), ErrorClass.BAD_ENCODING),
        (Reply(headers=(("Content-Encoding", "gzip"),), body=gzip.compress(b"\0" * 50_000_000)), ErrorClass.TOO_LARGE),
        (Reply(headers=(("Content-Length", "99999999"),), body=b"<"), ErrorClass.TOO_LARGE),
        (Reply(body=FEED, delay=30), ErrorClass.TIMEOUT),
        (Reply(body=b"<html><title>Just a moment</title></html>"), ErrorClass.NOT_A_FEED),
        (Reply(body=b""), ErrorClass.NOT_A_FEED),
    ],
)
def test_every_broken_answer_has_its_class_and_forgets_nothing(reply: Reply, error: ErrorClass) -> None:
    state, requests = after_polls([GOOD, reply, Reply(304)], polls=3)
    assert requests[-1].headers["if-none-match"] == '"g"'
    assert (state.error, state.counters.failed, state.counters.new) == (ErrorClass.NONE, 1, 2)
    assert after_polls([reply, reply])[0].error == error


def test_a_server_that_hangs_up_is_a_connection_error() -> None:
    assert after_polls([Reply(raw=b"")] * 2)[0].error == ErrorClass.CONNECTION


def test_a_document_that_was_cut_is_read_but_asked_for_again_whole() -> None:
    cut = FEED[: FEED.rindex(b"<item>") + 20]
    whole = Reply(raw=b'HTTP/1.1 200 OK\r\nETag: "c"\r\nConnection: close\r\n\r\n' + cut)
    state, requests = after_polls([whole, GOOD], polls=2)
    assert "if-none-match" not in requests[1].headers
    assert (state.counters.new, state.etag) == (2, '"g"')


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_is_remembered_once_it_led_to_a_feed(status: int) -> None:
    _, requests = after_polls([moved(status, "/new"), GOOD, Reply(304)], polls=2)
    assert [request.target for request in requests] == ["/feed.xml", "/new", "/new"]


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_not_remembered(status: int) -> None:
    _, requests = after_polls([moved(status, "/new"), GOOD, Reply(304)], polls=2)
    assert requests[2].target == "/feed.xml"


def test_each_redirect_stands_for_itself() -> None:
    chain = [moved(301, "/home"), moved(307, "/today"), moved(301, "/server-7"), GOOD, Reply(304)]
    assert after_polls(chain, polls=2)[1][4].target == "/home"


def test_a_permanent_redirect_to_a_login_page_is_not_remembered() -> None:
    _, requests = after_polls([moved(301, "/login"), Reply(body=b"<html>log in</html>"), GOOD], polls=2)
    assert requests[2].target == "/feed.xml"


@pytest.mark.parametrize(
    "replies",
    [
        [moved(302, "/feed.xml")],
        [moved(302, "/a"), moved(302, "/feed.xml")],
        [moved(302, f"/{number}") for number in range(20)],
        [moved(302, "file:///etc/passwd")],
        [moved(302, "")],
        [moved(302, "http://")],
    ],
)
def test_a_redirect_that_leads_nowhere_ends(replies: list[Reply]) -> None:
    state, requests = after_polls(replies)
    assert state.error == ErrorClass.BAD_REDIRECT
    assert len(requests) <= SETTINGS.limits.redirects + 1


@pytest.mark.parametrize("target", ["/x?sig=a%2Fb%3d&n=%7e", "/a%2fb;c=1", "/x?u=http://o.example/?a", "/?q=[a]|b"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_s_target_is_asked_byte_for_byte(status: int, target: str) -> None:
    _, requests = after_polls([moved(status, target), GOOD, Reply(304)], polls=2)
    assert requests[1].target == target
    assert requests[2].target == (target if status in (301, 308) else "/feed.xml")


@pytest.mark.parametrize(
    "address",
    [
        *("http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "http://0.0.0.0/x", "http://224.0.0.1/"),
        *("http://[::ffff:169.254.169.254]/", "http://2852039166/", "http://0xa9fea9fe/", "http://100.100.100.200/"),
    ],
)
@pytest.mark.parametrize("status", [301, 302])
def test_no_redirect_leads_to_an_address_that_is_never_connected_to(status: int, address: str) -> None:
    assert after_polls([moved(status, address)])[0].error == ErrorClass.ADDRESS_REFUSED


@pytest.mark.parametrize("host", ["127.9.9.9", "localhost", "192.168.0.1", "[::1]"])
def test_leave_to_poll_a_private_host_is_no_leave_to_be_led_to_others(host: str) -> None:
    assert after_polls([moved(302, f"http://{host}:1/")])[0].error == ErrorClass.ADDRESS_REFUSED


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]", "2130706433"])
def test_private_addresses_are_refused_unless_they_are_allowed(host: str) -> None:
    async def play(scene: Scene) -> tuple[str, int]:
        await scene.poll()
        return scene.state.error, len(scene.requests)

    strict = SETTINGS.__class__(contact=SETTINGS.contact, limits=SETTINGS.limits)
    feed = Feed(url=f"http://{host}:1/feed.xml")
    assert played([GOOD], play, settings=strict, feed=feed) == (ErrorClass.ADDRESS_REFUSED, 0)


def test_a_port_where_nobody_listens_is_a_connection_error() -> None:
    async def play(scene: Scene) -> str:
        return (await scene.poll()).error

    assert played([GOOD], play, feed=Feed(url="http://127.0.0.1:9/feed.xml")) == ErrorClass.CONNECTION


def test_a_name_that_is_nobody_s_is_a_dns_error() -> None:
    async def play(scene: Scene) -> str:
        return (await scene.poll()).error

    assert played([GOOD], play, feed=Feed(url="http://nobody.invalid/feed.xml")) == ErrorClass.DNS


def test_what_does_not_speak_tls_is_a_tls_error() -> None:
    async def play(scene: Scene) -> str:
        scene.store.define([Feed(url=scene.server.base.replace("http:", "https:"))])
        return (await scene.poll()).error

    assert played([GOOD], play) == ErrorClass.TLS


def test_we_say_who_we_are_and_what_we_understand() -> None:
    _, requests = after_polls([GOOD])
    headers = requests[0].headers
    assert headers["user-agent"].startswith("Vedette/")
    assert "+https://example.org/bot" in headers["user-agent"]
    assert {"gzip", "deflate", "br", "zstd"} == set(headers["accept-encoding"].split(", "))
    assert "if-none-match" not in headers


def test_an_answer_that_trickles_is_cut_off_in_time() -> None:
    async def drip(request: Request) -> Reply:
        await asyncio.sleep(0.2)
        return Reply(302, (("Location", f"{request.target}x"),))

    async def play(scene: Scene) -> tuple[str, int]:
        return (await scene.poll()).error, len(scene.requests)

    error, requests = played(drip, play)
    assert (error, requests <= 4) == (ErrorClass.TIMEOUT, True)


def test_many_large_answers_at_once_are_read_a_few_at_a_time() -> None:
    body = FEED + b" " * 1_000_100
    limits = Limits(total=timedelta(seconds=20))

    async def play(scene: Scene) -> tuple[int, int]:
        scene.store.define([Feed(url=f"{scene.server.host(n)}/f") for n in range(9)])
        await scene.poll()
        states = scene.store.states.values()
        return len(scene.store.entries), sum(bool(state.error) for state in states)

    settings = SETTINGS.__class__(contact=SETTINGS.contact, limits=limits, allow_private=True)
    assert played(lambda request: Reply(body=body), play, settings=settings) == (18, 0)
