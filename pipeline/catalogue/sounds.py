"""How a name sounds: one rough spelling for all scripts and languages, so that Наккурі and Naqoura can be compared.

`spoken` writes a name in a few letters, about as it is said; `keys` gives what its consonants have in common with the
same name in another language: voice, breath and vowels left out, l and r alike, m and n alike. Two names of the same
key are only candidates for each other: `alike` says how near they are.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from pipeline.catalogue.folding import fold_name

_CHINESE = Path(__file__).parent / "data" / "sounds_zh.tsv"
_MOST_KEYS = 6


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in pairs.split())


# Letters of the rough spelling: S sh, C ch, J dj and zh, X kh; the rest as in English.
_CYRILLIC = _table(
    "а=a б=b в=v г=g ґ=g д=d е=e є=e ё=o ж=J з=z и=i і=i ї=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=X "
    "ц=c ч=C ш=S щ=S ы=i э=e ю=u я=a ъ= ь= ў=u Ж=J"
)
_ARABIC = _table(
    "ا=a ب=b ت=t ث=t ج=J ح=h خ=X د=d ذ=d ر=r ز=z س=s ش=S ص=s ض=d ط=t ظ=z ع= غ=g ف=f ق=k ك=k ل=l م=m ن=n ه=a و=w "
    "ي=i ء= چ=C پ=b ڤ=v گ=g ژ=J"
)
_COMMON = (("tsch", "C"), ("dsch", "J"), ("sch", "S"), ("tch", "C"), ("dj", "J"), ("sh", "S"), ("kh", "X"), ("gh", "g"),
           ("ph", "f"), ("th", "t"), ("dh", "d"), ("zh", "J"), ("ck", "k"), ("que", "ke"), ("qui", "ki"), ("q", "k"),
           ("oo", "u"), ("ee", "i"))  # fmt: skip
_LATIN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (("ch", "C"), ("ou", "u")),
    "fr": (("ch", "S"), ("ou", "u"), ("j", "J"), ("gu", "g")),
    "de": (("dsch", "J"), ("tsch", "C"), ("sch", "S"), ("tz", "c"), ("ch", "X"), ("j", "i"), ("z", "c"), ("w", "v")),
    "es": (("ch", "C"), ("j", "X"), ("ll", "i"), ("gu", "g"), ("hu", "w"), ("ñ", "n")),
    "pl": (("szcz", "S"), ("cz", "C"), ("sz", "S"), ("rz", "J"), ("dz", "J"), ("dż", "J"), ("ch", "X"), ("ci", "ti"),
           ("j", "i"), ("ż", "J"), ("ł", "l"), ("w", "v"), ("ś", "s"), ("ź", "z"), ("ć", "C"), ("c", "c")),
    "tr": (("ç", "C"), ("ş", "S"), ("c", "J"), ("ğ", "g"), ("j", "J")),
}  # fmt: skip
_ARTICLE = re.compile(r"(?:^|(?<= ))(?:al|el|as|ash|ad|an|ar|at|az|es|esh|ed|en|er|et|ez|ul|l)[ -](?=\w{3})")
_CYRILLIC_ARTICLE = re.compile(
    r"(?:^|(?<= ))(?:аль|ель|эль|ас|аш|ад|ан|ар|ат|аз|ес|еш|ед|ен|ер|ет|ез|эс|эш|эд|эн|эр|эт|эз)[ -](?=\w{3})"
)
_ARABIC_ARTICLE = re.compile(r"(?:^|(?<= ))(?:[وف]?[بلك]?ال|لل)(?=\w{3})")
_UNCERTAIN = {"j": ("S", ""), "x": ("KS", "")}
_GROUPS = str.maketrans("bpvfwdtgkqcszSCJlrmn", "PPFFFTTKKKSSSSSSLLNN")
_SILENT = re.compile(r"[aeiouyhX \-'’]")
_RELAXED = re.compile("['’ʼ]")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(20_000)
def spoken(name: str, language: str) -> str:
    """The name in the rough spelling. `language` tells how Latin letters are read; scripts speak for themselves."""
    text = name.strip().lower()
    first = next((letter for letter in text if letter.isalpha()), "")
    if "\u4e00" <= first <= "\u9fff":
        return _DOUBLED.sub(r"\1", _chinese(fold_name(text)))
    if "\u0600" <= first <= "\u06ff":
        return _written(_ARABIC_ARTICLE.sub("", fold_name(text)).replace("تش", "چ").replace("دج", "ج"), _ARABIC)
    if "\u0400" <= first <= "\u04ff":
        return _written(
            _CYRILLIC_ARTICLE.sub("", _RELAXED.sub("", text.replace("-", " ")).replace("дж", "Ж")), _CYRILLIC
        )
    return _latin(text, language)


def keys(said: str) -> tuple[str, ...]:
    """What the consonants have in common with other spellings: more than one where a letter is read in two ways."""
    choices = [_readings(said, at) for at in range(len(said))]
    while len(_varying(choices)) > 2:
        at = _varying(choices)[-1]
        choices[at] = choices[at][:1]
    found = ("".join(chosen) for chosen in product(*choices))
    return tuple(dict.fromkeys(_DOUBLED.sub(r"\1", key) for key in found))[:_MOST_KEYS]


def alike(one: str, other: str, script: str = "") -> float:
    """How near two names in the rough spelling are, from 0 to 1. `script` is what the first was written in."""
    near = _ratio(_levelled(one, script), _levelled(other, script))
    if script != "ar":
        return near
    return (near + _ratio(one.translate(_LONG_ARABIC), other.translate(_LEVEL))) / 2


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def writes_sounds(letter: str) -> bool:
    """Whether Chinese writes foreign names with this letter."""
    return fold_name(letter) in _syllables()


def _varying(choices: Sequence[tuple[str, ...]]) -> list[int]:
    return [at for at, choice in enumerate(choices) if len(choice) > 1]


def _readings(said: str, at: int) -> tuple[str, ...]:
    letter = said[at]
    if _SILENT.match(letter):
        return ("",)
    if letter == "w":
        return ("F", "")
    if letter == "J" or (letter == "g" and said[at + 1 : at + 2] in ("e", "i")):
        return ("S", "K")
    if letter == "c":
        return ("S", "K")
    if letter in _UNCERTAIN:  # of a Latin name: Jarinje, Xankəndi
        return _UNCERTAIN[letter]
    return (letter.translate(_GROUPS),)


def _levelled(said: str, script: str) -> str:
    """Differences that say little: o and u, e and i; Chinese has no r, Arabic writes few vowels and no p, v or g."""
    levelled = said.replace("ou", "u").replace("ei", "i").translate(_LEVEL)
    if script == "zh":
        return levelled.translate(_LEVEL_CHINESE)
    return levelled.translate(_LEVEL_ARABIC) if script == "ar" else levelled


_LEVEL = str.maketrans(
    {"o": "u", "e": "i", "y": "i", "X": "h", "J": "C", "c": "s", "q": "k", " ": "", "-": "", "j": "C", "w": "v"}
)
_LONG_ARABIC = str.maketrans({"w": "u", "y": "i", "X": "h", "J": "C", " ": ""})
_LEVEL_CHINESE = str.maketrans({"r": "l", "h": "", "m": "n", "z": "s", "c": "s", "g": "k", "v": "u", "f": "u"})
_LEVEL_ARABIC = str.maketrans(dict.fromkeys("aeiou", "") | {"p": "b", "v": "", "g": "k", "f": "f", "C": "C", "h": ""})


def _latin(text: str, language: str) -> str:
    rules = (*_LATIN.get(language, ()), *_COMMON)
    for old, new in rules:
        if not old.isascii():
            text = text.replace(old, new)
    marked = "".join(letter if letter in "SCJX" else fold_name(letter) or " " for letter in text)
    marked = _ARTICLE.sub("", marked.replace("-", " ").replace("'", ""))
    for old, new in rules:
        if old.isascii():
            marked = marked.replace(old, new)
    if language not in ("pl", "tr"):
        marked = re.sub(r"c(?=[eiy])", "s", marked).replace("c", "k") if language != "de" else marked
    return _DOUBLED.sub(r"\1", " ".join(marked.split()))


def _written(text: str, table: Mapping[str, str]) -> str:
    letters = "".join(table.get(letter, " " if not letter.isalpha() else "") for letter in text)
    return _DOUBLED.sub(r"\1", " ".join(letters.split()))


def _chinese(text: str) -> str:
    said = "".join(_syllables().get(letter, " " if not letter.isalpha() else "?") for letter in text).strip()
    return said.replace("uo", "o").replace("ei", "e").replace("ui", "i")


@cache
def _syllables() -> dict[str, str]:
    """How each Chinese character sounds in a foreign name."""
    lines = _CHINESE.read_text(encoding="utf-8").splitlines()
    return {
        letter: said for said, letters in (line.split("\t") for line in lines if "\t" in line) for letter in letters
    }
