"""Kinds of fault that public bug reports name: others of each kind than those in ../shared/data/feeds/cases."""

from datetime import UTC, datetime

import pytest

from pipeline.text.normalise import normalise
from tests.connectors.feeds.documents import URL, atom, entry, item, read, rss

GOOD = "https://news.example.org/a/1"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024/3/9", "2024-03-09T00:00"),
        ("2024/03/29 15:07", "2024-03-29T15:07"),
        ("2024.3.29 15:07", "2024-03-29T15:07"),
        ("29/03/2024 15:07", None),  # the day or the month first: nobody knows
        ("3/4/2024", None),
        ("0000-00-00T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("00 Jan 0000 00:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("Mon, 32 Jun 2025 10:00:00 GMT", None),
        ("Mon, 02 Jun 2025 25:00:00 GMT", None),
        ("Mon, 02 Jun 2025 10:00:00 EEST", "2025-06-02T07:00"),
        ("Mon, 02 Jun 2025 10:00:00 BST", "2025-06-02T09:00"),
        ("Mon, 02 Jun 2025 10:00:00 PDT", "2025-06-02T17:00"),
        ("Mon, 02 Jun 2025 10:00:00 MESZ", "2025-06-02T08:00"),
        ("Mon, 02 Jun 2025 10:00:00 GMT+3", "2025-06-02T07:00"),
        ("Mon, 02 Jun 2025 10:00:00 IST", None),  # India, Ireland or Israel
        ("Mon, 02 Jun 2025 10:00:00 Europe/Paris", None),
        ("Mon,02 Jun 2025 10:00:00 GMT", "2025-06-02T10:00"),
        ("N/A", None),
        ("", None),
    ],
)
def test_a_date_is_that_instant_or_none(written: str, expected: str | None) -> None:
    (found,) = read(rss(item(date=written))).entries
    assert found.published == (datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "lun., 02 juin 2025 10:00:00 +0000",
            "Mo, 02 Juni 2025 10:00",
            "2 de junio de 2025 10:00",
            "2 czerwca 2025 10:00",
        ),
        *(
            "Пн, 02 июн 2025 10:00:00",
            "2 червня 2025 10:00",
            "02 Haziran 2025 10:00",
            "2025年6月2日 10:00",
            "2. Juni 2025 10:00",
            "الاثنين، 2 يونيو 2025 10:00",
            "2 حزيران 2025 10:00",
        ),
    ],
)
def test_months_are_known_by_their_names_in_the_languages_we_read(written: str) -> None:
    (found,) = read(rss(item(date=written))).entries
    assert found.published == datetime(2025, 6, 2, 10, tzinfo=UTC)


def test_a_bad_date_does_not_hide_a_good_one_in_another_element() -> None:
    later = "<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2025-06-02T10:00:00Z</dc:date>"
    (found,) = read(rss(item(date="0000-00-00 00:00:00", more=later))).entries
    assert found.published == datetime(2025, 6, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "control", ["\x00", "\x01", "\x08", "\x0b", "\x1b", "\x7f", "\ufffe", "&#8;", "&#x0;", "&#x1F;"]
)
def test_characters_that_xml_forbids_cost_nothing_and_reach_nobody(control: str) -> None:
    found = read(rss(item(f"Storm{control} warning") + item("Second")))
    assert [one.title for one in found.entries] == ["Storm warning", "Second"]


@pytest.mark.parametrize("reference", ["&#1114112;", "&#xFFFFFFFFFF;", "&#xD800;", f"&#{'9' * 50};", "&#x110000;"])
def test_a_reference_beyond_unicode_costs_one_character(reference: str) -> None:
    found = read(rss(item(f"Party {reference} tonight") + item("Second")))
    assert [one.title for one in found.entries] == ["Party \ufffd tonight", "Second"]


def test_two_halves_of_an_emoji_are_one_character() -> None:
    (found,) = read(rss(item("&#55357;&#56832; &#xD83D;&#xDE00;"))).entries
    assert found.title == "😀 😀"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("a & b", "a & b"),
        ("AT&T R&D;", "AT&T R&D;"),
        ("Caf&eacute; &mdash; &hellip;", "Café — …"),
        ("&unknown; thing", "&unknown; thing"),
    ],
)
def test_ampersands_that_begin_no_reference_are_only_that(title: str, expected: str) -> None:
    assert [one.title for one in read(rss(item(title) + item("Second"))).entries] == [expected, "Second"]


def test_an_unescaped_query_stays_what_it_is() -> None:
    link = "https://news.example.org/a?x=1&y=2&copy=3&lang=en"
    plain, wrapped = read(rss(item(link=link) + item(link=f"<![CDATA[{link}]]>"))).entries
    assert (plain.link, wrapped.link) == (link, link)


@pytest.mark.parametrize(
    "before", ["\n\n \t", "\ufeff\n", "Warning: foo() in /x on line 3\n", "<br />\n<b>Notice</b>: x\n", "<!-- c -->"]
)
def test_what_a_program_printed_before_the_declaration_is_no_part_of_the_feed(before: str) -> None:
    document = before + rss(item("Мэр открыл мост"), head='<?xml version="1.0" encoding="windows-1251"?>')
    (found,) = read(document.replace("\ufeff", "").encode("windows-1251")).entries
    assert (found.title, found.link) == ("Мэр открыл мост", GOOD)


@pytest.mark.parametrize(
    "links",
    [
        f'<link href="{GOOD}"/><link rel="enclosure" type="audio/mpeg">https://img.example.org/1.mp3</link>',
        f'<link rel="enclosure">https://img.example.org/1.jpg</link><link rel="alternate" href="{GOOD}"/>',
        f'<link rel="enclosure" href="https://img.example.org/1.jpg"/><link href="{GOOD}"/>',
        f'<link rel="replies">https://news.example.org/c</link><link rel="related" href="/r"/><link href="{GOOD}"/>',
        f'<link rel="alternate" type="application/json" href="/a.json"/><link rel="alternate" href="{GOOD}"/>',
        f'<link rel="http://www.iana.org/assignments/relation/alternate" href="{GOOD}"/>',
        f'<link rel="alternate">{GOOD}</link>',
        f'<link href="javascript:void(0)"/><link href="{GOOD}"/>',
    ],
)
def test_only_the_article_is_the_link(links: str) -> None:
    assert [one.link for one in read(atom(entry(links=links))).entries] == [GOOD]


@pytest.mark.parametrize("rel", ["enclosure", "self", "related", "via", "edit", "replies"])
def test_another_link_never_stands_in_for_the_article(rel: str) -> None:
    links = f'<link rel="{rel}">https://img.example.org/1</link><link rel="{rel}" href="https://img.example.org/2"/>'
    assert [one.link for one in read(atom(entry(links=links))).entries] == [""]


@pytest.mark.parametrize(
    "link",
    [
        *("JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "&#106;avascript:alert(1)"),
        *("javascript:0/1", "javascript://news.example.org/%0aalert(1)", "data:text/html,x", "vbscript:x"),
        *(
            "file:///etc/passwd",
            "mailto:a@b.example",
            "tel:123",
            "about:blank",
            "urn:uuid:1",
            "http://[::1",
            "https://",
            "https://news.example.org:99999/a",
        ),
    ],
)
def test_what_is_no_address_of_the_web_is_no_link_and_costs_no_entry(link: str) -> None:
    found = read(rss(item(link=link) + item("Second")))
    assert [one.link for one in found.entries] == ["", GOOD]
    assert not found.dead


def test_an_empty_guid_is_no_identity_whatever_it_is_made_of() -> None:
    guids = ("<guid/>", "<guid></guid>", "<guid> </guid>", "<guid>&#160;</guid>", "<guid><![CDATA[]]></guid>")
    found = read(rss("".join(item(link=f"/{n}", more=guid) for n, guid in enumerate(guids))))
    assert [one.guid for one in found.entries] == [""] * 5
    assert len({one.link for one in found.entries}) == 5


def test_a_guid_that_is_no_address_is_no_link() -> None:
    guids = "".join(f"<item><title>x</title><guid>{guid}</guid></item>" for guid in ("12345", "https://ex.org/g"))
    assert [one.link for one in read(rss(guids)).entries] == ["", "https://ex.org/g"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("&lt;![CDATA[ F &amp; G ]]&gt;", "F & G"),
        ("<![CDATA[<![CDATA[Ferry]]>]]&gt;", "Ferry"),
        ("&amp;lt;![CDATA[deep]]&amp;gt;", "deep"),
        ("&lt;![CDATA[<b>F</b>]]&gt;", "F"),
        ("pre &lt;![CDATA[mid]]&gt; post", "pre mid post"),
    ],
)
def test_markers_of_cdata_that_were_escaped_are_taken_off(title: str, expected: str) -> None:
    (found,) = read(rss(item(title, more=f"<description>{title}</description>"))).entries
    assert found.title == expected
    assert "CDATA" not in found.summary


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>b</b> &lt; C</div></title>', "A b < C"),
        ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One<br/>Two</div></title>', "One Two"),
        ('<title type="html">&lt;b&gt;A&lt;/b&gt; &amp;amp; B &amp;lt;table&amp;gt;</title>', "A & B <table>"),
        ('<title type="html"><![CDATA[x <i>y</i><script>z()</script>]]></title>', "x y"),
        ('<title type="text">Why a &lt;table&gt; and AT&amp;T</title>', "Why a <table> and AT&T"),
        ("<title>&lt;table&gt;</title>", "<table>"),
    ],
)
def test_a_headline_loses_its_tags_and_keeps_its_angle_brackets(title: str, expected: str) -> None:
    (found,) = read(atom(entry(title))).entries
    assert (found.title, found.plain_title) == (expected, "<" in expected)


@pytest.mark.parametrize(
    ("title", "expected", "is_plain"),
    [
        ("Why a &lt;table&gt; broke the page", "Why a <table> broke the page", True),
        ("&lt;b&gt;A&lt;/b&gt; B", "A B", False),
        ("<![CDATA[<h2>F <em>(b)</em></h2>]]>", "F (b)", False),
        ("5 &lt; 6", "5 < 6", True),
        ("A&lt;br&gt;B", "A<br>B", False),  # the normaliser's
        ("AT&amp;amp;T", "AT&T", False),
        ("One\n     two", "One two", False),
    ],
)
def test_a_headline_of_rss_is_markup_where_a_tag_is_closed(title: str, expected: str, is_plain: bool) -> None:
    (found,) = read(rss(item(title))).entries
    assert (found.title, found.plain_title) == (expected, is_plain)


def test_an_angle_bracket_that_is_a_character_reaches_the_article() -> None:
    for document in (rss(item("Why a &lt;table&gt; broke")), atom(entry("<title>Why a &lt;table&gt; broke</title>"))):
        assert normalise(read(document).entries[0]).title == "Why a <table> broke"


def test_hostile_headlines_are_left_to_the_normaliser_that_counts_their_tags() -> None:
    (found,) = read(atom(entry(f'<title type="html">{"&lt;b&gt;" * 500}x</title>'))).entries
    assert found.title.count("<b>") == 500


def test_each_entry_has_its_own_language_else_the_feeds() -> None:
    own = entry(attributes=' xml:lang="en"') + entry('<title xml:lang="fr">T</title>') + entry()
    assert [one.language for one in read(atom(own, ' xml:lang="de"')).entries] == ["en", "fr", "de"]
    dublin = '<dc:language xmlns:dc="http://purl.org/dc/elements/1.1/">fr</dc:language>'
    items = item() + item(more=dublin) + item()
    assert [one.language for one in read(rss(items, channel="<language>uk_UA</language>")).entries] == [
        "uk-UA",
        "fr",
        "uk-UA",
    ]


def test_relative_links_are_relative_to_the_feed_and_to_xml_base() -> None:
    found = read(
        rss(
            item(link="/a")
            + item(link="b")
            + item(link="//cdn.example/c")
            + item(link="#top")
            + item(link="www.ex.org/d")
        )
    )
    expected = ["https://news.example.org/a", "https://news.example.org/feeds/b", "https://cdn.example/c"]
    assert [one.link for one in found.entries] == [*expected, "", "http://www.ex.org/d"]
    based = atom(entry(links='<link href="x"/>'), ' xml:base="https://other.example/dir/"')
    assert [one.link for one in read(based, url=URL).entries] == ["https://other.example/dir/x"]
