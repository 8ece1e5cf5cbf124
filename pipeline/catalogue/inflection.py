"""How a name may be written in a running text of its language: forms, whose open ends are marked with `*`.

Slavic names change their ends (Харків, Харкова, w Charkowie). Listing every form by hand would triple the data; a full
morphology would be another dependency. A stem is enough: `forms("Харків", "uk")` gives `Харків*` and `Харков*`, and
the scanner allows the language's endings after each star. Short words are listed in full instead, because a stem of
three letters matches ordinary words. In a name of several words each word has its own stem: `Донецьк* област*`.
"""

import re
from collections.abc import Callable
from itertools import product
from math import prod

SHORTEST_STEM = 4
MOST_FORMS = 24
_UNCERTAIN_STEM = 5  # foreign names in -и, -у, -e do not change: cut only where the rest is long enough to be safe


def forms(name: str, language: str) -> tuple[str, ...]:
    """The forms of `name` in `language`; the name as it stands where the language does not inflect names."""
    inflect = _WORDS.get(language)
    words = (_HYPHEN.sub(" ", name) if language in _PARTS_DECLINE else name).split(" ")
    if "*" in name or inflect is None or any(not word for word in words):
        return (name,)
    choices = [inflect(word, at == len(words) - 1, len(words) > 1) for at, word in enumerate(words)]
    while prod(map(len, choices)) > MOST_FORMS:  # the last words of a long name are most often in the genitive
        last = max(at for at, choice in enumerate(choices) if len(choice) > 1)
        choices[last] = choices[last][:1]
    return tuple(dict.fromkeys(" ".join(chosen) for chosen in product(*choices)))


# A hyphen before a capital folds to a space: Гвінея-Бісау is two words, and each has its cases.
_HYPHEN = re.compile(r"(?<=\w\w\w\w)-(?=[А-ЯЄІЇҐA-ZŚŻŹĆŁ]\w{2})")
_PARTS_DECLINE = frozenset({"uk", "ru", "pl"})


def _german(word: str, last: bool, several: bool) -> tuple[str, ...]:
    declines = last and not several and len(word) >= SHORTEST_STEM and not word.endswith(("s", "x", "z", "ß"))
    return (f"{word}*",) if declines else (word,)


def _cut(word: str, ending: str, stems: tuple[str, ...], listed: str, least: int = SHORTEST_STEM) -> tuple[str, ...]:
    """Stems where enough of the word is left, else the word with the listed endings."""
    base = word.removesuffix(ending)
    if len(base) >= least:
        return tuple(dict.fromkeys(f"{stem}*" for stem in stems))
    return tuple(dict.fromkeys((word, *(base + other for other in listed.split(",") if listed))))


def _replaced(word: str, pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The stem before an ending where it changes: Bachmut, Bachmuci-e; Харків, Харков-а."""
    return next(((word.removesuffix(old) + new,) for old, new in pairs if word.endswith(old)), ())


# Ukrainian and Russian

_FIRST_PART = re.compile(r"^(?P<head>[^-]+)(?P<tail>-(?:на|над|под|під|сюр|ле|де|ан)-.+)$")  # Ростов-на-Дону
_CONSONANT = re.compile(r"[бвгґджзклмнпрстфхцчшщ]$")
_ADJECTIVE = {
    "uk": (("ий", "ий,ого,ому,им"), ("ій", "ій,ього,ьому,ім")),
    "ru": (
        ("ый", "ый,ого,ому,ым,ом"), ("ий", "ий,ого,его,ому,ему,им,ом,ем"), ("ой", "ой,ого,ому,ым,ом"),
        ("ая", "ая,ой,ую"), ("яя", "яя,ей,юю"), ("ое", "ое,ого,ому,ым,ом"), ("ее", "ее,его,ему,им,ем"),
    ),
}  # fmt: skip
_PLURAL_ADJECTIVE = {"uk": (), "ru": (("ые", "ые,ых,ым,ыми"), ("ие", "ие,их,им,ими"))}
_FEMININE = {  # of a noun, and of an adjective where another word follows
    "uk": {"а": "и,і,у,ою", "я": "і,ї,ю,ею,єю"}, "ru": {"а": "ы,и,е,у,ой", "я": "и,е,ю,ей"},
}  # fmt: skip
_FEMININE_ADJECTIVE = {"а": "ої,ій,у,ою", "я": "ьої,ій,ю,ьою"}
_MASCULINE = {"uk": ",а,у,ом,і,ові", "ru": ",а,у,ом,е"}
_SOFT = {"uk": "ь,я,ю,і,ем,ї", "ru": "ь,я,ю,и,е,ем"}
_PLURAL = {"uk": ",ам,ах,ами,ів", "ru": ",ам,ах,ами,ов"}
_ALTERNATIONS = {  # of what is left of the word after its soft sign is off
    "uk": (
        ("їв", "єв"),
        ("ів", "ов"),
        ("іг", "ог"),
        ("пін", "пен"),
        ("піл", "пол"),
        ("ец", "ц"),
        ("ок", "к"),
        ("ен", "н"),
    ),
    "ru": (("лец", "льц"), ("ец", "ц"), ("ок", "к"), ("ёл", "л"), ("ел", "л"), ("ен", "н")),
}
_NEUTER = {"море": "е,я,ю,ем,і", "озеро": "о,а,у,ом,і,е", "місто": "о,а,у,ом,і"}


def _ukrainian(word: str, last: bool, several: bool) -> tuple[str, ...]:
    return _cyrillic(word, last, several, "uk")


def _russian(word: str, last: bool, several: bool) -> tuple[str, ...]:
    return _cyrillic(word, last, several, "ru")


def _cyrillic(word: str, last: bool, several: bool, language: str) -> tuple[str, ...]:
    if match := _FIRST_PART.match(word):
        return tuple(match["head"] + ending + match["tail"] for ending in _MASCULINE[language].split(","))
    if word in _NEUTER:
        return tuple(word[:-1] + ending for ending in _NEUTER[word].split(","))
    for ending, listed in _PLURAL_ADJECTIVE[language]:
        if word.endswith(ending):
            return tuple(word[:-2] + other for other in listed.split(","))
    for ending, listed in _ADJECTIVE[language]:
        if word.endswith(ending):
            return _cut(word, ending, (word[:-2],), listed)
    return _cyrillic_noun(word, last, several, language)


def _cyrillic_noun(word: str, last: bool, several: bool, language: str) -> tuple[str, ...]:
    if word.endswith(("а", "я")) and len(word) > 2:
        listed = _FEMININE[language][word[-1]] + ("" if last else f",{_FEMININE_ADJECTIVE[word[-1]]}")
        return _cut(word, word[-1], (word[:-1],), listed)
    if word.endswith("ь"):
        return _cut(word, "ь", _stems(word[:-1], language), _SOFT[language])
    if word.endswith(("ы", "и")) and (word.endswith("ы") or language == "uk"):
        return _cut(word, word[-1], (word[:-1],), _PLURAL[language], _UNCERTAIN_STEM)
    if word.endswith(("о", "е", "є", "и", "і", "ї", "й")):
        adjective = "ого,ому,им" if several and word.endswith("е") and language == "uk" else ""
        return _cut(word, word[-1], (word[:-1],), adjective, SHORTEST_STEM if adjective else _UNCERTAIN_STEM)
    if _CONSONANT.search(word) and (last or word[0].islower()):  # Часів Яр: a capitalised first part stands still
        return _cut(word, "", _stems(word, language), _MASCULINE[language])
    return (word,)


def _stems(word: str, language: str) -> tuple[str, ...]:
    """The word and its stem before an ending: Харків, Харков-; Кременец, Кременц-."""
    return (word, *(stem for stem in _replaced(word, _ALTERNATIONS[language]) if len(stem) >= SHORTEST_STEM))


# Polish

_POLISH_CONSONANT = re.compile(r"[bcćdfghjklłmnńpqrsśtvwxzźż]$")
_POLISH_COMMON = {
    "obwód": "obwód,obwodu,obwodowi,obwodem,obwodzie", "okręg": "okręg,okręgu,okręgowi,okręgiem",
    "region": "region,regionu,regionowi,regionem,regionie", "morze": "morze,morza,morzu,morzem",
    "zatoka": "zatoka,zatoki,zatoce,zatokę,zatoką", "strefa": "strefa,strefy,strefie,strefę,strefą",
    "cieśnina": "cieśnina,cieśniny,cieśninie,cieśninę,cieśniną", "wyspa": "wyspa,wyspy,wyspie,wyspę,wyspą",
    "wyspy": "wyspy,wysp,wyspach,wyspom,wyspami", "wzgórza": "wzgórza,wzgórz,wzgórzach,wzgórzami,wzgórzom",
}  # fmt: skip
_SOFT_FEMININE = (
    ("ch", "sz"),
    ("st", "ści"),
    ("k", "c"),
    ("g", "dz"),
    ("t", "ci"),
    ("d", "dzi"),
    ("r", "rz"),
    ("ł", "l"),
)
_SOFT_MASCULINE = (("st", "ści"), ("t", "ci"), ("d", "dzi"), ("r", "rz"), ("ł", "l"))
_POLISH_STEM = (("ń", "ni"), ("iec", "c"), ("ść", "ści"), ("ów", "ow"), ("ód", "od"), ("óg", "og"), ("ół", "oł"))
_LISTED_FEMININE = "y,i,ę,ą,o,ie,e"
_LISTED_ADJECTIVE = {
    "a": ",ej,ą", "y": "ego,emu,ym,ych", "e": "ego,emu,ym,ych,ymi", "i": "iego,iemu,im,ich",
    "ie": "iego,iemu,im,ich,imi",
}  # fmt: skip


def _polish(word: str, last: bool, several: bool) -> tuple[str, ...]:
    if common := _POLISH_COMMON.get(word.lower()):
        return tuple(word[0] + form[1:] for form in common.split(","))
    if word.endswith("a") and len(word) > 2:
        softened = _replaced(word[:-1], _SOFT_FEMININE) if last else ()
        cut = _cut(word, "a", (word[:-1], *softened), _LISTED_FEMININE + ("" if last else _LISTED_ADJECTIVE["a"]))
        return cut if cut[0].endswith("*") else (*cut, *(f"{stem}e" for stem in softened))
    if word.endswith(("y", "e", "i")) and several and len(word) > 2:
        ending = "ie" if word.endswith(("kie", "gie")) else word[-1]  # Morze Bałtyckie, Morzem Bałtyckim
        return _cut(word, ending, (word.removesuffix(ending),), _LISTED_ADJECTIVE[ending])
    if word.endswith(("o", "e", "y", "i")):
        return _cut(word, word[-1], (word[:-1], *_replaced(word[:-1], _SOFT_MASCULINE)), "", _UNCERTAIN_STEM)
    if _POLISH_CONSONANT.search(word) and last:
        stems = (word, *_replaced(word, _POLISH_STEM), *_replaced(word, _SOFT_MASCULINE))
        return _cut(word, "", stems, "u,a,em,ie,owi")
    return (word,)


_WORDS: dict[str, Callable[[str, bool, bool], tuple[str, ...]]] = {
    "de": _german,
    "pl": _polish,
    "ru": _russian,
    "uk": _ukrainian,
}
