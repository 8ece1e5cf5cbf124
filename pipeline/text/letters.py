"""What the letters of a text say about its language, before any statistics.

`candidates(text)` gives the languages that can be written so: often one, else those among which a model must choose.
"""

import re

LATIN = tuple(
    "af az bs ca cs cy da de en es et eu fi fr ga gl ha hr hu id ig is it ku lt lv ms mt nl no nn pl pt ro rw sk sl so "
    "sq sr sv sw tl tr uz vi xh yo zu".split()
)
_CYRILLIC = ("ru", "uk", "bg", "be", "sr", "mk")
_CYRILLIC_TURKIC = ("kk", "ky", "tt", "mn", "tg", "ba")
MODELLED = tuple(sorted({*LATIN, *_CYRILLIC, *_CYRILLIC_TURKIC, "ar", "fa", "ur", "ps", "ug", "hi", "mr", "ne"}))

# A character outside the Latin blocks, punctuation, symbols and emoji: only then other scripts are looked for.
_OTHER = re.compile("[\u0370-\u1dff\u2c00-\u2dff\u2e80-\u2fff\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefc]")
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_SCRIPTS = {
    "Cyrl": re.compile("[\u0400-\u052f]"),
    "Arab": re.compile("[\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
    "Hani": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "Kana": re.compile("[\u3041-\u309f\u30a1-\u30fa\u30fd-\u30ff]"),
    "Hang": re.compile("[\u1100-\u11ff\uac00-\ud7a3]"),
    "Deva": re.compile("[\u0900-\u097f]"),
    "el": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "hy": re.compile("[\u0530-\u058f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "bn": re.compile("[\u0980-\u09ff]"),
    "pa": re.compile("[\u0a00-\u0a7f]"),
    "gu": re.compile("[\u0a80-\u0aff]"),
    "or": re.compile("[\u0b00-\u0b7f]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "te": re.compile("[\u0c00-\u0c7f]"),
    "kn": re.compile("[\u0c80-\u0cff]"),
    "ml": re.compile("[\u0d00-\u0d7f]"),
    "si": re.compile("[\u0d80-\u0dff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "lo": re.compile("[\u0e80-\u0eff]"),
    "bo": re.compile("[\u0f00-\u0fff]"),
    "my": re.compile("[\u1000-\u109f]"),
    "km": re.compile("[\u1780-\u17ff]"),
    "am": re.compile("[\u1200-\u137f]"),
}


def candidates(text: str) -> tuple[str, ...]:
    """The languages that the letters of a text allow, at least one; () for a text without letters."""
    if text.isascii() or not _OTHER.search(text):
        return LATIN if _LATIN_LETTER.search(text) else ()
    script = _script(text)
    if script == "Cyrl":
        return _cyrillic(text.lower())
    if script == "Arab":
        return _arabic(text)
    if script in ("Hani", "Kana"):
        return ("ja",) if len(_SCRIPTS["Kana"].findall(text)) > 1 else ("zh",)
    return {"Latn": LATIN, "Hang": ("ko",), "Deva": ("hi", "mr", "ne")}.get(script, (script,))


def _script(text: str) -> str:
    """The script of most letters. A Han character says as much as three letters."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    counts["Hani"] *= 3
    counts["Latn"] = len(_LATIN_LETTER.findall(text))
    return max(counts, key=lambda name: (counts[name], name))


def _count(letters: str, text: str) -> int:
    return sum(map(text.count, letters))


def _cyrillic(text: str) -> tuple[str, ...]:
    if _count("әғқңөұүһҷҳӯӣҗҙҡ", text) > 1:
        return _CYRILLIC_TURKIC
    if _count("јљњћђџѓќѕ", text) > 1:
        return (
            ("mk",)
            if _count("ѓќѕ", text)
            else ("sr",)
            if _count("љњћђџ", text) and _count("ћђ", text)
            else ("sr", "mk")
        )
    if _count("ў", text):
        return ("be",)
    ukrainian, russian, dotted = _count("їєґ", text), _count("ыэёъ", text), _count("і", text)
    if dotted and _count("ыэё", text) >= dotted and not ukrainian:
        return ("be", "ru")
    if ukrainian + dotted > russian:
        return ("uk",)
    if _count("ыэё", text):
        return ("ru",)
    return ("bg", "ru") if russian else ("ru", "uk", "bg", "sr", "mk")


def _arabic(text: str) -> tuple[str, ...]:
    if _count("ٹڈڑںےھ", text) > 1:
        return ("ur",)
    if _count("ښځډړټېۍڼ", text) > 1:
        return ("ps",)
    if _count("ڕڵۆێ", text) > 1:
        return ("ku",)
    if _count("ۇۈۋڭې", text) > 1:
        return ("ug",)
    persian, arabic = _count("یکپچژگ", text), _count("يكةىأإ", text)
    if persian == arabic:
        return ("ar", "fa")
    return ("fa",) if persian > arabic else ("ar",)
