"""JSON as feeds send it: line breaks and control characters inside of texts, half an emoji, a comma too many, NaN, no
end. It is read strictly first; what is mended costs no entry but the one that is cut. Pure.
"""

import json
import re
from typing import Any, NamedTuple

import msgspec

from connectors.feeds.prepare import without_controls
from schemas.errors import NotAFeed

_TEXT_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[\]}])', re.DOTALL)
_LIST = re.compile(r'"items"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")
_DIGITS = 300  # of a number: Python takes quadratic time for longer ones


class Read(NamedTuple):
    value: Any
    is_cut: bool  # it has no end, and neither has its last item, which is left out


def read(text: str) -> Read:
    """The value of a document. Raises NotAFeed."""
    try:
        return Read(_cleaned(_decoded(text)), is_cut=False)
    except RecursionError as error:
        raise NotAFeed("broken_feed", "JSON that cannot be read: it is nested too deeply") from error
    except ValueError as error:
        found = _items_before_the_cut(text)
        if found is None:
            raise NotAFeed("broken_feed", f"JSON that cannot be read: {error}") from error
        return Read(_cleaned(found), is_cut=True)


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return _LOOSE.decode(_TEXT_OR_COMMA.sub(lambda match: match[1] or "", text))


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _DIGITS else digits


_LOOSE = json.JSONDecoder(strict=False, parse_int=_number, parse_constant=lambda _: None)


def _items_before_the_cut(text: str) -> dict[str, Any] | None:
    """The document with the items that are whole; None where it is no feed that was cut."""
    begun = _LIST.search(text)
    if begun is None:
        return None
    try:
        found = _LOOSE.decode(f"{text[: begun.end()]}]}}")
    except (ValueError, RecursionError):
        return None
    items, at = [], _GAP.match(text, begun.end()).end()  # type: ignore[union-attr]
    while at < len(text):
        try:
            item, end = _LOOSE.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        items.append(item)
        at = _GAP.match(text, end).end()  # type: ignore[union-attr]
    return {**found, "items": items} if items and isinstance(found, dict) else None


def _cleaned(value: Any) -> Any:
    """The value with the texts that XML could hold too, whatever was escaped in them."""
    if isinstance(value, str):
        return without_controls(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return {key: _cleaned(each) for key, each in value.items()} if isinstance(value, dict) else value
