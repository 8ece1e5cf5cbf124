"""`fingerprint`: a MinHash of a text's word pairs, and what may not differ between copies (see schemas.fingerprint).

Only the lead counts: the title, and the first words of the text behind its dateline. Outlets cut wire stories at
different lengths, and one prints the headline and two sentences where the other prints it all.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pipeline.text.credit import dateline
from pipeline.text.polarity import MOODS, NEGATION, classes, fold
from schemas.fingerprint import HASHES, NAME_DIGITS

LEAD_CHARACTERS = 600
LEAD_WORDS = 70
SENTENCES = 3
MAX_NAMES = 10
CLOSE_READING = 30  # words: of texts this short without capital letters, every longer word is taken for a name

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|\d+(?:[.,]\d+)*|[^\W\d_{_UNSPACED}]+")
_SENTENCE = re.compile(r"(?<=[.!?…؟])[\"»”’)\]]*\s+(?=[\"«“„(\[\d]|[^\W\d_a-zа-яіїєґ])|(?<=[。！？])|\n")
_CUT_OFF = ("…", "...", "[…]", "[...]")


class Token(NamedTuple):
    """A word as a fingerprint sees it."""

    hash: int
    classes: str
    is_number: bool
    is_capital: bool
    is_lower: bool
    is_long: bool


def fingerprint(title: str, text: str, language: str) -> str:
    """The fingerprint of an article; "" where it has no words."""
    headline, sentences = _tokens(title[:LEAD_CHARACTERS], language), _sentences(text, language)
    tokens = [*headline, *(token for sentence in sentences for token in sentence)][:LEAD_WORDS]
    if not tokens:
        return ""
    close = len(tokens) < CLOSE_READING
    units = [_unit(part, close) for part in (headline, *sentences[:SENTENCES])]
    return f"{_signature(tokens)}:{len(tokens)}:{';'.join(units)}"


def _sentences(text: str, language: str) -> list[list[Token]]:
    """The sentences of the lead. One that the feed cut off says nothing reliable, unless it is the only one."""
    lead = text[dateline(text) :][:LEAD_CHARACTERS].rstrip()
    sentences = [tokens for sentence in _SENTENCE.split(lead) if (tokens := _tokens(sentence, language))]
    return sentences[:-1] if len(sentences) > 1 and lead.endswith(_CUT_OFF) else sentences


def _tokens(text: str, language: str) -> list[Token]:
    return [_token(word, language) for word in _WORD.findall(text)]


@lru_cache(maxsize=32768)
def _token(word: str, language: str) -> Token:
    folded = fold(word)
    return Token(
        hash=zlib.crc32(folded.encode("utf-8", "replace")),
        classes=classes(folded, language),
        is_number=word[0].isdigit(),
        is_capital=word[0].isupper(),
        is_lower=word.islower(),
        is_long=len(word) > 3,
    )


def _signature(tokens: Sequence[Token]) -> str:
    """MinHash over pairs of neighbouring words: 60 minima, eight bits of each."""
    hashes = np.array([token.hash for token in tokens], dtype=np.uint64)
    pairs = hashes if len(hashes) == 1 else hashes[:-1] * _LEFT + hashes[1:] * _RIGHT
    minima = ((pairs[:, None] * _FACTORS + _OFFSETS) >> _HIGH).min(axis=0)
    signature: str = (minima & _LOW).astype(np.uint8).tobytes().hex()
    return signature


def _unit(tokens: Sequence[Token], close: bool) -> str:
    found = "".join([token.classes for token in tokens])
    negations = min(found.count(NEGATION), 9)
    moods = "".join(name for name in MOODS if name in found)
    numbers = [token for token in tokens if token.is_number]
    return f"{f'N{negations}' if negations else ''}{moods}.{_digits(_names(tokens, close))}.{_digits(numbers)}"


def _names(tokens: Sequence[Token], close: bool) -> list[Token]:
    """Words that begin with a capital inside the sentence. In Headlines Set Like This capitals say nothing."""
    capitals = [token for token in tokens[1:] if token.is_capital]
    if len(capitals) <= 0.6 * len(tokens) and any(token.is_lower and token.is_long for token in tokens):
        return capitals
    return [token for token in tokens if token.is_long and not token.is_number] if close else []


def _digits(tokens: Sequence[Token]) -> str:
    """Three hex digits for each of the first different words."""
    hashes = dict.fromkeys(token.hash % 16**NAME_DIGITS for token in tokens)
    return "".join(f"{value:0{NAME_DIGITS}x}" for value in list(hashes)[:MAX_NAMES])


def _stream(count: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Pseudo-random odd numbers of 64 bits (splitmix64), the same for ever: stored fingerprints depend on them."""
    mask, numbers = 2**64 - 1, []
    for _ in range(count):
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        mixed = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        numbers.append((mixed ^ (mixed >> 31)) | 1)
    return np.array(numbers, dtype=np.uint64)


_FACTORS, _OFFSETS = _stream(HASHES, 1), _stream(HASHES, 2)
_LEFT, _RIGHT = _stream(2, 3)
_HIGH, _LOW = np.uint64(32), np.uint64(0xFF)
