"""Endings: what may follow a stem, or stand before a name, in a language that inflects. All in folded letters.

A stem (`rosyjsk*`) is found where one of its language's endings closes the word.
"""

import re
from functools import cache

_CYRILLIC = (
    "а я о е є и і ї ы у ю й ь ом ем єм їм ям ам ою ею єю ой ей їй ів ов ев їв єв ах ях ами ями ові еві єві ого его "
    "ому ему им ым ім ими ыми их ых ій ая яя ое ее ую юю ої ии ия ію ию ією ией ий ый ин ина ину ином ины ине ини "
    "иною инів ці ця цю цем ку ка ки ком ок ці инська инський ня нь ня ні ь ью ю ьми ьми ма мя ьох ть ти тю"
)
_POLISH = (
    "a e i o u y em iem owi ie iu om ami iami ach iach ow ej iej ego iego emu iemu ym im ymi imi ych ich oma ia io owie "
    "iom ka ki kom ek kami kach ko ke czyk in inem ina ini ze zem zowi za zami zach"
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


@cache
def ends(tail: str, language: str) -> bool:
    """Whether `tail` may close a word after a stem of the language."""
    if not tail:
        return True
    if language == "tr":
        return _TURKISH.fullmatch(tail) is not None
    return tail in _endings(language)


@cache
def _endings(language: str) -> frozenset[str]:
    return frozenset(_ENDINGS.get(language, "s").split())
