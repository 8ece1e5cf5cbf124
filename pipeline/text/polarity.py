"""`classes`: how a word turns a sentence, as far as single words tell: negated, planned, doubted, arriving, leaving.

This is no reading of stance (pipeline.claims does that). It only keeps a fingerprint from calling two texts copies
when one says "not" where the other does not. The words stand in `data/polarity.tsv`.
"""

import unicodedata
from functools import cache
from typing import NamedTuple

from pipeline.text.data import rows

NEGATION = "N"
MOODS = "PMAL"


class _Words(NamedTuple):
    """The words of one class in one language: whole, by beginning, by end, by part."""

    name: str
    whole: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    parts: tuple[str, ...]

    def has(self, word: str) -> bool:
        if word in self.whole or word.startswith(self.starts) or word.endswith(self.ends):
            return True
        return any(part in word for part in self.parts)


def classes(word: str, language: str) -> str:
    """The classes of a folded word, such as "N" or "PM"; "" for a plain one, or in a language without a table."""
    return "".join(words.name for words in _table().get(language, ()) if words.has(word))


def fold(word: str) -> str:
    """A word in small letters without diacritics."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).replace("ı", "i")


@cache
def _table() -> dict[str, tuple[_Words, ...]]:
    by_language: dict[str, list[_Words]] = {}
    for name, language, listed in rows("polarity.tsv"):
        by_language.setdefault(language, []).append(_words(name, [fold(word) for word in listed.split(" ")]))
    return {language: tuple(words) for language, words in by_language.items()}


def _words(name: str, listed: list[str]) -> _Words:
    """`word*` begins so, `*word` ends so, `*word*` contains it."""
    parts = tuple(word.strip("*") for word in listed if word.startswith("*") and word.endswith("*"))
    starts = tuple(word[:-1] for word in listed if word.endswith("*") and not word.startswith("*"))
    ends = tuple(word[1:] for word in listed if word.startswith("*") and not word.endswith("*"))
    return _Words(name, frozenset(word for word in listed if "*" not in word), starts, ends, parts)
