"""Folding: a copy of a text made for matching, and the way back to the characters it came from.

Case, diacritics, width and the many forms of quotes and dashes fold away. Everything that is not a letter or a digit
becomes one space, so that a pattern with a space at its ends matches whole words. Ukrainian й, ї, і and ґ stay letters
of their own. Almost every text folds character for character; only where it does not (ß, ligatures, combining marks,
Arabic vowel signs) is a map of offsets kept.
"""

import re
import unicodedata
from bisect import bisect_left
from typing import NamedTuple

_KEPT = frozenset("йїґўђћѓќ")  # their marks tell letters apart, they do not decorate one
_SINGLE = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ə": "a", "ŀ": "l", "ɓ": "b", "ɗ": "d",
    "ё": "е",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي", "ێ": "ي",
    "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه",
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij",
}  # fmt: skip
_APOSTROPHES = frozenset("\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02ca\u02cb\ua78c")
_VANISHING = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u0640"
)


class Folded(NamedTuple):
    """`text` begins and ends with a space, so that a name at either end is a whole word too."""

    text: str
    starts: list[int] | None  # code point of the original for each folded character; None: one to one
    length: int

    def start(self, index: int) -> int:
        """The original's code point that folded character `index` comes from."""
        if self.starts is None:
            return min(max(index - 1, 0), self.length)
        return self.starts[index]

    def end(self, index: int) -> int:
        """Where the original's characters end that gave the folded ones before `index`."""
        if self.starts is None:
            return min(max(index - 1, 0), self.length)
        # The end of a name is where the next folded character begins: combining marks belong to the letter before.
        last = self.starts[index - 1] if index else 0
        if index < len(self.starts) and self.starts[index] > last:
            return self.starts[index]
        return min(last + 1, self.length)

    def place(self, offset: int) -> int:
        """The folded character that the original's code point `offset` gave."""
        if self.starts is None:
            return offset + 1
        return bisect_left(self.starts, offset, lo=1)


def fold(text: str) -> Folded:
    """The folded copy of `text`, with its way back."""
    if _IRREGULAR.search(text) is None:
        folded = text.translate(_TABLE)
        if len(folded) == len(text):  # marks of scripts beyond the ones looked at above
            return Folded(f" {folded} ", None, len(text))
    return _fold_slowly(text)


def fold_name(text: str) -> str:
    """A name as the scanner looks for it: folded, no spaces at its ends. `U.S. Navy` keeps two between its words."""
    return fold(text).text.strip()


def _fold_slowly(text: str) -> Folded:
    pieces = [" "]
    starts = [0]
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        cluster = text[at] if end == at + 1 else unicodedata.normalize("NFC", text[at:end])
        folded = "".join(_TABLE[ord(character)] for character in cluster)
        pieces.append(folded)
        starts.extend([at] * len(folded))
        at = end
    pieces.append(" ")
    starts.append(len(text))
    return Folded("".join(pieces), starts, len(text))


def _fold_character(character: str) -> str:
    lower = character.lower()
    if character == "İ":
        return "i"
    if lower in _KEPT or lower in _SINGLE:
        return _SINGLE.get(lower, lower)
    if character in _VANISHING or unicodedata.combining(character):
        return ""
    decomposed = unicodedata.normalize("NFKD", lower)
    if len(decomposed) > 1 or decomposed != lower:
        return "".join(_fold_part(part) for part in decomposed if not unicodedata.combining(part)) or " "
    return _fold_part(lower)


def _fold_part(character: str) -> str:
    if character in _SINGLE:
        return _SINGLE[character]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _APOSTROPHES:  # letters to Unicode, marks to people
        return " "
    return character.lower() if character.isalnum() else " "


class _Table(dict[int, str]):
    """Folds each character once per process."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _irregular() -> re.Pattern[str]:
    """Characters that do not fold to exactly one. Only planes where such letters live are asked, once."""
    odd = [chr(code) for code in range(0xA0, 0x3400) if len(_TABLE[code]) != 1]
    odd += [chr(code) for code in range(0xF900, 0x10000) if len(_TABLE[code]) != 1]
    return re.compile(
        "[" + "".join(map(re.escape, odd)) + "\U0001d165-\U0001d1ad\U000e0100-\U000e01ef\U0001f100-\U0001f2ff]"
    )


_TABLE = _Table()
_IRREGULAR = _irregular()
