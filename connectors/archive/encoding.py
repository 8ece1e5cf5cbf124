"""From bytes to text. JSON Lines and tables must be UTF-8; feed documents say what they are, and often lie. Pure.

Nothing is decoded by a guess that could be wrong: Cyrillic read as Western letters would be stored as nonsense for
good, while a dead letter can be recoded and read again.
"""

import codecs
import re

from connectors.archive.source import bom
from schemas.errors import RejectedEntry

# Codecs of Python that no feed is written in, and that a hostile one could make slow.
_UNTRUSTED = frozenset({"unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined", "utf-7"})
_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"))
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")
WESTERN = 0.2  # share of letters above ASCII that Western European text stays below, and no other alphabet does
DAMAGED = 0.1  # share of broken characters above ASCII up to which text is UTF-8 with damage


def utf8(data: bytes) -> str:
    """Strictly UTF-8. Raises RejectedEntry `encoding`."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise not_utf8(error) from error


def not_utf8(error: UnicodeDecodeError) -> RejectedEntry:
    """The refusal of an entry that is not UTF-8."""
    odd = error.object[error.start : error.start + 1].hex()
    detail = f"not UTF-8: byte 0x{odd} ({error.reason}); recode the file, for instance with `iconv -t utf-8`"
    return RejectedEntry("encoding", detail)


def decoded(document: bytes) -> str:
    """The text of a feed document: by its mark, its declaration, as UTF-8, or as Western text that declares nothing."""
    marked = bom(document) or next((name for start, name in _UNMARKED if document.startswith(start)), "")
    if marked:
        return document.decode(marked, "replace")
    for name in (_declared(document), "utf-8"):
        try:
            return document.decode(name)
        except (UnicodeError, LookupError):
            continue
    return _undeclared(document)


def _declared(document: bytes) -> str:
    """The declared encoding where there is one to trust, blank lines before it or not."""
    match = _DECLARED.match(document)
    name = match[1].decode().lower() if match else "utf-8"
    try:
        canonical = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return "utf-8" if canonical in _UNTRUSTED else {"gb2312": "gb18030"}.get(canonical, canonical)


def _undeclared(document: bytes) -> str:
    """Text that is neither what it declares nor UTF-8."""
    text = document.decode("utf-8", "replace")
    broken, sound = text.count("\ufffd"), sum(character > "\x7f" for character in text)
    if broken <= DAMAGED * sound:
        return text
    if len(_HIGH.findall(document)) <= WESTERN * len(_LETTER.findall(document)):
        return document.decode("windows-1252", "replace")
    raise RejectedEntry("encoding", "neither the declared encoding nor UTF-8, and not Western text: recode the file")
