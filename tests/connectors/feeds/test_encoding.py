"""Characters: who is believed when server, declaration and bytes say different things."""

import codecs

import pytest

from connectors.feeds.encoding import charset, decoded
from schemas.errors import RejectedEntry
from tests.connectors.feeds.documents import item, read, rss

CYRILLIC = "Мэр открыл новый мост в Киеве"
TEXTS = {
    **dict.fromkeys(("windows-1251", "koi8-r", "koi8-u", "iso-8859-5", "cp866"), CYRILLIC),
    **{
        "gb2312": "法国士兵在顿巴斯训练",
        "gbk": "法国士兵",
        "big5": "法國士兵",
        "euc-kr": "프랑스 군인",
        "shift_jis": "フランス兵",
    },
    **{"euc-jp": "フランス兵", "iso-2022-jp": "フランス兵", "windows-1256": "جنود فرنسيون", "tis-620": "ทหาร"},
    **{
        "iso-8859-9": "Fransız şğİı",
        "windows-1250": "żołnierze",
        "iso-8859-2": "żołnierze",
        "windows-1253": "στρατιώτες",
    },
    **{"windows-1255": "חיילים", "iso-8859-15": "œuvre à 5 €", "windows-1252": "“l’armée” – 5 €"},
}


def title(document: bytes, content_type: str = "text/xml") -> str:
    return read(document, content_type).entries[0].title


def feed(text: str, declared: str) -> str:
    return rss(item(text), head=f'<?xml version="1.0" encoding="{declared}"?>' if declared else "")


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_what_the_declaration_or_the_server_says_is_heard(name: str, text: str) -> None:
    assert title(feed(text, name).encode(name)) == text
    assert title(b"\n\n " + feed(text, name).encode(name)) == text
    assert title(feed(text, "").encode(name), f'text/xml; Charset="{name.upper()}"') == text


@pytest.mark.parametrize("name", ["windows-1251", "koi8-r", "iso-8859-5"])
@pytest.mark.parametrize("lie", ["utf-8", "ISO-8859-1", "us-ascii", "none", "utf-16", "hex"])
def test_a_lie_of_the_one_gives_way_to_the_truth_of_the_other(name: str, lie: str) -> None:
    assert title(feed(CYRILLIC, name).encode(name), f"text/xml; charset={lie}") == CYRILLIC
    assert title(feed(CYRILLIC, lie).encode(name), f"text/xml; charset={name}") == CYRILLIC


@pytest.mark.parametrize("lie", ["ISO-8859-1", "windows-1251", "gb2312", "UTF-16", "x-unknown", ""])
def test_utf_8_is_utf_8_whoever_says_otherwise(lie: str) -> None:
    document = feed(CYRILLIC, lie).encode()
    assert title(document, f"text/xml; charset={lie}") == CYRILLIC


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"])
def test_wide_characters_and_marks_are_known_by_their_bytes(name: str) -> None:
    assert title(feed(CYRILLIC, "ISO-8859-1").encode(name)) == CYRILLIC
    assert title(f"\n  {feed(CYRILLIC, '')}".encode(name)) == CYRILLIC


def test_a_mark_that_lies_is_not_believed() -> None:
    document = codecs.BOM_UTF8 + feed(CYRILLIC, "windows-1251").encode("windows-1251")
    assert title(document) == CYRILLIC


def test_one_broken_character_does_not_make_utf_8_another_encoding() -> None:
    document = feed(CYRILLIC * 3, "").encode().replace("й".encode(), b"\xd0", 1)
    assert title(document, "text/xml; charset=iso-8859-1").replace("\ufffd", "й") == CYRILLIC * 3


def test_cyrillic_that_nobody_names_is_refused_not_stored_as_nonsense() -> None:
    with pytest.raises(RejectedEntry, match="recode"):
        decoded(feed(CYRILLIC, "utf-8").encode("windows-1251"))


@pytest.mark.parametrize("codec", ["hex", "base64", "zlib", "rot13", "unicode_escape", "utf-7", "idna", "punycode"])
def test_codecs_that_no_feed_is_written_in_are_never_run(codec: str) -> None:
    assert title(feed("Caf\u00e9", codec).encode("windows-1252"), f"text/xml; charset={codec}") == "Café"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("text/xml; charset=utf-8", "utf-8"),
        ('application/rss+xml;CHARSET = "Windows-1251"; x=y', "Windows-1251"),
        ("text/xml; charset='koi8-r'", "koi8-r"),
        ("text/xml", ""),
        ("", ""),
    ],
)
def test_the_character_set_of_a_header_is_found(header: str, name: str) -> None:
    assert charset(header) == name
