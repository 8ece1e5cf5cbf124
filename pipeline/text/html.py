"""Markup to text. What carries no markup passes code point for code point; everything else becomes readable lines.

A feed's body may be plain text, plain text with entities, HTML, or HTML that was escaped once too often. The first
kind is left alone, down to its double spaces. HTML is parsed by lexbor (selectolax), as a browser would, and every
block element becomes a line. Feeds are hostile: nesting costs lexbor quadratic time, so markup is counted first.
"""

import html
import re

from selectolax.lexbor import LexborHTMLParser

from pipeline.text.boilerplate import strip_boilerplate
from pipeline.text.data import rows
from schemas.errors import RejectedEntry

MAX_CHARACTERS = 1_000_000
MAX_TAGS = 10_000  # nested ten thousand deep they still parse in a fifth of a second; real articles have some hundreds
ESCAPE_LEVELS = 3  # `&amp;amp;quot;` has been seen; more is no feed's honest mistake

_ELEMENTS = rows("elements.tsv")
_SILENT = [name for name, kind in _ELEMENTS if kind == "silent"]
_BLOCKS = [name for name, kind in _ELEMENTS if kind == "block"]

# `a<b` and "5 < 6 troops" are not markup: a tag has a known name and closes, or goes on with an attribute.
_NAMES = "|".join(name for name, _ in _ELEMENTS)
_TAG = re.compile(
    rf"</?(?:{_NAMES})(?:\s*/?>|\s+[\w:-]+\s*=)|<(?:script|video|audio|iframe|details|input|option)\s[^<>]*>"
    r"|<!--|</?[a-z]{1,8}:[a-z]{1,12}\s*/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(_BLOCKS)})[\s/>]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_SPACE = re.compile(r"\s+")
_SPACE_IN_LINE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")

_HIDDEN = "[hidden],[style*='display:none' i],[style*='display: none' i],[style*='visibility:hidden' i]"
_BLOCK_SELECTOR = ",".join(_BLOCKS)


def to_text(source: str, levels: int = ESCAPE_LEVELS) -> str:
    """The text of a body. Text without markup is returned as it is."""
    if "<" not in source and "&" not in source:
        return source
    if "<![CDATA[" in source:  # a wrapper that some exporter forgot to unwrap
        source = _CDATA.sub("", source)
    if _TAG.search(source):
        return strip_boilerplate(_lines(source))
    decoded = _decode(source)
    return decoded if decoded == source or levels == 0 else to_text(decoded, levels - 1)


def to_title(source: str) -> str:
    """The text of a title: like a body's, on one line where there was markup."""
    if "<" not in source and "&" not in source:
        return source
    text = to_text(source)
    return _SPACE.sub(" ", text).strip() if _TAG.search(source) else text


def has_markup(source: str) -> bool:
    return _TAG.search(source) is not None


def check_size(source: str) -> None:
    """Raises RejectedEntry for what would cost more to read than any article is worth."""
    if len(source) > MAX_CHARACTERS:
        raise RejectedEntry("oversized", f"{len(source)} characters in one field; at most {MAX_CHARACTERS} are read")
    if (tags := source.count("<")) > MAX_TAGS:
        raise RejectedEntry("oversized", f"{tags} tags in one field; at most {MAX_TAGS} are read")


def _lines(source: str) -> str:
    """HTML as lines of text, one per block element, white space collapsed as a browser shows it."""
    if _BLOCK_TAG.search(source):
        source = _SPACE.sub(" ", source)  # else its own line breaks are all the structure there is
    tree = LexborHTMLParser(source)
    for node in tree.css(_HIDDEN):
        node.decompose()
    tree.strip_tags(_SILENT)
    for node in tree.css(_BLOCK_SELECTOR):
        node.insert_before("\n")
        node.insert_after("\n")
    for node in tree.css("td,th"):
        node.insert_after(" ")
    text = _decode(tree.root.text() if tree.root else "")
    return _BREAKS.sub("\n", _SPACE_IN_LINE.sub(" ", text)).strip()


def _decode(text: str) -> str:
    """Entities to characters; only those that end in `;`, so that "AT&T" and "?a=1&copy=2" stay what they are."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text
