"""How a name may be written in a running text of its language: forms, whose open ends are marked with `*`.

Slavic names change their ends (Харків, Харкова, w Charkowie). Listing every form by hand would triple the data; a full
morphology would be another dependency. A stem is enough: `forms("Харків", "uk")` gives `Харків*` and `Харков*`, and
the scanner allows the language's endings after the star. Short names are listed in full instead, because a stem of
three letters matches ordinary words. In names of several words all but the last are listed, the last is a stem.
"""

import re
from collections.abc import Callable, Iterator

SHORTEST_STEM = 4
_UNCERTAIN_STEM = 5  # foreign names in -и, -у, -e do not change: cut only where the rest is long enough to be safe


def forms(name: str, language: str) -> tuple[str, ...]:
    """The forms of `name` in `language`, the name's own first; unchanged where the language does not inflect names."""
    words = name.split(" ")
    if "*" in name:  # someone has cut it already
        return (name,)
    if language not in _LAST or any(not word for word in words):
        return (f"{name}*",) if language == "de" and _takes_s(name) else (name,)
    heads = [tuple(_LISTED[language](word)) for word in words[:-1]]
    if len(heads) > 2:  # the first word carries the case; listing all would give hundreds of forms
        heads = [heads[0], *((word,) for word in words[1:-1])]
    return tuple(dict.fromkeys(_join(heads, tuple(_LAST[language](words[-1])))))


def _join(heads: list[tuple[str, ...]], last: tuple[str, ...]) -> Iterator[str]:
    if not heads:
        yield from last
        return
    for head in heads[0]:
        for rest in _join(heads[1:], last):
            yield f"{head} {rest}"


def _takes_s(name: str) -> bool:
    return len(name) >= SHORTEST_STEM and " " not in name and not name.endswith(("s", "x", "z", "ß"))


def _cut(word: str, ending: str, stems: tuple[str, ...], listed: tuple[str, ...], least: int) -> Iterator[str]:
    """Stems where enough of the word is left, else the listed forms."""
    base = word.removesuffix(ending)
    if len(base) >= least:
        yield from (f"{stem}*" for stem in stems)
    else:
        yield from (word, *(base + form for form in listed))


def _each(base: str, endings: str) -> tuple[str, ...]:
    return tuple(base + ending for ending in endings.split(","))


# Ukrainian and Russian

_FIRST_PART = re.compile(r"^(?P<head>[^-]+)(?P<tail>-(?:на|над|под|під|сюр|ле|де|ан)-.+)$")  # Ростов-на-Дону
_CYRILLIC_NOUN = {
    "uk": {"а": "и,і,у,ою", "я": "і,ї,ю,ею,єю", "ь": "я,ю,і,ем,ї", "": "а,у,ом,і,ові"},
    "ru": {"а": "ы,и,е,у,ой", "я": "и,е,ю,ей,ёй", "ь": "я,ю,и,е,ем", "": "а,у,ом,е"},
}
_CYRILLIC_LISTED = {
    "uk": (
        ("ський", "ський,ського,ському,ським"), ("ий", "ий,ого,ому,им"), ("ій", "ій,ього,ьому,ім"),
        ("ія", "ія,ії,ію,ією"), ("а", "а,ої,ій,у,ою,и,і"), ("я", "я,ьої,ій,ю,ьою,і,ею"), ("е", "е,ого,ому,им"), ("є", "є,ього,ьому,ім"),
        ("і", "і,их,им,ими"), ("и", "и,,ів,ам,ах,ами"),
    ),
    "ru": (
        ("ый", "ый,ого,ому,ым,ом"), ("ий", "ий,ого,его,ому,ему,им,ом,ем"), ("ой", "ой,ого,ому,ым,ом"),
        ("ая", "ая,ой,ую"), ("яя", "яя,ей,юю"), ("ое", "ое,ого,ому,ым,ом,им"), ("ее", "ее,его,ему,им,ем"),
        ("ые", "ые,ых,ым,ыми"), ("ие", "ие,их,им,ими"), ("ия", "ия,ии,ию,ией"), ("а", "а,ы,и,е,у,ой"),
        ("я", "я,и,е,ю,ей"), ("ы", "ы,,ам,ах,ами,ов"),
    ),
}  # fmt: skip
_CONSONANT = re.compile(r"[бвгґджзклмнпрстфхцчшщ]$")


_ADJECTIVE = {"uk": re.compile(r"(ий|ський|цький|ська|цька|ське|цьке)$"), "ru": re.compile(r"(ый|ий|ой|ая|яя|ое|ее|ые|ие)$")}
_COMMON = {
    "море": _each("мор", "е,я,ю,ем,і"),
    "озеро": _each("озер", "о,а,у,ом,і,е"),
    "місто": _each("міст", "о,а,у,ом,і"),
}


def _listed_cyrillic(word: str, language: str) -> Iterator[str]:
    for ending, changes in _CYRILLIC_LISTED[language]:
        base = word.removesuffix(ending)
        if ending and word.endswith(ending) and len(base) >= 2:
            yield from dict.fromkeys((word, *_each(base, changes)))
            return
    declines = _CONSONANT.search(word) and word[0].islower()  # a capital there is more often a foreign or fixed part
    yield from _each(word, _CYRILLIC_NOUN[language][""].replace("а", ",а", 1)) if declines else (word,)


def _last_cyrillic(word: str, language: str) -> Iterator[str]:
    if match := _FIRST_PART.match(word):
        yield from (head + match["tail"] for head in _each(match["head"], f",{_CYRILLIC_NOUN[language]['']}"))
        return
    nouns = _CYRILLIC_NOUN[language]
    if _ADJECTIVE[language].search(word) or word in _COMMON:
        yield from _COMMON.get(word) or _listed_cyrillic(word, language)
    elif word.endswith(("а", "я")):
        yield from _cut(word, word[-1], (word[:-1],), tuple(nouns[word[-1]].split(",")), SHORTEST_STEM)
    elif word.endswith("ь"):
        yield from _cut(word, "ь", _fleeting(word[:-1], language), tuple(nouns["ь"].split(",")), SHORTEST_STEM)
    elif word.endswith("ы") or (language == "uk" and word.endswith("и")):
        plural = ("", "ам", "ах", "ами", "ів" if language == "uk" else "ов")
        yield from _cut(word, word[-1], (word[:-1],), plural, SHORTEST_STEM + 1)
    elif word.endswith(("о", "е", "є", "и", "і", "ї", "й")):
        yield from _cut(word, word[-1], (word[:-1],), (), _UNCERTAIN_STEM)
    elif _CONSONANT.search(word):
        yield from _cut(word, "", _fleeting(word, language), tuple(nouns[""].split(",")), SHORTEST_STEM)
    else:
        yield word


_ALTERNATIONS = {
    "uk": (("їв", "єв"), ("ів", "ов"), ("іг", "ог"), ("пін", "пен"), ("піл", "пол"), ("ец", "ц"), ("ок", "к"), ("ен", "н")),
    "ru": (("лец", "льц"), ("ец", "ц"), ("ок", "к"), ("ёл", "л"), ("ел", "л"), ("ен", "н")),
}  # what is left of the word after its soft sign is off


def _fleeting(word: str, language: str) -> tuple[str, ...]:
    """The word and its stems before an ending: Харків, Харков-; Кременець, Кременц-."""
    changed = (word.removesuffix(old) + new for old, new in _ALTERNATIONS[language] if word.endswith(old))
    return tuple(dict.fromkeys((word, *(stem for stem in changed if len(stem) >= SHORTEST_STEM))))


# Polish

_POLISH_CONSONANT = re.compile(r"[bcćdfghjklłmnńpqrsśtvwxzźż]$")
_POLISH_LISTED = (
    ("ski", "ski,skiego,skiemu,skim"), ("cki", "cki,ckiego,ckiemu,ckim"), ("ia", "ia,ii,iej,ię,ią"),
    ("y", "y,ego,emu,ym,ych"), ("i", "i,iego,iemu,im"), ("a", "a,ej,ą,y,ę,ie,i"), ("ie", "ie,iego,iemu,im,ich,imi"),
    ("e", "e,ego,emu,ym,ych,ymi"),
)  # fmt: skip
_POLISH_COMMON = {
    "obwód": ("obwód", "obwodu", "obwodowi", "obwodem", "obwodzie"),
    "okręg": ("okręg", "okręgu", "okręgowi", "okręgiem"),
    "region": ("region", "regionu", "regionowi", "regionem", "regionie"),
    "morze": ("morze", "morza", "morzu", "morzem"),
    "zatoka": ("zatoka", "zatoki", "zatoce", "zatokę", "zatoką"),
    "cieśnina": ("cieśnina", "cieśniny", "cieśninie", "cieśninę", "cieśniną"),
    "strefa": ("strefa", "strefy", "strefie", "strefę", "strefą"),
    "wyspy": ("wyspy", "wysp", "wyspach", "wyspom", "wyspami"),
    "wyspa": ("wyspa", "wyspy", "wyspie", "wyspę", "wyspą"),
    "wzgórza": ("wzgórza", "wzgórz", "wzgórzach", "wzgórzami", "wzgórzom"),
}
_SOFT_FEMININE = (("ch", "sz"), ("st", "ści"), ("k", "c"), ("g", "dz"), ("t", "ci"), ("d", "dzi"), ("r", "rz"), ("ł", "l"))
_SOFT_MASCULINE = (("st", "ści"), ("t", "ci"), ("d", "dzi"), ("r", "rz"), ("ł", "l"))
_POLISH_STEM = (("ń", "ni"), ("iec", "c"), ("ść", "ści"), ("ów", "ow"), ("ód", "od"), ("óg", "og"), ("ół", "oł"))


def _listed_polish(word: str) -> Iterator[str]:
    if common := _POLISH_COMMON.get(word.lower()):
        yield from (word[0] + form[1:] for form in common)
        return
    for ending, changes in _POLISH_LISTED:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            yield from dict.fromkeys((word, *_each(word.removesuffix(ending), changes)))
            return
    yield word


def _last_polish(word: str) -> Iterator[str]:
    if word.lower() in _POLISH_COMMON or word.endswith(("ski", "cki", "ska", "cka", "skie", "ckie")):
        yield from _listed_polish(word)
    elif word.endswith("a"):
        stems = (word[:-1], *_replaced(word[:-1], _SOFT_FEMININE))
        yield from _cut(word, "a", stems, tuple("y,i,ę,ą,o,ie,e".split(",")), SHORTEST_STEM)
    elif word.endswith(("o", "e", "y", "i")):
        yield from _cut(word, word[-1], (word[:-1], *_replaced(word[:-1], _SOFT_MASCULINE)), (), _UNCERTAIN_STEM)
    elif _POLISH_CONSONANT.search(word):
        stems = (word, *_replaced(word, _POLISH_STEM), *_replaced(word, _SOFT_MASCULINE))
        yield from _cut(word, "", stems, tuple("u,a,em,ie,owi".split(",")), SHORTEST_STEM)
    else:
        yield word


def _replaced(word: str, pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The stem before an ending, where it changes: Bachmut, Bachmuci-e; Kachowk-a, Kachowc-e; Kijów, Kijow-a."""
    return next(((word.removesuffix(old) + new,) for old, new in pairs if word.endswith(old)), ())


_Words = Callable[[str], Iterator[str]]
_LISTED: dict[str, _Words] = {
    "uk": lambda word: _listed_cyrillic(word, "uk"),
    "ru": lambda word: _listed_cyrillic(word, "ru"),
    "pl": _listed_polish,
}
_LAST: dict[str, _Words] = {
    "uk": lambda word: _last_cyrillic(word, "uk"),
    "ru": lambda word: _last_cyrillic(word, "ru"),
    "pl": _last_polish,
}
