"""Cue tables of one language: `data/<language>.toml` compiled into one automaton that finds every cue in a text.

In a table a cue is a word or phrase; `attack*` also takes any further letters; `_` stands for up to three words
between two parts (`ne _ pas`). A tag is the table's path with dots: `act.attack.verb`, `stance.deny`, `say.after`.
"""

import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any, NamedTuple

import ahocorasick_rs

from pipeline.claims.folding import fold
from schemas.errors import ConfigError

GAP = r"(?:\W+\w+){0,3}?\W+"  # what `_` stands for
ARABIC_CLITICS = re.compile(r"(?:[وف]?(?:ال|لل|[بلكس]|بال|كال|ل)?|وال|فال|[وف]?[سي]?)")


class Cue(NamedTuple):
    """A cue found in a text: half-open offsets, its tag, and the cue as the table writes it."""

    start: int
    end: int
    tag: str
    text: str

    @property
    def kind(self) -> str:
        return _kind(self.tag)


@functools.cache
def _kind(tag: str) -> str:
    return tag.partition(".")[0]


class Grammar(NamedTuple):
    """The few facts about a language that the rules ask for."""

    spaced: bool  # words are separated by spaces
    clitics: bool  # prepositions and conjunctions are written onto words (Arabic)
    nouns: bool  # every noun has a capital (German)
    bracket: bool  # a modal and its verb embrace the clause (German)
    final: bool  # the verb ends its clause (Turkish)
    adjective: str  # where the demonym stands: "before" the noun, "after" it, or "both"
    of: frozenset[str]  # what may stand between a force noun and the name it belongs to
    possessive: tuple[str, ...]  # what may follow a name that owns the next noun: 's


class Lexicon:
    """All cues of one language, ready to be searched."""

    def __init__(self, language: str, table: dict[str, Any]) -> None:
        self.language = language
        self.grammar = _grammar(table.pop("grammar"))
        entries = sorted({(fold(cue), tag, cue) for tag, cue in _flatten(table, "")})
        plain = [entry for entry in entries if "_" not in entry[0]]
        self._stems = [cue.endswith("*") for cue, _, _ in plain]
        self._entries = plain
        self._automaton = ahocorasick_rs.AhoCorasick([cue.rstrip("*") for cue, _, _ in plain])
        self._gapped = [(_first(cue), _gapped(cue), tag, shown) for cue, tag, shown in entries if "_" in cue]

    def find(self, folded: str) -> list[Cue]:
        """Every cue in the folded text, longest first where one tag would claim the same words twice; sorted."""
        found = list(self._plain(folded))
        for first, pattern, tag, shown in self._gapped:
            if first not in folded:  # most are not there: much cheaper than trying the pattern everywhere
                continue
            found.extend(Cue(m.start(), m.end(), tag, shown) for m in pattern.finditer(folded))
        return _longest(found)

    def _plain(self, folded: str) -> Iterator[Cue]:
        spaced, size = self.grammar.spaced, len(folded)
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            _, tag, shown = self._entries[index]
            if spaced:
                if (
                    start
                    and folded[start - 1].isalnum()
                    and folded[start].isalnum()
                    and not self._clitic(folded, start)
                ):
                    continue
                if end < size and folded[end].isalnum() and folded[end - 1].isalnum():
                    if not self._stems[index]:
                        continue
                    yield Cue(start, _word_end(folded, end), tag, shown)
                    continue
            yield Cue(start, end, tag, shown)

    def _clitic(self, folded: str, start: int) -> bool:
        if not self.grammar.clitics:
            return False
        word = start
        while word and folded[word - 1].isalnum() and start - word < 4:
            word -= 1
        return (word == 0 or not folded[word - 1].isalnum()) and bool(ARABIC_CLITICS.fullmatch(folded, word, start))


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages that have a table."""
    names = (path.name for path in resources.files("pipeline.claims.data").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if re.fullmatch(r"[a-z]{2}\.toml", name)))


@functools.cache
def lexicon(language: str) -> Lexicon:
    """The table of a language; a language without one is read with the English table, whose cues rarely match there."""
    name = language if language in languages() else "en"
    text = resources.files("pipeline.claims.data").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    try:
        return Lexicon(name, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f"pipeline/claims/data/{name}.toml is not a cue table: {error!r}") from error


def _grammar(table: dict[str, Any]) -> Grammar:
    return Grammar(
        spaced=table["spaced"],
        clitics=table.get("clitics", False),
        nouns=table.get("nouns", False),
        bracket=table.get("bracket", False),
        final=table.get("final", False),
        adjective=table["adjective"],
        of=frozenset(fold(word) for word in table["of"]),
        possessive=tuple(fold(word) for word in table.get("possessive", ())),
    )


def _word_end(folded: str, end: int) -> int:
    while end < len(folded) and folded[end].isalnum():
        end += 1
    return end


def _flatten(table: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        tag = f"{path}{key}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{tag}.")
        else:
            words = value.split("|") if isinstance(value, str) else value
            yield from ((tag, word.strip()) for word in words if word.strip())


def _first(cue: str) -> str:
    return cue.partition("_")[0].strip().rstrip("*")


def _gapped(cue: str) -> re.Pattern[str]:
    parts = [re.escape(part.strip()).replace(r"\*", r"\w*") for part in cue.split("_")]
    return re.compile(r"(?<!\w)" + GAP.join(parts) + r"(?!\w)")


def _longest(found: list[Cue]) -> list[Cue]:
    """Of cues of one kind (the tag's first part) that overlap, the leftmost longest; one word may carry two tags."""
    kept: list[Cue] = []
    last: dict[str, tuple[int, int]] = {}
    tags: set[tuple[int, int, str]] = set()
    for cue in sorted(set(found), key=lambda c: (c.start, -c.end, c.tag, c.text)):
        span, before = (cue.start, cue.end), last.get(cue.kind, (-1, 0))
        if (cue.start >= before[1] or span == before) and (*span, cue.tag) not in tags:
            tags.add((*span, cue.tag))
            last[cue.kind] = span
            kept.append(cue)
    return kept
