"""The text of an XML document as parsers can bear it, and whether it is whole. Pure.

feedparser takes what is broken, but not everything: characters that XML forbids, references beyond Unicode, warnings
before the declaration; and some hostile input costs it quadratic time. Both are mended before it sees them.
"""

import re

_DECLARATION = re.compile(r"<\?xml\b[^>]*>", re.IGNORECASE)
_SPACES = re.compile(r"\s{64,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_PAIR = re.compile(
    r"&#(?:[xX]([dD][89abAB][0-9a-fA-F]{2})|(5[56]\d{3}));&#(?:[xX]([dD][c-fC-F][0-9a-fA-F]{2})|(5[67]\d{3}));"
)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_ANY_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel|urlset|sitemapindex|opml|redirect|html)\b", re.IGNORECASE)
_ENDS = {"rss": "rss|channel", "feed": "feed", "rdf": "rdf"}  # in RDF the items follow the channel
_ITEM = re.compile(r"<(/?)(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
# In a CDATA section an ampersand is one; elsewhere it is one where no reference follows.
_AMPERSAND = re.compile(
    r"(<!\[CDATA\[.*?\]\]>)|&(?!#\d{1,9};|#[xX][0-9a-fA-F]{1,8};|[A-Za-z][\w.-]{0,40};|(?:amp|lt|gt|quot)\b)", re.DOTALL
)
PROLOGUE = 4_096  # characters in which the declaration or the root is looked for


def prepared(text: str) -> str:
    """The document from its root element on: no declaration of an encoding, no character that XML forbids.

    Long white space and a CDATA section without an end, which take quadratic time, are shortened and cut off.
    """
    text = _SPACES.sub("\n", _references(without_controls(text))).strip("\ufeff \t\r\n")
    text = _without_prologue(text)
    unclosed = text.find("<![CDATA[", text.rfind("]]>") + 1)
    return _AMPERSAND.sub(lambda match: match[1] or "&amp;", text if unclosed < 0 else text[:unclosed])


def without_controls(text: str) -> str:
    """The text without the characters that XML forbids, which no text needs."""
    return _CONTROL.sub("", text)


def root(text: str) -> str:
    """The name of the root element, lower case, or ""; it is looked for at the beginning only."""
    match = _ANY_ROOT.search(text, 0, PROLOGUE * 4)
    return match[1].lower() if match else ""


def holds_feed(text: str) -> bool:
    """Whether a feed's root element is somewhere at the beginning."""
    return _ROOT.search(text, 0, PROLOGUE * 4) is not None


def cut(text: str) -> tuple[bool, bool]:
    """Whether the document ends before its root element does, and whether it ends inside an entry."""
    found = _ROOT.search(text)
    if found is None or re.search(rf"</(?:[\w.-]+:)?(?:{_ENDS[found[1].lower()]})\b", text, re.IGNORECASE):
        return False, False
    tags = [match[1] for match in _ITEM.finditer(text)]
    return True, tags[-1:] == [""]


def _without_prologue(text: str) -> str:
    """Off goes the declaration, with whatever a program printed before it."""
    declared = _DECLARATION.search(text, 0, PROLOGUE)
    if declared is None:
        return text
    before = _ROOT.search(text, 0, declared.start())
    return text if before else text[declared.end() :].lstrip("\ufeff \t\r\n")


def _references(text: str) -> str:
    return _REFERENCE.sub(_referred, _PAIR.sub(_paired, text)) if "&#" in text else text


def _paired(match: re.Match[str]) -> str:
    """One character that was written as the two halves that it has in UTF-16."""
    high, low = (_code(*match.groups()[i : i + 2]) for i in (0, 2))
    is_pair = 0xD800 <= high < 0xDC00 <= low < 0xE000
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00) if is_pair else match[0]


def _referred(match: re.Match[str]) -> str:
    """The reference itself; nothing for one to a control character, U+FFFD for one to no character of XML."""
    code = _code(match[1], match[2])
    if code < 0x20 or code == 0x7F:
        return match[0] if code in (9, 10, 13) else ""
    is_character = code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return match[0] if is_character else "\ufffd"


def _code(hexadecimal: str | None, decimal: str | None) -> int:
    digits, base = (hexadecimal, 16) if hexadecimal else (decimal or "0", 10)
    digits = digits.lstrip("0") or "0"
    return int(digits, base) if len(digits) < 9 else 0x110000
