"""Tags of broken XML and HTML with their attributes, for what no kept library reads: lists of feeds, sitemaps, heads.

An XML parser stops at the first bare ampersand and recovers by dropping attributes; a browser's parser knows no
outlines and takes quadratic time for hostile nesting. This takes one look at each character. Pure.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_COMMENT = re.compile(r"<(!--)")
_CODE = re.compile(r"<(script|style|template|textarea|xmp)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?([A-Za-z][\w.-]*)(?=[\s/>\"'])")
_ATTRIBUTE = re.compile(r"""([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
_HEAD = re.compile(r"""(?:[^>"']++|"[^"]*"|'[^']*')*+""")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
LONGEST = 16_384  # characters of one tag


class Tag(NamedTuple):
    """A tag, its name and those of its attributes in lower case, names without a prefix."""

    name: str
    is_end: bool
    is_whole: bool  # `<a/>`
    attributes: dict[str, str]
    rest: str  # what stands between this tag's name and the next tag


def tags(text: str, names: frozenset[str]) -> Iterator[Tag]:
    """The tags that have one of these names, in order. A tag ends where the next begins, closed or not."""
    found = [match for match in _TAG.finditer(text) if match[2].lower() in names]
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends[: len(found)], strict=True):
        rest = text[match.end() : min(end, match.end() + LONGEST)]
        attributes = {} if match[1] else _attributes(rest)
        yield Tag(match[2].lower(), bool(match[1]), _is_whole(rest), attributes, rest)


def without_comments(text: str) -> str:
    return "".join(_outside(text, text, _COMMENT, {"!--": "-->"}))


def without_code(text: str) -> str:
    """A page without comments and without what is not markup in it."""
    text = without_comments(text)
    ends = {name: f"</{name}" for name in ("script", "style", "template", "textarea", "xmp")}
    return "".join(_outside(text, text.lower(), _CODE, ends))


def _outside(text: str, lower: str, begin: re.Pattern[str], ends: dict[str, str]) -> Iterator[str]:
    """What stands outside of pieces that begin and end so. Code without an end is the rest; a comment is none."""
    at = 0
    if len(lower) != len(text):  # a letter that is two when it is small
        lower = text
    while match := begin.search(text, at):
        end = ends[match[1].lower()]
        found = lower.find(end, match.end())
        yield text[at:] if found < 0 and end == "-->" else text[at : match.start()]
        if found < 0:
            return
        at = found + len(end)
    yield text[at:]


def unescaped(text: str) -> str:
    """References to characters; only those that end in `;`, so that `?a=1&copy=2` stays what it is."""
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def _attributes(rest: str) -> dict[str, str]:
    """The first of each name that says anything."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(_head(rest)):
        value = unescaped(next(filter(None, match.groups()[1:]), "")).strip()
        if value:
            found.setdefault(match[1].lower(), value)
    return found


def _head(rest: str) -> str:
    """The tag itself; a `>` in quotes does not end it, unless the quotes do not match."""
    balanced = _HEAD.match(rest)
    end = rest.find(">", balanced.end() if balanced else 0)
    return rest if end < 0 else rest[:end]


def _is_whole(rest: str) -> bool:
    return _head(rest).rstrip().endswith("/")
