"""Full text: only where the feed allows it, the scan hits and robots.txt agrees; told as a form of the same entry."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from connectors.feeds.fulltext import as_html, page_text
from connectors.feeds.worker import ParserPool
from pipeline.text.normalise import normalise
from schemas import Entry, Feed
from schemas.errors import NotAFeed, RejectedEntry
from tests.feedserver.scene import SETTINGS, Scene, played
from tests.feedserver.server import FeedServer, Reply, Request
from tests.feedserver.world import rss

SENTENCE = "French soldiers train Ukrainian crews near the river, an officer of the brigade told our reporter there. "
PARAGRAPHS = "".join(f"<p>{SENTENCE}{number} &lt;b&gt;</p>" for number in range(9))
PAGE = f"<html><body><nav>Home</nav><article>{PARAGRAPHS}</article></body></html>"
FULL = Feed(url="{BASE}/feed.xml", full_text=True)


class Site:
    """A feed of two entries, their pages and a robots.txt, each of which a test may change."""

    def __init__(self, scene: Scene) -> None:
        self.titles = ["troops in one", "troops in two"]
        self.pages: Callable[[Request], Reply] = lambda request: Reply(body=PAGE.encode())
        self.robots = Reply(404)
        self.base = scene.server.base
        scene.server.handler = self._answer

    def _answer(self, request: Request) -> Reply:
        match request.path:
            case "/feed.xml":
                return Reply(body=rss(enumerate(self.titles, 1), base=self.base))
            case "/robots.txt":
                return self.robots
        return self.pages(request)


def on_site(play: Callable[[Scene, Site], Any], **more: Any) -> Any:
    async def run(scene: Scene) -> Any:
        return await play(scene, Site(scene))

    more = {"feed": FULL, "wants_page": lambda entry: "troops" in entry.title, **more}
    return played([], run, **more)


def asked(scene: Scene) -> list[str]:
    return [request.path for request in scene.requests]


def reasons(scene: Scene) -> list[str]:
    return [letter.reason for letter in scene.store.dead]


def test_a_page_is_a_later_form_of_the_same_entry() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.titles = ["troops in one"]
        await scene.poll()
        short, long = map(normalise, scene.store.entries)
        assert (short.entry_key, short.title) == (long.entry_key, long.title)
        assert short.revision != long.revision
        assert short.seen_at < long.seen_at
        assert long.text.startswith(SENTENCE.strip())
        assert "0 <b>" in long.text

    on_site(play)


def test_only_what_the_scan_hits_is_fetched() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.titles = ["football", "troops in two"]
        await scene.poll()
        assert asked(scene) == ["/feed.xml", "/robots.txt", "/2"]
        assert scene.state.counters.pages == 1

    on_site(play)


@pytest.mark.parametrize("more", [{"feed": Feed(url="{BASE}/feed.xml")}, {"wants_page": None}])
def test_without_leave_no_page_is_fetched(more: dict[str, Any]) -> None:
    async def play(scene: Scene, site: Site) -> None:
        await scene.poll()
        assert asked(scene) == ["/feed.xml"]

    on_site(play, **more)


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (Reply(404), True),
        (Reply(403), True),
        (Reply(body=b"User-agent: *\nDisallow: /private"), True),
        (Reply(body=b"User-agent: Vedette\nDisallow: /"), False),
        (Reply(body=b"User-agent: *\nDisallow: /1\nDisallow: /2"), False),
        (Reply(500), False),
        (Reply(raw=b""), False),
        (Reply(302, (("Location", "http://169.254.169.254/"),)), False),
    ],
)
def test_robots_txt_is_obeyed(robots: Reply, allowed: bool) -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.robots = robots
        await scene.poll()
        assert scene.state.counters.pages == (2 if allowed else 0)
        assert reasons(scene) == ([] if allowed else ["robots", "robots"])
        assert scene.state.pending == ()

    on_site(play)


def test_robots_txt_is_asked_for_once_a_day_and_after_a_failure_again_in_an_hour() -> None:
    async def play(scene: Scene, site: Site) -> list[int]:
        counts = []
        for wait in (0, 2, 23):
            scene.clock.pass_(timedelta(hours=wait))
            site.titles = [f"{title} again" for title in site.titles]
            await scene.again()
            counts.append(asked(scene).count("/robots.txt"))
        return counts

    assert on_site(play) == [1, 1, 2]


def test_pages_wait_for_their_host_s_turn_and_for_its_crawl_delay() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.robots = Reply(body=b"User-agent: *\nCrawl-delay: 30")
        began = scene.clock.now
        await scene.poll()
        assert scene.clock.now - began >= 2 * SETTINGS.pace.spacing + timedelta(seconds=30)

    on_site(play)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(404), "not_found"),
        (Reply(body=b"<p>Please subscribe."), "no_article"),
        (Reply(body=b"%PDF-1.7 \x00\x01"), "no_article"),
        (Reply(body=b"x" * 6_000_000), "too_large"),
        (Reply(302, (("Location", "http://169.254.169.254/"),)), "address_refused"),
    ],
)
def test_a_page_that_cannot_be_had_is_a_dead_letter_and_the_entry_stays(reply: Reply, reason: str) -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.titles = ["troops in one"]
        site.pages = lambda request: reply
        await scene.poll()
        assert (len(scene.store.entries), scene.state.error, scene.state.pending) == (1, "", ())
        assert reasons(scene) == [reason]

    on_site(play)


def test_a_redirect_does_not_lead_around_another_site_s_robots_txt() -> None:
    async def play(scene: Scene, site: Site) -> None:
        closed = Reply(body=b"User-agent: *\nDisallow: /")
        async with FeedServer(lambda request: closed) as other:
            site.pages = lambda request: Reply(302, (("Location", f"{other.base}/closed"),))
            await scene.poll()
            assert reasons(scene) == ["robots", "robots"]
            assert [request.path for request in other.requests] == ["/robots.txt"]

    on_site(play)


def test_a_private_feed_s_pages_lead_to_no_other_private_host() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.base = scene.server.host(1)
        await scene.poll()
        assert reasons(scene) == ["address_refused", "address_refused"]

    on_site(play)


def test_a_host_that_is_busy_makes_its_pages_wait_and_they_survive_a_restart() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.pages = lambda request: Reply(429, (("Retry-After", "600"),))
        await scene.poll()
        assert (len(scene.state.pending), scene.store.leases, reasons(scene)) == (2, {}, [])
        site.pages = lambda request: Reply(body=PAGE.encode())
        scene.clock.pass_(timedelta(hours=1))
        await scene.again()
        assert (scene.state.pending, scene.state.counters.pages) == ((), 2)

    on_site(play)


def test_pages_that_wait_bring_their_feed_round_sooner() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.pages = lambda request: Reply(429)
        await scene.poll()
        assert scene.state.next_due is not None
        assert scene.state.next_due - scene.clock.now <= SETTINGS.pace.unknown

    on_site(play, feed=msgspec.structs.replace(FULL, interval=timedelta(hours=20)))


def test_a_scan_that_fails_costs_the_page_and_not_the_entry() -> None:
    def fails(entry: Entry) -> bool:
        raise RejectedEntry("undated", "it has no date")

    async def play(scene: Scene, site: Site) -> None:
        await scene.poll()
        assert (len(scene.store.entries), scene.state.error) == (2, "")

    on_site(play, wants_page=fails)


def test_a_page_does_not_wait_for_ever() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.pages = lambda request: Reply(429)
        await scene.poll()
        scene.clock.pass_(timedelta(days=4))
        await scene.again()
        assert reasons(scene) == ["late", "late"]

    on_site(play)


def test_a_revision_of_a_paged_entry_is_told_with_its_page_and_not_before() -> None:
    """Else everything that only the page says would be "corrected", and asserted again a moment later."""

    async def play(scene: Scene, site: Site) -> None:
        site.titles = ["troops in one"]
        await scene.poll()
        site.titles = ["troops in one, updated"]
        await scene.again()
        assert [bool(entry.content) for entry in scene.store.entries] == [False, True, True]

    on_site(play)


def test_a_revision_whose_page_is_lost_is_told_alone() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.titles = ["troops in one"]
        await scene.poll()
        site.titles, site.pages = ["troops in one, updated"], lambda request: Reply(404)
        await scene.again()
        assert [bool(entry.content) for entry in scene.store.entries] == [False, True, False]

    on_site(play)


def test_a_page_that_says_less_than_the_entry_adds_nothing() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.titles = ["troops " + "and more of the story " * 100]
        site.pages = lambda request: Reply(body=f"<html><article><p>{SENTENCE * 4}</p></article>".encode())
        await scene.poll()
        assert (len(scene.store.entries), scene.state.counters.pages, reasons(scene)) == (1, 0, [])

    on_site(play)


def test_old_entries_are_not_worth_a_page() -> None:
    async def play(scene: Scene, site: Site) -> None:
        scene.clock.pass_(timedelta(days=4))
        await scene.poll()
        assert asked(scene) == ["/feed.xml"]

    on_site(play)


def test_a_flood_of_hits_waits_in_bounded_memory() -> None:
    async def play(scene: Scene, site: Site) -> None:
        site.titles = [f"troops in {number}" for number in range(100)]
        await scene.poll()
        assert scene.state.counters.pages == 20
        assert len(scene.store.entries) == 120

    on_site(play)


@pytest.mark.parametrize("header", ["text/html; charset=windows-1251", "text/html; charset=nonsense", "text/html"])
def test_pages_are_read_in_their_own_letters(header: str) -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{"Французькі військові. " * 30}</p></body></html>'
    assert "Французькі військові" in page_text(
        page.encode("windows-1251"), url="http://x.example/", content_type=header
    )


@pytest.mark.parametrize("body", [b"", b"\x00" * 100, b"<" * 100_000, b"<div>" * 50_000, b"<p>" + b"a" * 2_000_000])
def test_hostile_pages_give_text_or_a_named_failure(body: bytes) -> None:
    try:
        text = page_text(body, url="http://x.example/", content_type="text/html")
    except NotAFeed as error:
        text = error.error_class
    assert text == "no_article" or len(text) < 300_000


def test_pages_are_read_in_a_process_of_their_own() -> None:
    async def read() -> tuple[str, str]:
        async with ParserPool(1) as pool:
            text = await pool.page_text(PAGE.encode(), url="http://x.example/", content_type="text/html")
            with pytest.raises(NotAFeed) as failure:
                await pool.page_text(b"\x00", url="http://x.example/", content_type="text/html")
            return text, failure.value.error_class

    text, error = asyncio.run(read())
    assert (text.startswith(f"<p>{SENTENCE.strip()}"), error) == (True, "no_article")


def test_text_is_not_taken_for_markup() -> None:
    assert as_html("a < b & c\n\n<script>") == "<p>a &lt; b &amp; c</p>\n<p>&lt;script&gt;</p>"
