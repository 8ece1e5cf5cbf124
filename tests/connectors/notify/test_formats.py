"""Messages read well, and what an article says cannot get out of its place in any format."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from connectors.notify import formats
from connectors.notify.letter import CARDS, QUOTE, Letter, letter, quote
from connectors.notify.wording import pieces
from schemas import Evidence, Holder, Mention
from tests.connectors.notify.making import NAMES, contested, event, hostile, pending, subscription, voice

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "![x](https://evil.example/pixel.png)",
    "https://evil.example/login",
    "`code` **bold** # head\n- item\n> quote\n***",
    "@everyone <!channel> <@U1>",
    "\u202eevil\r\nBcc: x@y.example",
    "&lt;b&gt; \\* \\",
    "1. one\n2) two\n+ three\n====\n---",
    "| a | b |\n|---|---|",
    "www.evil.example user@evil.example",
)
TEXT = """\
reported → contested on 1 independent origin: paris match

Macron denies: France · presence · Donbas (Ukraine)
“« Il n'y a pas de militaires français dans le Donbass », a tranché Macron.”
le-quai.example (fr) https://le-quai.example/13

herald.example says: France · train · Donbas (Ukraine)
“French soldiers train drone crews in Donbas, Paris Match writes.”
herald.example (en) https://herald.example/1

… and 1 more report
why: Macron denies what others say
2026-03-03 12:00 UTC

You get this because “French forces in Ukraine” watches France in Ukraine.
id m1"""


class Tags(HTMLParser):
    """The elements of a page, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}


def written(*events: object, **fields: object) -> Letter:
    return letter(pending(*events, **fields), NAMES)  # type: ignore[arg-type]


def test_a_message_tells_who_says_and_who_denies_on_which_words() -> None:
    told = written(contested())
    assert told.title == "Contested: France · Ukraine · presence"
    assert re.sub(r"12:00:\d+", "12:00", formats.text(told)) == TEXT


def test_markdown_marks_the_slots_of_the_quote() -> None:
    told = formats.markdown(written(contested()))
    assert "pas de **militaires français** dans le **Donbass**" in told
    assert "[le\\-quai.example \\(fr\\)](https://le-quai.example/13)" in told


def test_a_short_form_has_the_denial_and_the_link() -> None:
    told = formats.short(written(contested()))
    assert "Macron denies: “« Il n'y a pas de militaires" in told
    assert told.endswith(" https://le-quai.example/13")
    assert len(told) <= formats.SHORT


@pytest.mark.parametrize("text", HOSTILE)
def test_no_article_puts_an_element_or_a_link_into_html(text: str) -> None:
    page = Tags(formats.html(written(hostile(text))))
    assert page.tags <= {"p", "strong", "span", "bdi", "blockquote", "b", "a", "br"}
    assert page.attributes <= {"style", "dir", "href", "rel"}
    assert page.links <= {"https://evil.example/login"}  # the article's own address, which it may have


@pytest.mark.parametrize("text", HOSTILE)
def test_no_article_puts_an_element_or_a_link_into_markdown(text: str) -> None:
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(formats.markdown(written(hostile(text))))
    page = Tags(rendered)
    assert page.tags <= {"p", "strong", "em", "blockquote", "a", "br"}
    assert page.links <= {"https://evil.example/login"}


@settings(max_examples=60)
@given(st.text(st.sampled_from("<>&\"'`*_[]()#!|~-+=.\\\n\r\t @:/ax1\u202e\u0000"), max_size=60))
def test_whatever_is_written_stays_text(text: str) -> None:
    told = written(hostile(text))
    assert Tags(formats.html(told)).tags <= {"p", "strong", "span", "bdi", "blockquote", "b", "a", "br"}
    page = Tags(MarkdownIt("commonmark", {"html": True}).render(formats.markdown(told)))
    assert page.tags <= {"p", "strong", "em", "blockquote", "a", "br"}


@pytest.mark.parametrize("form", [formats.text, formats.markdown, formats.html, formats.short])
def test_every_format_is_bounded(form: object) -> None:
    told = written(*(hostile("x" * 100_000) for _ in range(100)), slot="digest x")
    assert callable(form)
    assert len(form(told)) < 250_000


def test_a_long_quote_is_cut_around_what_it_is_quoted_for() -> None:
    text = "blah " * 500
    said = voice(quote=f"{text}French soldiers are in Donbas {text}")
    shown = "".join(piece.text for piece in quote(said))
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "French soldiers are in Donbas" in shown
    assert len(shown) <= QUOTE + 2


@given(st.text(max_size=40), st.lists(st.integers(80, 160), min_size=6, max_size=6))
def test_the_pieces_of_a_quote_are_the_quote_wherever_its_slots_lie(words: str, at: list[int]) -> None:
    quoted = Evidence(start=100, end=100 + len(words), quote=words)
    military, region = (Mention(start=a, end=b, surface="") for a, b in (at[:2], at[2:4]))
    said = replace(voice(), evidence=quoted, military_mention=military, region_mention=region)
    said = replace(said, holder=Holder(start=at[4], end=at[5], surface="x"))
    assert "".join(piece.text for piece in pieces(said)) == words


def test_a_long_digest_names_every_event() -> None:
    events = [event(number) for number in range(100)]
    told = written(*events, slot="digest 2026-03-03T18:00Z")
    assert told.title == "100 alerts · French forces in Ukraine"
    assert told.intro == "Your digest: 100 alerts."
    assert (len(told.cards), len(told.rest)) == (CARDS, 100 - CARDS)
    assert formats.text(told).count("New: France") == 100


@pytest.mark.parametrize(
    ("slot", "words"), [("quiet x", "quiet hours"), ("cap x", "cap of 2/hour"), ("summary x", "open now")]
)
def test_a_message_of_several_says_why_they_came_together(slot: str, words: str) -> None:
    asked = subscription(rate_cap="2/hour")
    assert words in written(event(1), event(2), slot=slot, subscription=asked).intro


def test_where_room_is_scarce_cards_give_way_to_headlines() -> None:
    told = written(*(event(number) for number in range(10)), slot="digest x")
    full, brief = formats.fitting(formats.text, told, 100_000), formats.fitting(formats.text, told, 1500)
    assert full is not None
    assert brief is not None
    assert brief.count("New: France") == 10
    assert len(brief) <= 1500 < len(full)


def test_where_there_is_no_room_at_all_the_rest_is_counted() -> None:
    told = written(*(event(number) for number in range(10)), slot="digest x")
    assert formats.fitting(formats.text, told, 300) is None
    tiny = formats.counted(told, 300)
    assert len(tiny) <= 300
    assert tiny.endswith("10 alerts in all: there is no room for them here")


def test_one_alert_keeps_its_card_and_shortens_its_quotes() -> None:
    told = written(hostile("word " * 400))
    brief = formats.fitting(formats.text, told, 1200)
    assert brief is not None
    assert "says: France · train · Donbas" in brief
    assert len(brief) <= 1200 < len(formats.text(told))


def test_what_the_catalogue_no_longer_knows_is_told_by_its_id() -> None:
    gone = event(thread=replace(event().thread, root="ATL", region="atlantis"))
    assert written(gone).title == "New: ATL · atlantis · presence"
