"""What is served is what was decided, as feeds that readers can read, written no more often than needed."""

import json
from typing import Any

import feedparser
import pytest

from connectors.notify.shelf import FRESH, INDEX, KEPT, Page, Shelf
from schemas import AlertEvent, Subscription
from tests.connectors.notify.making import NAMES, Clock, event, subscription


class Said:
    """`Told` of a few events."""

    def __init__(self, *events: AlertEvent, of: tuple[Subscription, ...] = (subscription(),)) -> None:
        self.told, self.of, self.asked = list(events), of, 0

    def subscriptions(self) -> list[Subscription]:
        return list(self.of)

    def events(self, subscription: str, limit: int) -> list[AlertEvent]:
        self.asked += 1
        return self.told[:limit]


def shelf(said: Said, clock: Clock | None = None) -> Shelf:
    return Shelf(said, NAMES, clock or Clock())


def page(made: Shelf, name: str = "france.json") -> Page:
    found = made.page(name)
    assert found is not None
    return found


def test_both_feeds_tell_the_same_events() -> None:
    made = shelf(Said(event(2), event(1)))
    items = json.loads(page(made).body)["items"]
    read = feedparser.parse(page(made, "france.atom").body)
    assert [each["id"] for each in items] == [each.id for each in read.entries]
    assert [each["id"] for each in items] == ["urn:vedette:event:e2", "urn:vedette:event:e1"]


def test_a_subscription_that_has_told_nothing_has_a_valid_feed() -> None:
    read = feedparser.parse(page(shelf(Said()), "france.atom").body)
    assert (read.bozo, read.entries, read.feed.title) == (False, [], "French forces in Ukraine")


@pytest.mark.parametrize(
    "name", ["nobody.json", "france", "france.", "france.xml", ".json", "../france.json", "FRANCE.json"]
)
def test_what_is_not_there_is_not_found(name: str) -> None:
    assert shelf(Said(event())).page(name) is None


def test_a_page_is_written_once_for_many_readers_and_again_when_it_is_old() -> None:
    said, clock = Said(event(1)), Clock()
    made = shelf(said, clock)
    assert [page(made).tag for _ in range(9)] == [page(made).tag] * 9
    assert said.asked == 1
    clock.now += FRESH
    page(made)
    assert said.asked == 2


def test_a_page_says_since_when_it_says_what_it_says() -> None:
    said, clock = Said(event(1)), Clock()
    made = shelf(said, clock)
    first = page(made)
    clock.now += FRESH
    same = page(made)
    said.told.insert(0, event(2))
    clock.now += FRESH
    other = page(made)
    assert (same.tag, same.changed) == (first.tag, first.changed)
    assert (other.tag != first.tag, other.changed) == (True, clock.now)


def test_a_subscription_that_ends_is_no_longer_served() -> None:
    said, clock = Said(event(1)), Clock()
    made = shelf(said, clock)
    page(made)
    said.of = ()
    clock.now += FRESH
    assert made.page("france.json") is None


def test_no_more_pages_are_kept_than_that() -> None:
    many = tuple(subscription(name=f"s{number}") for number in range(KEPT + 5))
    said = Said(event(1), of=many)
    made = shelf(said)
    for each in (*many, many[0], many[-1]):
        page(made, f"{each.name}.json")
    assert said.asked == len(many) + 1  # the first had to go


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "a\nb\x00c\u202e"])
def test_whatever_a_subscription_is_called_the_list_is_text(title: str) -> None:
    body = page(shelf(Said(of=(subscription(title=title),))), INDEX).body.decode()
    assert "<script" not in body
    assert "<img" not in body
    assert not set(body) & {"\x00", "\u202e"}


def test_readers_find_the_feeds_on_the_list() -> None:
    body: Any = page(shelf(Said()), INDEX).body.decode()
    assert (
        '<link rel="alternate" type="application/atom+xml" title="French forces in Ukraine" href="france.atom">' in body
    )
    assert '<a href="france.json">JSON Feed</a>' in body
    assert "France in Ukraine" in body
