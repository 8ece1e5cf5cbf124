"""Which of a place's many names are worth finding, and in which languages they are written.

GeoNames gives alternate names without languages: airport codes, transliterations from forty scripts and ordinary words
among them. What is kept is written in a script of ours, attested in a corpus of one of our languages (`wordfreq`) or
the place's main name, and no ordinary word, unless the place is so large that the word is mostly its name.
"""

import gzip
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec
import wordfreq

from pipeline.catalogue.folding import fold_name

_LATIN = re.compile(r"[A-ZÀ-ÞĀ-Žİ'][A-Za-zÀ-žḀ-ỿ'’ʼ‘`.\- ]+(?<! osh)")
_CYRILLIC = re.compile(r"[А-ЯЁЄІЇҐ][а-яёєіїґА-ЯЁЄІЇҐ'’ʼ.\- ]+(?<!ъ)(?<! ош)")
_ARABIC = re.compile(r"[ء-غف-ي\- ]+")
_HAN = re.compile(r"[一-鿿·]+")
_UKRAINIAN, _RUSSIAN = re.compile(r"[іїєґ'’ʼ]", re.IGNORECASE), re.compile(r"[ыэъё]", re.IGNORECASE)
_LATIN_LANGUAGES = ("en", "fr", "de", "es", "pl", "tr")
# Above this frequency (Zipf scale) a word is more than the name of a place of so many people.
_LIMITS = ((2_000, 2.6), (5_000, 2.8), (15_000, 3.0), (50_000, 3.3), (150_000, 3.7), (400_000, 4.2), (1_000_000, 4.8))
_FOREIGN_WORD = 0.6  # a word of a language other than English is often the town's own fame at home: more is allowed

_FOREIGN_NAME = 0.7
_BY_CHANCE = 1.2
_OTHER_SCRIPT = 0.6  # Arabic and Chinese corpora are news and lists: places are frequent in them
_NEVER = frozenset(
    ("white house", "federal", "jewish", "the channel", "human", "bank", "la capitale", "المدينه", "مدينه", "فينه")
)  # folded: "the town", "the capital", the end of a word
_SHORT, _SHORT_NAME = 3, 0.7  # letters; and how much less frequent such a name has to be
_LARGE = 1_000_000


def languages(name: str) -> tuple[str, ...]:
    """The languages of ours that write `name` so; `("any",)` for Latin letters; () for scripts that are not ours."""
    if _CYRILLIC.fullmatch(name):
        ukrainian, russian = bool(_UKRAINIAN.search(name)), bool(_RUSSIAN.search(name))
        return () if ukrainian and russian else ("uk",) if ukrainian else ("ru",) if russian else ("uk", "ru")
    if _HAN.fullmatch(name):
        return ("zh",)
    if _ARABIC.fullmatch(name):
        return ("ar",)
    return ("any",) if _LATIN.fullmatch(name) else ()


def usable(name: str, language: str) -> bool:
    """Long enough, and neither a code nor a heap of initials."""
    letters = [letter for letter in name if letter.isalpha()]
    least = 2 if language == "zh" else 3
    return (
        fold_name(name) not in _NEVER
        and len(letters) >= least
        and not (language == "any" and sum(map(str.isupper, letters)) > 1 + name.count(" ") + name.count("-"))
    )


def ordinary(name: str, language: str, population: int, margin: float = 0.0) -> bool:
    """Whether `name` is a word that mostly means something else than a place of `population` people.

    A `margin` asks for less fame: alternate names, short names and names that case endings make ambiguous get one.
    """
    limit = -margin - (_SHORT_NAME if len(name) <= _SHORT and name.isascii() and population < _LARGE else 0.0)
    limit += next((zipf for people, zipf in _LIMITS if population < people), 9.0)
    if " " in name or "-" in name:
        return False
    if language not in ("uk", "ru", "ar", "zh"):
        abroad = max(_zipf(name, other) for other in _LATIN_LANGUAGES[1:])
        return _zipf(name, "en") > limit or abroad > limit + _FOREIGN_WORD
    return _zipf(name, language) > limit + (_OTHER_SCRIPT if language in ("ar", "zh") else 0.0)


def tongue(name: str) -> str:
    """The language whose corpus has a Latin name clearly more often than English has it; "any" where none has."""
    if " " in name or "-" in name:
        return "any"
    rates = {language: _zipf(name, language) for language in ("pl", "de", "tr", "es", "fr")}
    best = max(rates, key=lambda language: rates[language])
    return best if rates[best] > max(1.0, _zipf(name, "en") + _FOREIGN_NAME) else "any"


def attested(name: str) -> bool:
    """Whether some corpus of ours knows every word of a Latin name."""
    return any(known(name, language) for language in _LATIN_LANGUAGES)


def known(name: str, language: str) -> bool:
    """Whether the language's corpus has every word of the name more than by chance."""
    return all(_zipf(word, language) >= _BY_CHANCE for word in re.split(r"[ \-]", name))


def chinese(name: str) -> Iterator[str]:
    """A Chinese name in simplified letters too, and a city's without its 市."""
    for written in dict.fromkeys((name, name.translate(simplified()))):
        yield written
        if written.endswith("市") and len(written) > 2:
            yield written[:-1]


@cache
def simplified() -> dict[int, str]:
    """Wordfreq's table of traditional to simplified letters (its own reader needs a Chinese tokeniser)."""
    packed = files("wordfreq").joinpath("data", "_chinese_mapping.msgpack.gz").read_bytes()
    return msgspec.msgpack.decode(gzip.decompress(packed), type=dict[int, str])


def _zipf(word: str, language: str) -> float:
    return wordfreq.freq_to_zipf(frequency) if (frequency := _table(language).get(fold_name(word), 0.0)) else 0.0


@cache
def _table(language: str) -> dict[str, float]:
    """Frequencies by folded word: the scanner folds, so Štore is `store` to it."""
    table: dict[str, float] = {}
    for word, frequency in wordfreq.get_frequency_dict(language, "best").items():
        folded = fold_name(word)
        table[folded] = max(frequency, table.get(folded, 0.0))
    return table
