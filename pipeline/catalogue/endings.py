"""Endings: what may follow a stem, or stand before a name, in a language that inflects. All in folded letters.

A stem (`rosyjsk*`) is found where one of its language's endings closes the word. Places have too many names to list
stems for: `nominatives` undoes the case of a word in Polish, Ukrainian or Russian, giving the forms it may stand for.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

_CYRILLIC = (
    "ие ые іе а я о е є и і ї ы у ю й ь ом ем єм їм ям ам ою ею єю ой ей їй ів ов ев їв єв ах ях ами ями ові еві єві "
    "ого его ому ему им ым ім ими ыми их ых ій ая яя ое ее ую юю ої ии ия ію ию ією ией ий ый ин ина ину ином "
    "ины ине ини "
    "иною инів ці ця цю цем цеві ців цям цями цях ець ц цы ца цу цев цам цами цах ец "
    "ку ка ки ком ок ці инська инський ня нь ня ні ь ью ю ьми ьми ма мя ьох ть ти тю"
)
_POLISH = (
    "a e i o u y em iem owi ie iu om ami iami ach iach ow ej iej ego iego emu iemu ym im ymi imi ych ich oma ia io "
    "owie iom ka ki kom ek kami kach ko ke czyk in inem ina ini ze zem zowi za zami zach"
)
_ENDINGS: dict[str, str] = {
    "en": "s es",
    "fr": "s e es x ne nes le les se ses",
    "de": "e en er es em n s in innen ern ens se sen",
    "es": "s a as o os es",
    "uk": _CYRILLIC,
    "ru": _CYRILLIC,
    "pl": _POLISH,
    "ar": "ه ين ون ان ات يه يتين تين تان ا هم ها ي اً تها ته تهم نا ييين يين يون يتان كم",
    "zh": "",
}
_TURKISH = re.compile(
    r"(l[ae]r)?(in|i|si|u|su|un|imiz|umuz|miz)?"
    r"(n?[iu]n|n?[iuae]|y[iuae]|n?[dt][ae]n?|n?[dt][ae]ki(ler\w*)?|y?l[ae]|c[ae]|yken|di[r]?|dir|siz|li|ki)?"
)
# Arabic writes "and", "so", "by", "for", "like" and "the" as one word with the name they stand before.
_CLITIC_LETTERS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ل", "ك", "ال", "بال", "كال", "لل", "س")
CLITICS = frozenset(first + second for first in _CLITIC_LETTERS for second in _PREPOSITIONS)
ARTICLE = "ال"


_CYRILLIC_NOMINATIVE = ("", "а", "я", "о", "е", "є", "ь", "й", "и", "ы", "і", "ий", "ый", "ая", "ое")
_POLISH_NOMINATIVE = ("", "a", "o", "e", "y", "i", "ie")
_SOFTENED = (("sci", "st"), ("dzi", "d"), ("ci", "t"), ("rz", "r"), ("cz", "k"), ("dz", "g"), ("z", "g"), ("c", "k"))
_SHORTEST_BASE = 3
APOSTROPHES = frozenset("'’ʼ‘`")
JOINED = frozenset({"uk", "be"})  # an apostrophe stands within a word, never at its end
INFLECTED = frozenset({"pl", "uk", "ru", "be", "bg", "sr", "mk"})


@lru_cache(65_536)  # texts have no end of tails
def ends(tail: str, language: str) -> bool:
    """Whether `tail` may close a word after a stem of the language."""
    if not tail:
        return True
    if language == "tr":
        return _TURKISH.fullmatch(tail) is not None
    return tail in _endings(language)


def nominatives(word: str, language: str) -> Iterator[str]:
    """The forms that the folded `word`, in any case, may be of: likeliest first, `word` itself left out."""
    polish = language == "pl"
    endings, nominative = (_endings("pl"), _POLISH_NOMINATIVE) if polish else (_endings("uk"), _CYRILLIC_NOMINATIVE)
    for cut in range(4):
        base, tail = word[: len(word) - cut], word[len(word) - cut :]
        if len(base) < _SHORTEST_BASE or (tail and tail not in endings):
            continue
        for stem in (base, *_alternations(base, polish)):
            yield from (stem + ending for ending in nominative if stem + ending != word)


def _alternations(base: str, polish: bool) -> Iterator[str]:
    if polish:
        yield from (base[: -len(soft)] + hard for soft, hard in _SOFTENED if base.endswith(soft))
        if base.endswith("c"):
            yield base[:-1] + "iec"  # Mielca is a case of Mielec, Doniecka's Dońca of Doniec
            yield base[:-1] + "ec"
        if base.endswith("k"):
            yield base[:-1] + "ek"
        return
    if base.endswith(("ов", "ев", "єв")):  # Харкова is a case of Харків, Києва of Київ
        yield base[:-2] + ("їв" if base.endswith("єв") else "ів")
    if base.endswith("ц"):  # Кременця is a case of Кременець
        yield base[:-1] + "ець"
    if base.endswith(("з", "ц", "с")):  # Празі, Америці, Волзі
        yield base[:-1] + {"з": "г", "ц": "к", "с": "х"}[base[-1]]


@cache
def _endings(language: str) -> frozenset[str]:
    return frozenset(_ENDINGS.get(language, "s").split())
