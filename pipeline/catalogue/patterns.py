"""Patterns: what the automaton looks for to find a name, and what must then be true of the letters around it.

The folded text has one space for every mark between words, so a pattern that carries spaces matches whole words.
Chinese has no boundaries; Arabic names may carry clitics; stems are open at their end; a German head may end a
compound.
"""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.catalogue import endings
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.inflection import forms
from pipeline.catalogue.names import LANGUAGES, Name
from pipeline.catalogue.placewords import speaks_of_place
from schemas import HitKind

OF_ONE_LANGUAGE = frozenset({HitKind.HEAD, HitKind.DEMONYM})
_LISTED_FORMS = frozenset({HitKind.REGION, HitKind.HEAD, HitKind.DEMONYM})  # these come with their stems already
_OWN_SCRIPT = ("ar", "zh", "uk", "ru")  # cannot be mistaken for another of our languages
_STEMMED = ("pl", "de", "tr")
_ARTICLES = (endings.ARTICLE, "لل")
_NONE: frozenset[str] = frozenset()
_LONGEST_ACRONYM = 5
_SHORTEST_WITH_ARTICLE = 5


class Entry(NamedTuple):
    """What a name means, and the conditions that its pattern alone does not hold."""

    kind: HitKind | None  # None: a veto
    refs: tuple[str, ...]
    language: str
    stem: bool
    compound: bool
    capital: bool  # only where the text has a capital
    capitals: bool  # only where the text has nothing but capitals
    arabic: bool
    article: bool  # the name has the Arabic article and is another word without it
    common: frozenset[str]  # languages that have it as an ordinary word: there only where the text speaks of a place
    rest: tuple[str, ...]  # words after the first starred one, each perhaps a stem too

    def may_stand(self, body: str, start: int, end: int, language: str) -> bool:
        """Whether the original's letters, and the language, allow the name there."""
        if self.kind in OF_ONE_LANGUAGE and not _travels(self.language, language):
            return False
        if self.capitals and body[start:end].upper() != body[start:end]:
            return False
        if self.capital and body[start].islower():
            return False
        return language not in self.common or speaks_of_place(body, start, language)

    def begins(self, text: str, start: int) -> int | None:
        """Where the name begins in the folded text, given where its pattern does."""
        if text[start] == " ":
            return start + 1
        if not (self.arabic or self.compound):
            return start
        word = text.rfind(" ", 0, start) + 1
        if self.compound:
            return word
        clitic = text[word:start]
        if clitic not in endings.CLITICS or (self.article and clitic[-2:] not in _ARTICLES):
            return None
        return start - 2 if clitic.endswith(endings.ARTICLE) else start

    def closes(self, text: str, end: int, language: str) -> int | None:
        """Where the name ends in the folded text, given where its pattern does."""
        if not self.stem:
            return end - 1 if text[end - 1] == " " else end
        close = text.find(" ", end)
        if not self._ends(text[end:close], language):
            return None
        for word in self.rest:
            following = _next_word(text, close, word, self.language)
            if following is None:
                return None
            close = following
        return close

    def _ends(self, tail: str, language: str) -> bool:
        """Whether an ending may follow. A name's own form travels; its endings stay in their language."""
        if not tail:
            return True
        at_home = self.language == language or self.language not in _STEMMED or self.kind in OF_ONE_LANGUAGE
        return at_home and endings.ends(tail, self.language)


def spellings(name: Name) -> tuple[str, ...]:
    """The forms a name is looked for in: names of states, people and offices decline."""
    declines = name.kind not in _LISTED_FORMS and "*" not in name.text and not name.text.isupper()
    if declines:
        return forms(name.text, name.language)
    return (name.text, name.text.replace(". ", " ")) if ". " in name.text else (name.text,)


def pattern(
    text: str, kind: HitKind | None, refs: tuple[str, ...], language: str, common: Mapping[str, frozenset[str]]
) -> tuple[str, Entry] | None:
    """The pattern of one spelling with its entry; None where nothing is left to look for."""
    text, rest = _split(text)
    stem, compound = text.endswith("*"), text.startswith("*")
    core = fold_name(text.strip("*"))
    if not core or core.isdigit():
        return None
    arabic, chinese = "\u0600" <= core[0] <= "\u06ff", "\u3040" <= core[0] <= "\u9fff"
    article = arabic and core.startswith(endings.ARTICLE) and len(core) >= _SHORTEST_WITH_ARTICLE
    entry = Entry(
        kind=kind,
        refs=refs,
        language=language,
        stem=stem,
        compound=compound,
        capital=_first_letter(text).isupper(),
        capitals=text.isupper() and sum(map(str.isalpha, text)) <= _LONGEST_ACRONYM,
        arabic=arabic,
        article=article and kind is not HitKind.DEMONYM,
        common=common.get(core, _NONE) if kind is HitKind.REGION else _NONE,
        rest=rest,
    )
    left = "" if chinese or compound or arabic else " "
    right = "" if chinese or stem else " "
    return f"{left}{core[2:] if article else core}{right}", entry


def _travels(own: str, language: str) -> bool:
    """Whether a word of the language `own` counts in an article of another: only where it cannot be another word."""
    return own in ("", language, *_OWN_SCRIPT) or language not in LANGUAGES


def _first_letter(text: str) -> str:
    return next((character for character in text if character.isalpha()), "")


def _split(text: str) -> tuple[str, tuple[str, ...]]:
    """A name with a star inside: the part up to the first star, and the words that must follow it."""
    at = text.find("* ")
    if at < 0:
        return text, ()
    rest = text[at + 2 :].split()
    return text[: at + 1], tuple(fold_name(word) + ("*" if word.endswith("*") else "") for word in rest)


def _next_word(text: str, at: int, word: str, language: str) -> int | None:
    """Where the folded word after `at` ends if it is `word`."""
    close = text.find(" ", at + 1)
    found = text[at + 1 : close]
    if word.endswith("*"):
        stem = word[:-1]
        return close if found.startswith(stem) and endings.ends(found[len(stem) :], language) else None
    return close if found == word else None
