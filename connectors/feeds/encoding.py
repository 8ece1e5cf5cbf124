"""From the bytes of a feed document to text. Documents and servers say what they are, and often lie. Pure.

What is valid UTF-8 is UTF-8, whoever says otherwise: no other encoding looks like it by chance. Then the header and
the declaration are heard, each only where the bytes bear it out. Nothing is decoded by a guess that could be wrong:
Cyrillic read as Western letters would be stored as nonsense for good.
"""

import codecs
import re
from collections.abc import Iterator

from schemas.errors import RejectedEntry

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, with whose mark it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HEAD = 128  # bytes by whose zeros wide characters are known: markup is ASCII at first
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})\s*["']""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
PROLOGUE = 2_048  # bytes in which a declaration is looked for: blank lines and warnings of programs stand before it

# Codecs of Python that no feed is written in, and that a hostile one could make slow.
_UNTRUSTED = frozenset({"unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined", "utf-7"})
_EASTERN = frozenset({"gb18030", "big5hkscs", "cp949", "cp932", "euc_jp", "hz", "johab", "euc_jis_2004"})
_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
# What people call an encoding, and what they write in: the larger one, as browsers have it.
_LARGER = {
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    **{"euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs", "tis-620": "cp874", "iso8859-9": "cp1254"},
}
_SPELLINGS = {
    **{"x-sjis": "cp932", "x-gbk": "gb18030", "x-euc-jp": "euc_jp", "x-big5": "big5hkscs", "ks_c_5601": "cp949"},
    **{"iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8"},
    **{"iso-8859-11": "cp874", "x-mac-cyrillic": "mac_cyrillic", "ansi": "cp1252", "koi8-ru": "koi8-u"},
}
_WINDOWS = re.compile(r"(?:x-)?(?:win|windows|cp|ms)[-_ ]?(125\d|874|949|932|866)")
_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\xa8-\xff]{4,}")  # Western words have no four letters above ASCII beside each other
_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")
WESTERN = 0.2  # share of letters above ASCII that Western European text stays below, and no other alphabet does
FEW = 6  # characters above ASCII that may look like UTF-8 by chance
DAMAGED = 0.1  # share of broken characters above ASCII up to which text is UTF-8 with damage


def bom(data: bytes) -> str:
    """The encoding that a byte-order mark names, or ""."""
    return next((encoding for mark, encoding in BOMS if data.startswith(mark)), "")


def charset(content_type: str) -> str:
    """The character set that a Content-Type header names, or ""."""
    match = _CHARSET.search(content_type)
    return match[1] if match else ""


def decoded(document: bytes, header: str = "") -> str:
    """The text. `header` is the character set that the server names. Raises RejectedEntry `encoding`."""
    if (text := _wide(document)) is not None:
        return text
    document = document.removeprefix(codecs.BOM_UTF8)
    names = list(_named(document, header))
    if (text := _as_utf8(document, names)) is not None:
        return text
    for name in names:
        if name in _WESTERN and not _is_western(document):
            continue
        if (text := _strict(document, name)) is not None:
            return text
    if _is_western(document):
        return document.decode("windows-1252", "replace")
    raise RejectedEntry("encoding", "neither the declared encoding nor UTF-8, and not Western text: recode the file")


def _wide(document: bytes) -> str | None:
    """Text in units of two or four bytes, by its mark or its first characters."""
    mark = bom(document)
    name = mark or _width(document[:HEAD])
    if not name or mark == "utf-8-sig":
        return None
    text = document.decode(name, "replace")
    return text if "<" in text or "{" in text else None


def _width(head: bytes) -> str:
    """The encoding in units of two or four bytes whose zeros these are, or ""."""
    zeros = [head[start::4].count(0) * 8 > len(head) for start in range(4)]  # in more than half of the places
    match zeros:
        case [False, True, True, True]:
            return "utf-32-le"
        case [True, True, True, False]:
            return "utf-32-be"
        case [False, True, False, True]:
            return "utf-16-le"
        case [True, False, True, False]:
            return "utf-16-be"
    return ""


def _named(document: bytes, header: str) -> Iterator[str]:
    """Encodings that the server and the document name, the likelier first.

    The header wins, because proxies recode and say so, except ISO-8859-1: that is what servers say unasked.
    """
    match = _DECLARED.search(document[:PROLOGUE])
    sent, declared = _codec(header), _codec(match[1].decode() if match else "")
    for name in (declared, sent) if sent in _WESTERN else (sent, declared):
        if name and not name.startswith(("utf", "utf_")):
            yield name


def _codec(name: str) -> str:
    """Python's name of an encoding made of single bytes or of UTF-8; "" where we know none to trust."""
    name = name.strip().lower()
    if windows := _WINDOWS.fullmatch(name):
        name = f"cp{windows[1]}"
    try:
        canonical = codecs.lookup(_SPELLINGS.get(name, name)).name if name else ""
    except LookupError:
        return ""
    return "" if canonical in _UNTRUSTED else _LARGER.get(canonical, canonical)


def _as_utf8(document: bytes, names: list[str]) -> str | None:
    """The text if it is UTF-8, a few broken characters or not."""
    if b"\x1b" in document and any(name.startswith("iso2022") for name in names):
        return None
    text = document.decode("utf-8", "replace")
    sound, broken = sum(character > "\x7f" for character in text), text.count("\ufffd")
    if broken > DAMAGED * sound:
        return None
    # A few characters of Chinese in two bytes each can pass for UTF-8, in which they would take three.
    is_doubtful = 0 < sound <= FEW and names and names[0] in _EASTERN and max(text) < "\u0800"
    return None if is_doubtful and _strict(document, names[0]) is not None else text


def _strict(document: bytes, name: str) -> str | None:
    try:
        return document.decode(name)
    except (UnicodeError, LookupError):
        return document.decode("latin-1") if name == "cp1252" else None


def _is_western(document: bytes) -> bool:
    high, letters = len(_HIGH.findall(document)), len(_LETTER.findall(document))
    return high <= WESTERN * letters and sum(map(len, _RUN.findall(document))) <= WESTERN * high
