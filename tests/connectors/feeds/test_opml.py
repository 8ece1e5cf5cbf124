"""OPML, well-formed or not: every feed is found, with its folder; what we write, we read."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.feeds.encoding import decoded
from connectors.feeds.opml import read_opml, write_opml
from schemas import Feed

SHARED = Path(__file__).parents[4] / "shared" / "data" / "opml"
GOOD = '<outline text="Last" xmlUrl="https://last.example/rss"/>'
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)


def found(body: str) -> list[tuple[str, str, str]]:
    return [(feed.url, feed.title, feed.folder) for feed in read_opml(f"<opml><body>{body}</body></opml>").feeds]


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/opml")
def test_all_118_lists_yield_all_their_feeds_and_survive_a_round_trip() -> None:
    texts = [decoded(path.read_bytes()) for path in sorted(SHARED.rglob("*.opml"))]
    lists = [read_opml(text) for text in texts]
    assert (len(lists), sum(len(each.feeds) for each in lists)) == (118, 1572)
    assert not any(each.refused for each in lists)
    for text, each in zip(texts, lists, strict=True):
        assert len(each.feeds) == len({line.split('"')[0] for line in text.split('xmlUrl="')[1:]})
        assert sorted(map(repr, read_opml(write_opml(each.feeds)).feeds)) == sorted(map(repr, each.feeds))


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        (
            '<outline text="A & B" xmlUrl="https://a.example/?x=1&y=2&copy=3"/>',
            ("https://a.example/?x=1&y=2&copy=3", "A & B"),
        ),
        (
            '<outline text="A &amp; B" xmlUrl="https://a.example/?x=1&amp;y=2"/>',
            ("https://a.example/?x=1&y=2", "A & B"),
        ),
        ("<OUTLINE TITLE='A' XMLURL='https://a.example/'>", ("https://a.example/", "A")),
        ('<outline xmlUrl="https://a.example/" text="" title="A"></outline>', ("https://a.example/", "A")),
        ('<outline text="5" nails" xmlUrl="https://a.example/"/>', ("https://a.example/", "5")),
        ('<outline text="a < b > c" xmlUrl="https://a.example/"/>', ("https://a.example/", "a < b > c")),
        ("<outline text=A xmlUrl=https://a.example/ >", ("https://a.example/", "A")),
        ('<outline\n text = "A"\n xmlUrl = " https://a.exa\n mple/ "/>', ("https://a.example/", "A")),
        ('<outline text="A" xmlUrl="feed://a.example/rss"/>', ("http://a.example/rss", "A")),
        ('<outline text="A" xmlUrl="feed:https://a.example/rss"/>', ("https://a.example/rss", "A")),
        ('<outline text="A" xmlUrl="https://a.example/rss:x/feed:y"/>', ("https://a.example/rss:x/feed:y", "A")),
        ('<outline text="A" xmlUrl="a.example/rss"/>', ("http://a.example/rss", "A")),
        ('<outline type="rss" text="A" url="https://a.example/"/>', ("https://a.example/", "A")),
        ('<outline text="https://a.example/" xmlUrl="https://a.example/"/>', ("https://a.example/", "")),
    ],
)
def test_a_damaged_outline_gives_its_feed_and_leaves_the_next_one_whole(
    outline: str, expected: tuple[str, str]
) -> None:
    first, last = found(outline + GOOD)
    assert first[:2] == expected
    assert last[:2] == ("https://last.example/rss", "Last")


def test_folders_are_the_outlines_above() -> None:
    inner = '<outline title="Deep"><outline text="A" xmlUrl="https://a.example/"/></outline>'
    body = f'<outline text="News">{inner}<outline text="B" xmlUrl="https://b.example/"/></outline>{GOOD}'
    assert [folder for _, _, folder in found(body)] == ["News/Deep", "News", ""]


def test_a_flat_list_has_its_folders_in_the_category() -> None:
    body = '<outline text="A" category="/News/Tech,/Other" xmlUrl="https://a.example/"/>'
    assert [folder for _, _, folder in found(body)] == ["News/Tech"]


def test_a_feed_that_was_not_closed_is_no_folder() -> None:
    assert [folder for _, _, folder in found(f'<outline text="A" xmlUrl="https://a.example/">{GOOD}')] == ["", ""]


def test_comments_duplicates_and_foreign_schemes_yield_no_feed() -> None:
    hidden = '<!-- <outline text="x" xmlUrl="https://hidden.example/"/> -->'
    foreign = '<outline text="x" xmlUrl="javascript:alert(1)"/><outline text="note"/>'
    listed = read_opml(f"<opml>{hidden}{GOOD}{GOOD}{foreign}</opml>")
    assert [feed.url for feed in listed.feeds] == ["https://last.example/rss"]
    assert listed.refused == ["javascript:alert(1)"]


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_a_list_that_was_cut_gives_what_came_before(cut: int) -> None:
    text = f"<opml><body>{GOOD}<outline text='B' xmlUrl='https://b.example/feed.xml'/></body></opml>"
    feeds = read_opml(text[: len(text) - cut]).feeds
    assert [feed.url for feed in feeds][:1] in ([], ["https://last.example/rss"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT, st.booleans()), max_size=5))
def test_what_is_written_is_read_back(made: list[tuple[str, str, bool]]) -> None:
    feeds = [
        Feed(
            url=f"https://x.example/{n}?a=1&b=2",
            title=title,
            folder=folder.replace("/", ""),
            full_text=full,
            country="UA",
        )
        for n, (title, folder, full) in enumerate(made)
    ]
    again = read_opml(write_opml(feeds)).feeds
    assert sorted(again, key=lambda feed: feed.url) == sorted(feeds, key=lambda feed: feed.url)
