"""Article text is hostile: what it must lose before a person, a terminal, a mail server or a chat reads it.

Nothing here knows of alerts. Escaping for HTML or Markdown is the business of `formats`; what is removed here could do
harm in any of them: control characters (a second mail header, a terminal's escape), changes of writing direction (text
that looks like another), invisible characters, towers of accents, and mentions that would ring a whole channel.
"""

import re
import unicodedata
from urllib.parse import quote, urlsplit

SHOWN = "�"  # stands for a character that must not be read
_LAST = (0xFFFE, 0xFFFF)  # of each plane: never a character, and no XML holds the first two
_TURNS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]  # embeddings, overrides, isolates
_NO_CHARACTERS = [*range(0xFDD0, 0xFDF0), *(plane + last for plane in range(0, 0x110000, 0x10000) for last in _LAST)]
_CONTROLS = [*range(32), *range(127, 160), 0x2028, 0x2029, *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000)]
_VISIBLE = dict.fromkeys([*_CONTROLS, *_NO_CHARACTERS, *_TURNS], SHOWN) | {
    9: " ",
    10: "␤",
    13: " ",
    0x2028: "␤",
    0x2029: "␤",
}
_INVISIBLE = dict.fromkeys(  # but the two joiners, which Persian and Indian scripts are written with
    [0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x2060, 0x2065), 0xFEFF, *range(0xE0000, 0xE0080)], None
)
_BREAKS = {9: " ", 10: " ", 13: " ", 0x85: " ", 0x2028: " ", 0x2029: " "}
_SPACES = re.compile(r"\s+")
_MARKS = ("Mn", "Me")
_TOWER = 4  # accents on one letter; no language writes more
_MENTION = re.compile(r"(?<!\w)@(?=\w)|<(?=[!@#])")
_LINK_SAFE = "!#$%&'()*+,/:;=?[]~"  # no @: in a chat it would call somebody
LONGEST_LINK = 2000


def plain(text: str) -> str:
    """The text with control characters and changes of direction made visible, one for one: offsets stay right."""
    return text.translate(_VISIBLE)


def line(text: str, limit: int) -> str:
    """One line of at most `limit` characters that is safe to show anywhere, once escaped for its format."""
    return clip(stretch(text[: 8 * limit]).strip(), limit)


def stretch(text: str) -> str:
    """The same for a part of a line: the spaces at its ends stay, but no two in a row."""
    return _level(_SPACES.sub(" ", plain(text.translate(_BREAKS)).translate(_INVISIBLE)))


def clip(text: str, limit: int) -> str:
    """At most `limit` characters; an ellipsis says where something is missing, never inside of a letter."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and unicodedata.category(text[end]) in (*_MARKS, "Mc", "Cf"):
        end -= 1
    return text[:end].rstrip() + "…"


def unmentioned(text: str) -> str:
    """Nobody is called by an article: `@everyone` and `<!channel>` become words."""
    return _MENTION.sub(lambda found: "@\u200b" if found[0] == "@" else "‹", text)


def link(url: str) -> str:
    """A web address that can be followed and does not hide where it leads; "" for anything else."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or len(url) > LONGEST_LINK:
        return ""
    if plain(url.strip()) != url.strip() or any(character.isspace() for character in url.strip()):
        return ""
    return quote(url.strip(), safe=_LINK_SAFE)


def _level(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    height = 0
    for character in text:
        height = height + 1 if unicodedata.category(character) in _MARKS else 0
        if height <= _TOWER:
            kept.append(character)
    return "".join(kept)
