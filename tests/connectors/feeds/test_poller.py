"""The poller: politeness, leases, stopping, and a store that has its troubles."""

import asyncio
import itertools
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from connectors.feeds import poller as poller_module
from connectors.feeds.pace import Pace
from connectors.feeds.polls import Poll
from connectors.feeds.settings import user_agent
from connectors.feeds.state import ErrorClass
from schemas import Feed
from schemas.errors import ConfigError
from tests.feedserver.clock import BEGINNING
from tests.feedserver.scene import SETTINGS, Scene, played
from tests.feedserver.server import Reply, Request
from tests.feedserver.world import rss

FEED = Reply(body=rss([(1, "one")]))


def fill(scene: Scene, hosts: int, feeds: int) -> None:
    """`feeds` feeds on each of `hosts` hosts of the scene's server."""
    found = [Feed(url=f"{scene.server.host(host)}/{number}.xml") for host in range(hosts) for number in range(feeds)]
    scene.store.define(found)


class Moments:
    """When each host was asked, on the simulated clock."""

    def __init__(self, scene: Scene, reply: Reply = FEED) -> None:
        self.of: dict[str, list[datetime]] = defaultdict(list)
        self._scene, self._reply = scene, reply
        scene.server.handler = self._answer

    def _answer(self, request: Request) -> Reply:
        self.of[request.host].append(self._scene.clock.now)
        return self._reply

    def least_gap(self) -> timedelta:
        return min(later - one for times in self.of.values() for one, later in itertools.pairwise(times))


def test_once_polls_every_feed_that_is_due_and_no_host_more_often_than_allowed() -> None:
    async def play(scene: Scene) -> None:
        fill(scene, hosts=8, feeds=5)
        moments = Moments(scene)
        await scene.poll()
        assert sum(map(len, moments.of.values())) == 40
        assert moments.least_gap() >= SETTINGS.pace.spacing

    played([], play)


def test_redirects_wait_for_their_host_s_turn() -> None:
    async def play(scene: Scene) -> None:
        moments = Moments(scene, Reply(302, (("Location", "/else"),)))
        await scene.poll()
        assert moments.least_gap() >= SETTINGS.pace.spacing

    played([], play)


def test_once_leaves_feeds_alone_that_became_due_meanwhile() -> None:
    pace = Pace(shortest=timedelta(seconds=1), unknown=timedelta(seconds=1))

    async def play(scene: Scene) -> None:
        fill(scene, hosts=1, feeds=3)
        scene.server.handler = lambda request: FEED
        await scene.poll()
        assert len(scene.requests) == 3

    played([], play, settings=msgspec.structs.replace(SETTINGS, pace=pace))


def test_a_host_that_says_too_many_requests_is_left_alone_with_all_its_feeds() -> None:
    async def play(scene: Scene) -> None:
        fill(scene, hosts=1, feeds=5)
        scene.server.handler = lambda request: Reply(429, (("Retry-After", "900"),))
        await scene.poll()
        assert len(scene.requests) == 1
        scene.clock.pass_(timedelta(seconds=1000))
        scene.server.handler = lambda request: FEED
        await scene.poll()
        assert len(scene.store.entries) == 5

    played([], play)


def test_a_slow_feed_delays_nobody_else() -> None:
    async def play(scene: Scene) -> list[str]:
        fill(scene, hosts=6, feeds=1)
        order: list[str] = []
        slow = scene.server.host(0).split("/")[2].split(":")[0]
        scene.server.handler = lambda request: FEED._replace(delay=0.4 if request.host == slow else 0.0)
        scene.poller._told = lambda poll, new: order.append(poll.feed.url)
        await scene.poll()
        return order

    order = played([], play)
    assert (len(order), order[-1].startswith("http://127.1.0.2")) == (6, True)


def test_never_more_feeds_at_once_than_set() -> None:
    running, most = 0, 0

    async def answer(request: Request) -> Reply:
        nonlocal running, most
        running, most = running + 1, max(most, running + 1)
        await asyncio.sleep(0.02)
        running -= 1
        return FEED

    async def play(scene: Scene) -> None:
        fill(scene, hosts=20, feeds=1)
        await scene.poll()

    played(answer, play, settings=msgspec.structs.replace(SETTINGS, concurrency=4))
    assert most == 4


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_connection_is_kept_to_a_host_that_is_asked_once_in_ten_minutes() -> None:
    """Two thousand idle connections are more files than a process may open."""

    async def play(scene: Scene) -> None:
        fill(scene, hosts=40, feeds=1)
        scene.server.handler = lambda request: FEED
        before = len(os.listdir("/proc/self/fd"))
        await scene.poll()
        assert len(os.listdir("/proc/self/fd")) < before + 40

    played([], play)


def test_stopping_lets_running_polls_end() -> None:
    async def play(scene: Scene) -> None:
        fill(scene, hosts=3, feeds=1)
        stop = asyncio.Event()

        async def answer(request: Request) -> Reply:
            stop.set()
            await asyncio.sleep(0.05)
            return FEED

        scene.server.handler = answer
        await scene.poller.run(stop)
        assert (len(scene.store.entries), scene.store.leases) == (3, {})

    played([], play)


def test_stopping_gives_back_the_leases_of_polls_that_will_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller_module, "GRACE", 0.05)

    async def play(scene: Scene) -> None:
        stop = asyncio.Event()

        async def answer(request: Request) -> Reply:
            stop.set()
            await asyncio.sleep(30)
            return FEED

        scene.server.handler = answer
        await scene.poller.run(stop)
        assert (scene.store.entries, scene.store.leases) == ([], {})
        assert scene.state.polled_at is None

    played(
        [],
        play,
        settings=msgspec.structs.replace(
            SETTINGS, limits=msgspec.structs.replace(SETTINGS.limits, total=timedelta(60))
        ),
    )


def test_a_poll_that_was_killed_is_asked_again_when_its_lease_has_run_out() -> None:
    async def play(scene: Scene) -> None:
        assert scene.store.due(scene.clock.now, 1, "killed", SETTINGS.lease)
        await scene.poll()
        assert scene.store.entries == []
        scene.clock.pass_(SETTINGS.lease)
        await scene.poll()
        assert len(scene.store.entries) == 1

    played([FEED], play)


def test_two_pollers_on_one_store_poll_each_feed_once() -> None:
    async def play(scene: Scene) -> None:
        fill(scene, hosts=10, feeds=2)
        scene.server.handler = lambda request: FEED
        await asyncio.gather(scene.poll(), scene.poll())
        assert len(scene.requests) == 20
        assert all(state.counters.polls == 1 for state in scene.store.states.values())

    played([], play)


def test_a_store_that_fails_for_a_while_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(scene: Scene) -> None:
        stop, troubles = asyncio.Event(), iter([True, True, False])
        due, commit = scene.store.due, scene.store.commit_poll

        def failing_due(*args: Any) -> Any:
            if next(troubles, False):
                raise OSError("the disk is away")
            return due(*args)

        def committed(poll: Poll, now: datetime) -> int:
            stop.set()
            return commit(poll, now)

        monkeypatch.setattr(scene.store, "due", failing_due)
        monkeypatch.setattr(scene.store, "commit_poll", committed)
        await scene.poller.run(stop)
        assert len(scene.store.entries) == 1

    played([FEED], play)


def test_a_store_that_stays_away_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play(scene: Scene) -> None:
        def away(*args: Any) -> Any:
            raise OSError("the disk is away")

        monkeypatch.setattr(scene.store, "due", away)
        with pytest.raises(OSError, match="away"):
            await scene.poller.run(asyncio.Event())

    played([], play)


def test_a_poll_that_could_not_be_stored_is_asked_again_and_its_entries_come() -> None:
    async def play(scene: Scene) -> None:
        commit = scene.store.commit_poll
        scene.store.commit_poll = lambda poll, now: 1 // 0  # type: ignore[method-assign]
        await scene.poll()
        scene.store.commit_poll = commit  # type: ignore[method-assign]
        scene.clock.pass_(SETTINGS.lease)
        await scene.poll()
        assert len(scene.store.entries) == 1

    played([FEED, FEED], play)


def test_a_fault_of_ours_is_an_error_of_the_feed_and_stops_nobody() -> None:
    async def play(scene: Scene) -> None:
        fill(scene, hosts=2, feeds=1)
        scene.server.handler = lambda request: FEED

        async def parse(body: bytes, **more: Any) -> Any:
            if "127.1.0.2" in more["url"]:
                raise KeyError("a bug")
            return await parser.parse(body, **more)

        parser = scene.poller._asker._parser
        scene.poller._asker._parser = type("Buggy", (), {"parse": staticmethod(parse)})()
        await scene.poll()
        assert sorted(state.error for state in scene.store.states.values()) == ["", ErrorClass.INTERNAL]

    played([], play)


def test_entries_belong_to_the_feed_wherever_it_moved() -> None:
    async def play(scene: Scene) -> None:
        await scene.poll()
        entry = scene.store.entries[0]
        assert (entry.feed, entry.seen_at, entry.language) == (f"{scene.server.base}/feed.xml", scene.clock.now, "uk")
        assert entry.where == f"{scene.server.base}/feed.xml#1"

    replies: Sequence[Reply] = [Reply(301, (("Location", "/else"),)), FEED]
    played(replies, play, feed=Feed(url="{BASE}/feed.xml", language="uk"))


def test_a_page_that_is_no_feed_is_one_dead_letter_for_as_long_as_it_lasts() -> None:
    async def play(scene: Scene) -> None:
        for _ in range(3):
            await scene.again()
        assert [(letter.reason, letter.payload) for letter in scene.store.dead] == [
            ("not_a_feed", "<html>closed</html>")
        ]

    played([Reply(body=b"<html>closed</html>")] * 3, play)


def test_what_came_unchanged_is_not_parsed_again() -> None:
    async def play(scene: Scene) -> None:
        await scene.poll()
        scene.poller._asker._parser = None  # type: ignore[assignment]
        await scene.again()
        assert (scene.state.error, scene.state.counters.unchanged, scene.state.etag) == ("", 1, '"2"')

    played([FEED, FEED._replace(headers=(("ETag", '"2"'),))], play)


@pytest.mark.parametrize("contact", ["", "me", "https://x", "mailto:", "a@b\r\nX: y", "https://example.org/ bot"])
def test_nobody_polls_without_a_contact(contact: str) -> None:
    with pytest.raises(ConfigError, match="contact"):
        user_agent(contact)


def test_the_simulated_clock_begins_where_it_says() -> None:
    async def play(scene: Scene) -> datetime:
        return scene.clock()

    assert played([], play) == BEGINNING
