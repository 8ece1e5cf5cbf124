from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.normalise import normalise
from schemas import wire
from schemas.article import Article, DateSource
from schemas.entry import Entry
from schemas.errors import RejectedEntry

SEEN = datetime(2022, 3, 5, 9, tzinfo=UTC)
FEED = "https://example.org/feed.xml"
PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="<&"))


def article(**fields: object) -> Article:
    return normalise(Entry(**{"feed": FEED, "title": "Army leaves Kidal", "seen_at": SEEN, **fields}))  # type: ignore[arg-type]


@given(PLAIN, PLAIN)
def test_title_and_text_without_markup_are_printed_as_they_came(title: str, text: str) -> None:
    made = article(title=f"A{title}", summary=text)
    assert made.body == f"A{title}\n{text}"


def test_every_slot_of_an_article_is_filled() -> None:
    made = article(
        link="http://www.example.com/news/1/?utm_source=rss",
        summary="<p>PARIS (AFP) — L'armée a quitté la ville &amp; la région.</p>",
        published=datetime(2022, 3, 4, 10, tzinfo=UTC),
        id="7",
    )
    assert made.url == made.entry_key == "https://www.example.com/news/1"
    assert made.text == "PARIS (AFP) — L'armée a quitté la ville & la région."
    assert (made.outlet, made.family, made.credit, made.language) == ("example.com", "example.com", "afp", "fr")
    assert (made.published_at.day, made.date_source, made.seen_at) == (4, DateSource.FEED, SEEN)
    assert made.fingerprint
    assert (made.entry_id, made.feed) == ("7", FEED)


def test_a_wire_service_credits_itself() -> None:
    assert article(link="https://www.reuters.com/a", summary="It left.").credit == "reuters"
    assert article(link="https://www.reuters.com/a", summary="PARIS (AFP) - It left.").credit == "afp"


def test_the_fuller_body_is_read() -> None:
    long = "The army left the town on Monday, two officials said."
    assert article(summary="The army left…", content=f"<p>{long}</p>").text == long
    assert article(summary=long, content="<p><a href='x'>Continue reading…</a></p>").text == long


def test_a_marked_up_body_that_begins_with_the_headline_gives_it_once() -> None:
    assert article(summary="<h1>Army leaves Kidal</h1><p>It left.</p>").text == "It left."


def test_a_plain_body_that_repeats_the_headline_is_left_alone() -> None:
    assert article(summary="Army leaves Kidal").text == "Army leaves Kidal"


def test_an_entry_without_words_is_empty() -> None:
    with pytest.raises(RejectedEntry, match="empty"):
        article(title=" ", summary="<img src='a.jpg'/>")


def test_an_entry_without_a_date_is_undated_unless_the_user_gives_one() -> None:
    entry = Entry(feed=FEED, title="Army leaves Kidal")
    with pytest.raises(RejectedEntry, match="undated"):
        normalise(entry)
    assert normalise(entry, undated_at=SEEN).date_source is DateSource.GIVEN


def test_a_body_beyond_reason_is_oversized() -> None:
    with pytest.raises(RejectedEntry, match="oversized"):
        article(summary="x" * 2_000_000)


def test_a_revision_keeps_the_key_and_changes_the_article() -> None:
    one, other = (article(link="https://example.org/a", summary=text) for text in ("It left.", "It did not leave."))
    assert one.entry_key == other.entry_key
    assert one.id != other.id
    assert one.revision != other.revision


def test_without_an_address_the_guid_is_the_key() -> None:
    assert article(guid="42").entry_key == f"{FEED}#42"
    assert article(guid="https://example.org/a/?utm_source=x").url == "https://example.org/a"


def test_entries_that_point_to_a_home_page_are_not_one_entry() -> None:
    one, other = (article(link="https://example.org/", guid=guid) for guid in ("1", "2"))
    assert one.entry_key != other.entry_key


def test_entries_without_address_and_guid_are_told_apart_by_their_words() -> None:
    assert article(summary="It left.").entry_key != article(summary="It stayed.").entry_key
    assert article(summary="It left.").entry_key == article(summary="It left.").entry_key


def test_half_a_surrogate_pair_still_travels() -> None:
    made = article(title="Army \ud83d leaves")
    assert made.title == "Army � leaves"
    assert wire.decode(wire.encode(made), Article) == made


@given(st.text(), st.text(), st.text(), st.text())
def test_no_entry_raises_anything_but_its_rejection(title: str, summary: str, link: str, language: str) -> None:
    try:
        made = article(title=title, summary=summary, link=link, language=language)
    except RejectedEntry:
        return
    assert wire.decode(wire.encode(made), Article) == made
