"""Patterns: what the automaton looks for to find a name, and what must then be true of the letters around it.

The folded text has one space for every mark between words, so a pattern that carries spaces matches whole words.
Chinese has no boundaries; Arabic names may carry clitics; stems are open at their end; a German head may end a
compound.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.catalogue import endings
from pipeline.catalogue.folding import fold, fold_name
from pipeline.catalogue.inflection import forms
from pipeline.catalogue.names import LANGUAGES
from pipeline.catalogue.placewords import speaks_of_place
from schemas import HitKind

OF_ONE_LANGUAGE = frozenset({HitKind.HEAD, HitKind.DEMONYM})
_LISTED_FORMS = frozenset({HitKind.REGION, HitKind.HEAD, HitKind.DEMONYM})  # these come with their stems already
_OWN_SCRIPT = ("ar", "zh", "uk", "ru")  # cannot be mistaken for another of our languages
_STEMMED = ("pl", "de", "tr")
_QUOTING = ("uk", "ru", "pl", "ar")  # whose news puts a group's own name in quotes behind the word for what it is
_ARABIC_KINDS = frozenset(
    re.split(
        r"\s+",
        """حركة جماعة تنظيم كتيبة كتائب لواء ألوية كارتل فصيل قوات ميليشيا مليشيا ميليشيات فرقة سرايا عصابة شركة جبهة
        جيش منظمة عصائب مجموعة حزب وحدة فوج فيلق""",
    )
)
_QUOTES = frozenset('«»“”„"')
_ARTICLES = (endings.ARTICLE, "لل")
_LONGEST_ACRONYM = 5
_SHORTEST_WITH_ARTICLE = 5


class Shape(NamedTuple):
    """What a name is, and the conditions that its pattern alone does not hold. Many names share one."""

    kind: HitKind | None  # None: a veto
    language: str
    stem: bool
    compound: bool
    capital: bool  # only where the text has a capital
    capitals: bool  # only where the text has nothing but capitals
    arabic: bool
    article: bool  # the name has the Arabic article and is another word without it
    common: tuple[str, ...]  # languages that have it as an ordinary word: there only where the text speaks of a place
    rest: tuple[str, ...]  # words after the first starred one, each perhaps a stem too

    @property
    def plain(self) -> bool:
        """Whether the pattern alone says where the name begins and ends."""
        return not (self.stem or self.compound or self.arabic)

    @property
    def open(self) -> bool:
        """Whether it is a stem at the beginning of a word, and nothing more than that."""
        return self.stem and not (self.compound or self.arabic or self.rest or self.language == "zh")

    @property
    def declines(self) -> bool:
        """Whether the name may be met in another case; an ordinary word in another case would be any word."""
        return self.kind is not None and not (self.stem or self.capitals or self.common)

    def travels(self, language: str) -> bool:
        """Whether the name counts in an article of the language: a word only where it cannot be another word."""
        if self.kind not in OF_ONE_LANGUAGE:
            return True
        return self.language in ("", language, *_OWN_SCRIPT) or language not in LANGUAGES

    def is_at_home(self, language: str) -> bool:
        """Whether endings of the name's own language may follow in an article of `language`."""
        return self.language == language or self.language not in _STEMMED or self.kind in OF_ONE_LANGUAGE

    def may_stand(self, body: str, start: int, end: int, language: str) -> bool:
        """Whether the original's letters allow the name there."""
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
        return not tail or (self.is_at_home(language) and endings.ends(tail, self.language))


def spellings(text: str, language: str, kind: HitKind) -> tuple[str, ...]:
    """The forms a name is looked for in: names of states, people and offices decline; a force's may stand in quotes."""
    quoted = _quoted(text) if kind is HitKind.MILITARY and language in _QUOTING else ""
    return (*_spellings(text, language, kind), *(_spellings(quoted, language, kind) if quoted else ()))


def _quoted(text: str) -> str:
    """«картель Халиско» as news also writes it, with its own name in quotes: a quote is a space when it is folded."""
    what, _, name = text.partition(" ")
    if not name or not _QUOTES.isdisjoint(text):
        return ""
    is_kind = what in _ARABIC_KINDS or (what[:1].islower() and name[:1].isupper())
    return f"{what} «{name}»" if is_kind else ""


def _spellings(text: str, language: str, kind: HitKind) -> tuple[str, ...]:
    if kind not in _LISTED_FORMS and "*" not in text and not text.isupper():
        return forms(text, language)
    return (text, text.replace(". ", " ")) if ". " in text else (text,)


def pattern(
    text: str, kind: HitKind | None, language: str, common: Mapping[str, frozenset[str]]
) -> tuple[str, Shape] | None:
    """The pattern of one spelling with its shape; None where nothing is left to look for."""
    rest: tuple[str, ...] = ()
    stem = compound = False
    if "*" in text:
        text, rest = _split(text)
        stem, compound = text.endswith("*"), text.startswith("*")
    core = fold_name(text.strip("*"))
    if not core or core.isdigit():
        return None
    arabic, chinese = "\u0600" <= core[0] <= "\u06ff", "\u3040" <= core[0] <= "\u9fff"
    article = arabic and core.startswith(endings.ARTICLE) and len(core) >= _SHORTEST_WITH_ARTICLE
    shape = Shape(
        kind,
        language,
        stem,
        compound,
        _first_letter(text).isupper(),
        text.isupper() and sum(map(str.isalpha, text)) <= _LONGEST_ACRONYM,
        arabic,
        article and kind is not HitKind.DEMONYM,
        tuple(sorted(common[core])) if kind is HitKind.REGION and core in common else (),
        rest,
    )
    left = "" if chinese or compound or arabic else " "
    right = "" if chinese or stem else " "
    return f"{left}{core[2:] if article else core}{right}", shape


def _first_letter(text: str) -> str:
    first = text[:1]
    return first if first.isalpha() else next((character for character in text if character.isalpha()), "")


def _split(text: str) -> tuple[str, tuple[str, ...]]:
    """A name with a star inside: the part up to the first star, and the words that must follow it.

    What follows is folded as the text is: a quote or a dash is a space, so that between it and the space beside it an
    empty word stands («крейсер* «Москва»»), and a hyphen parts two words (`obron* narodowo-wyzwolencz*`).
    """
    at = text.find("*", 1)
    if at < 0 or at == len(text) - 1:
        return text, ()
    following = "*".join(fold(piece).text[1:-1] for piece in text[at + 1 :].split("*")).rstrip()
    return text[: at + 1], tuple(following[1:].split(" ")) if following else ()


def _next_word(text: str, at: int, word: str, language: str) -> int | None:
    """Where the folded word after the space at `at` ends if it is `word`."""
    close = text.find(" ", at + 1)
    found = text[at + 1 : max(close, 0)]
    if word.endswith("*"):
        stem = word[:-1]
        return close if found.startswith(stem) and endings.ends(found[len(stem) :], language) else None
    return close if found == word and close > 0 else None
