"""What of a document is news."""

from collections.abc import Sequence
from typing import Any

import pytest

from connectors.feeds.news import VANISHED, compare, with_page
from schemas import DeadLetter, Entry


def entry(number: int, title: str = "t", **more: Any) -> Entry:
    return Entry(**{"link": f"https://news.example/{number}", "guid": str(number), "title": title, **more})


def told(known: Sequence[str], *entries: Entry) -> tuple[list[str], tuple[str, ...]]:
    """New ones as `+title`, revisions as `~title`; and what is known then."""
    news = compare(known, entries)
    return [("+" if each.is_new else "~") + each.entry.title for each in news.fresh], news.known


def test_what_was_told_is_not_told_again() -> None:
    first, known = told((), entry(1, "a"), entry(2, "b"))
    again, known = told(known, entry(2, "b"), entry(3, "c"))
    assert (first, again) == (["+a", "+b"], ["+c"])


def test_other_content_is_a_revision_and_so_is_the_way_back() -> None:
    _, known = told((), entry(1, "a"))
    there, known = told(known, entry(1, "b"))
    back, known = told(known, entry(1, "a"))
    assert (there, back) == (["~b"], ["~a"])


@pytest.mark.parametrize("field", ["title", "summary", "content"])
def test_every_text_is_content(field: str) -> None:
    _, known = told((), entry(1))
    assert len(told(known, entry(1, **{field: "other"}))[0]) == 1


def test_an_entry_that_vanished_and_comes_back_is_no_news() -> None:
    _, known = told((), entry(1, "a"), entry(2, "b"))
    _, known = told(known, entry(2, "b"))
    assert told(known, entry(1, "a"), entry(2, "b"))[0] == []


def test_a_document_without_entries_makes_nothing_forgotten() -> None:
    many = [entry(number) for number in range(2 * VANISHED)]
    _, known = told((), *many)
    _, known = told(known)
    assert told(known, *many)[0] == []


def test_guids_that_change_at_every_request_are_no_news() -> None:
    _, known = told((), entry(1, guid="r1"), entry(2, guid="r2"))
    assert told(known, entry(1, guid="r3"), entry(2, guid="r4"))[0] == []


def test_entries_that_share_a_link_are_told_apart_by_their_guids() -> None:
    shared = [entry(number, f"t{number}", link="https://news.example/live") for number in range(3)]
    first, known = told((), *shared)
    assert first == ["+t0", "+t1", "+t2"]
    assert told(known, *shared)[0] == []


def test_an_entry_that_stands_twice_is_told_once() -> None:
    assert told((), entry(1, "a"), entry(1, "a"))[0] == ["+a"]


def test_a_dead_letter_is_told_once() -> None:
    letter = DeadLetter(stage="feed", reason="empty", detail="d", where="f#3", payload="<item/>")
    first = compare((), [], [letter])
    again = compare(first.known, [], [letter])
    assert (len(first.dead), len(again.dead)) == (1, 0)


def test_memory_is_bounded_by_the_document() -> None:
    known: tuple[str, ...] = ()
    for number in range(0, 5000, 50):
        _, known = told(known, *[entry(at) for at in range(number, number + 50)])
    assert len(known) <= VANISHED + 50


def test_an_entry_whose_page_is_known_says_so_when_it_is_revised() -> None:
    news = compare((), [entry(1, "a"), entry(2, "b")])
    known = with_page(news.known, news.fresh[0].key)
    later = compare(compare(known, [entry(1, "a"), entry(2, "b")]).known, [entry(1, "A"), entry(2, "B")])
    assert [each.was_paged for each in later.fresh] == [True, False]
