"""Folding: a copy of a text made for matching, and the way back to the characters it came from.

Case, diacritics, width and the many forms of quotes and dashes fold away. Everything that is not a letter or a digit
becomes one space, so that a pattern with a space at its ends matches whole words. Ukrainian й, ї, і and ґ stay letters
of their own. Almost every text folds character for character; only where it does not (ß, ligatures, combining marks,
Arabic vowel signs) is a map of offsets kept.
"""

import unicodedata
from bisect import bisect_left
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy

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


@lru_cache(maxsize=4)  # the scan, and then the cues, ask about the same text
def fold(text: str) -> Folded:
    """The folded copy of `text`, with its way back."""
    folded = _fold_evenly(text)
    return _fold_slowly(text) if folded is None else Folded(f" {folded} ", None, len(text))


def fold_name(text: str) -> str:
    """A name as the scanner looks for it: folded, no spaces at its ends. `U.S. Navy` keeps two between its words."""
    folded = _fold_evenly(text)
    return (_fold_slowly(text).text if folded is None else folded).strip()


def _fold_evenly(text: str) -> str | None:
    """The folded copy where every character gives exactly one; None where it does not."""
    if text.isascii():
        return text.encode().translate(_ascii()).decode()
    folded = _wide_table().fold(text) if len(text) > _SHORT else None
    if folded is None and all(_is_even(character) for character in set(text) - _EVEN):
        return text.translate(_TABLE)  # short, or with emoji
    return folded


def _is_even(character: str) -> bool:
    """Whether the character folds to exactly one; once it is known to, it is not asked about again."""
    if len(_TABLE[ord(character)]) == 1:
        _EVEN.add(character)
        return True
    return False


def _fold_slowly(text: str) -> Folded:
    pieces, starts = [" "], [0]
    combining = unicodedata.combining
    at, length = 0, len(text)
    while at < length:
        end = at + 1
        while end < length and text[end] >= _FIRST_MARK and combining(text[end]):
            end += 1
        folded = _TABLE[ord(text[at])] if end == at + 1 else _fold_cluster(text[at:end])
        pieces.append(folded)
        starts += [at] * len(folded)
        at = end
    pieces.append(" ")
    starts.append(length)
    return Folded("".join(pieces), starts, length)


@lru_cache(maxsize=1024)
def _fold_cluster(cluster: str) -> str:
    """A letter with its combining marks, which may be one letter of its own: и and its breve are й."""
    return "".join(_TABLE[ord(character)] for character in unicodedata.normalize("NFC", cluster))


def _fold_character(character: str) -> str:
    lower = character.lower()
    if character == "İ":
        return "i"
    if lower in _KEPT or lower in _SINGLE:
        return _SINGLE.get(lower, lower)
    if "\u4e00" <= character <= "\u9fff":
        return _simplified().get(character, character)
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


@cache
def _simplified() -> dict[str, str]:
    """Traditional Chinese letters and the simplified ones that they fold to: 蘇丹 is 苏丹."""
    written, folded = _CHINESE.read_text(encoding="utf-8").splitlines()[-2:]
    return dict(zip(written, folded, strict=True))


class _Table(dict[int, str]):
    """Folds each character once per process."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


_TABLE = _Table()
_EVEN: set[str] = set()
_CHINESE = Path(__file__).parent / "data" / "simplified.tsv"
_FIRST_MARK = "\u0300"  # below it no character combines
_SHORT = 100  # characters: below, one look-up each is as fast as NumPy
_UNSEEN, _ODD = 0xFFFF, 0xFFFE  # no characters: what the wide table holds for what it cannot fold one to one


@cache
def _ascii() -> bytes:
    return bytes(ord(_TABLE[code]) if code < 0x80 else 0 for code in range(0x100))


class _Wide:
    """Folds a long text at once: a table of the first 65,536 characters, filled as they are met."""

    def __init__(self) -> None:
        import numpy as np  # a tenth of a second, which a command that folds only names does not need

        self._array, self._unique = np.frombuffer, np.unique
        self._folded: numpy.ndarray[tuple[int], numpy.dtype[numpy.uint16]]
        self._folded = np.full(0x10000, _UNSEEN, dtype="<u2")

    def fold(self, text: str) -> str | None:
        codes = self._array(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
        folded = self._folded[codes]
        worst = folded.max()
        if worst == _UNSEEN:
            self._meet(codes[folded == _UNSEEN])
            folded = self._folded[codes]
            worst = folded.max()
        return None if worst == _ODD else folded.tobytes().decode("utf-16-le")

    def _meet(self, codes: "numpy.ndarray[tuple[int], numpy.dtype[numpy.uint16]]") -> None:
        for code in self._unique(codes).tolist():
            letters = _TABLE[code]
            even = len(letters) == 1 and ord(letters) < _ODD and not 0xD800 <= code <= 0xDFFF
            self._folded[code] = ord(letters) if even else _ODD


@cache
def _wide_table() -> _Wide:
    return _Wide()
