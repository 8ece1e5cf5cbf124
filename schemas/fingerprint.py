"""Near-duplicate fingerprints: how two articles are told to be the same story.

A fingerprint is text: a MinHash signature in hex, then the number of words, then what may not differ, one unit for the
title and one for each of the first sentences. `pipeline.text` makes them, `pipeline.ledger` compares them; the
comparison lives here because stages do not import each other.

    0c7fa1…:23:N1P.4e20a9.;..9b1;N2..

A unit is how many negations there are (`N1`), whether plans (`P`), doubts (`M`), arrivals (`A`), departures (`L`);
then, after dots, three hex digits for each name and for each number. A copy may lack what the original has (a last
sentence, a headline's prefix); what stands in both must agree. So a denial never collides with its assertion.
"""

import operator
from functools import lru_cache
from typing import NamedTuple

HASHES = 60
ROWS = 2  # per band: articles that share a third of their word pairs share one of thirty bands 97 times of 100
NAME_DIGITS = 3
SIMILAR = 0.5  # share of word pairs in common; a copy without its last sentence keeps about two thirds
SHORT, SHORT_SIMILAR = 16, 0.62  # words: a headline in which one word changed
TINY, TINY_SIMILAR = 8, 0.9
CONTAINED, CONTAINED_SIMILAR = 0.75, 0.3  # share of the shorter text that the longer one has; and the least in common


class Unit(NamedTuple):
    """What may not differ in a title or a sentence."""

    negations: str
    moods: str
    names: frozenset[str]
    numbers: frozenset[str]


class Fingerprint(NamedTuple):
    signature: bytes
    words: int
    units: tuple[Unit, ...]


def bands(fingerprint: str) -> tuple[str, ...]:
    """Keys for an index: articles that are near share at least one. () for an article without words."""
    signature = fingerprint.partition(":")[0]
    width = 2 * ROWS
    return tuple(f"{at // width:02d}{signature[at : at + width]}" for at in range(0, len(signature), width))


def near(a: str, b: str) -> bool:
    """Whether two fingerprints are of copies of one text, lightly edited. Symmetric, not transitive."""
    if not a or not b:
        return False
    if a == b:
        return True
    left, right = parse(a), parse(b)
    return _share_band(left, right) and alike(left, right)


def alike(a: Fingerprint, b: Fingerprint) -> bool:
    """`near` for two that share a band. What differs most often, and is told soonest, is asked first."""
    return _nested(a.units[0].numbers, b.units[0].numbers) and _agree(a, b) and _overlap(a, b)


@lru_cache(maxsize=16_384)  # some 25 MB
def parse(fingerprint: str) -> Fingerprint:
    signature, words, units = fingerprint.split(":")
    return Fingerprint(bytes.fromhex(signature), int(words), tuple(_unit(unit) for unit in units.split(";")))


def _unit(text: str) -> Unit:
    polarity, names, numbers = text.split(".")
    negations, moods = (polarity[:2], polarity[2:]) if polarity.startswith("N") else ("", polarity)
    return Unit(negations, moods, _cut(names), _cut(numbers))


def _cut(digits: str) -> frozenset[str]:
    return frozenset(digits[at : at + NAME_DIGITS] for at in range(0, len(digits), NAME_DIGITS))


def _share_band(a: Fingerprint, b: Fingerprint) -> bool:
    return any(a.signature[at : at + ROWS] == b.signature[at : at + ROWS] for at in range(0, HASHES, ROWS))


def _overlap(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether two texts share enough word pairs, or one is mostly contained in the other."""
    equal: int = sum(map(operator.eq, a.signature, b.signature))
    similarity = equal / HASHES
    shorter, both = min(a.words, b.words), a.words + b.words
    if shorter < SHORT:
        return similarity >= (TINY_SIMILAR if shorter < TINY else SHORT_SIMILAR)
    contained = both * similarity / (1 + similarity) / shorter
    return similarity >= SIMILAR or (similarity >= CONTAINED_SIMILAR and contained >= CONTAINED)


def _agree(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether titles and sentences that both have say the same. Only names that both lack of each other disagree."""
    (title_a, *text_a), (title_b, *text_b) = a.units, b.units
    pairs = list(zip(text_a, text_b, strict=False))
    if not all(_same_mood(left, right) and _same_facts(left, right) for left, right in pairs):
        return False
    return _titles_agree(title_a, title_b, pairs)


def _titles_agree(a: Unit, b: Unit, pairs: list[tuple[Unit, Unit]]) -> bool:
    """Headlines are rewritten where the text is not: a text that both have speaks for its headline's mood and names."""
    if not pairs:
        return _same_mood(a, b) and _same_facts(a, b)
    spoken_for = a.negations == b.negations or bool(pairs[0][0].negations)
    return spoken_for and _nested(a.numbers, b.numbers)


def _same_mood(a: Unit, b: Unit) -> bool:
    return a.negations == b.negations and a.moods == b.moods


def _same_facts(a: Unit, b: Unit) -> bool:
    return _nested(a.names, b.names) and _nested(a.numbers, b.numbers)


def _nested(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one has all that the other has. Where each has something else, a name or number was exchanged."""
    return a <= b or b <= a
