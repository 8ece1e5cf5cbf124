"""From the labels of tokens to spans of characters, in every script.

A token's place counts code points of the text as it was given, whatever the tokenizer folded on the way. A word of
several pieces has one label where words are written with spaces; Chinese is read character by character.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.claims.hf.checkpoint import Checkpoint, label_of
from pipeline.claims.hf.mapping import Tagger, entity

_GLUED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")  # scripts without spaces between words
_BEGINS, _ENDS, _ALONE = ("B-", "S-", "U-"), ("E-", "L-"), ("S-", "U-")
_EDGE = " \t\n\r\u00a0\u3000.,;:!?…'\"«»“”„‘’()[]{}<>،؛؟，。！？；：、（）《》「」【】–—-"


class Token(NamedTuple):
    label: str
    chance: float
    start: int
    end: int


class Tagged(NamedTuple):
    """A span of one entity, with the mean chance of its tokens."""

    start: int
    end: int
    entity: str
    chance: float


def spans(text: str, checkpoint: Checkpoint, tagger: Tagger) -> list[Tagged]:
    """The spans of a text that reach the threshold, in order; where two overlap, the likelier."""
    found = []
    for piece in checkpoint.tagged(text):
        said = [label_of(row, checkpoint.labels) for row in piece.chances]
        tokens = [Token(*one, *place) for one, place in zip(said, piece.places, strict=True) if place[1] > place[0]]
        found += grouped(text, _by_word(text, tokens) if tagger.pieces == "first" else tokens)
    return apart(span for span in found if span.chance >= tagger.threshold)


def grouped(text: str, tokens: Sequence[Token]) -> list[Tagged]:
    """Neighbouring tokens of one entity are one span, unless a label says that another begins."""
    return [span for run in _runs(tokens) if (span := _span(text, run))]


def apart(found: Iterable[Tagged]) -> list[Tagged]:
    """Without overlaps: the likelier, then the longer, then the earlier stays."""
    kept: list[Tagged] = []
    for span in sorted(found, key=lambda one: (-round(one.chance, 6), one.start - one.end, one)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)


def _runs(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    run: list[Token] = []
    for token in tokens:
        if run and (entity(token.label) != entity(run[0].label) or token.label.startswith(_BEGINS) or _over(run[-1])):
            yield run
            run = []
        if token.label != "O":
            run.append(token)
    if run:
        yield run


def _over(token: Token) -> bool:
    return token.label.startswith((*_ENDS, *_ALONE))


def _by_word(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Pieces inside a word say what its first piece says."""
    found: list[Token] = []
    for token in tokens:
        if found and found[-1].end >= token.start > 0 and _continues(text, token.start):
            found[-1] = found[-1]._replace(end=max(token.end, found[-1].end))
        else:
            found.append(token)
    return found


def _continues(text: str, at: int) -> bool:
    """Whether a word goes on at `at`: letters or digits on both sides, of a script that puts spaces between words."""
    left, right = text[at - 1], text[at]
    return left.isalnum() and (right.isalnum() or bool(unicodedata.combining(right))) and not _glued(left + right)


def _glued(letters: str) -> bool:
    return any(unicodedata.name(letter, "").startswith(_GLUED) for letter in letters)


def _span(text: str, run: Sequence[Token]) -> Tagged | None:
    """The run's characters without spaces and marks at its edges; nothing where no letter is left."""
    start, end = run[0].start, run[-1].end
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    if start == end:
        return None
    return Tagged(start, end, entity(run[0].label), sum(token.chance for token in run) / len(run))
