"""What the letters of a text say about its language, before any statistics.

`candidates(text)` gives the languages that can be written so: often one, else those among which a model must choose.
"""

import re

from pipeline.text.data import rows

_LANGUAGES = [(row[0], row[1]) for row in rows("languages.tsv")]
MODELLED = tuple(sorted({language for language, _ in _LANGUAGES}))
LATIN = tuple(language for language, script in _LANGUAGES if script == "Latn")
_TURKIC = tuple(language for language, script in _LANGUAGES if script == "Cyrl-Turkic")

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
        return _TURKIC
    if _count("јљњћђџѓќѕ", text) > 1:
        return ("mk",) if _count("ѓќѕ", text) else ("sr",) if _count("ћђ", text) else ("sr", "mk")
    return _east_slavic(text)


def _east_slavic(text: str) -> tuple[str, ...]:
    """ў is Belarusian; ї є ґ Ukrainian; ы э ё Russian or Belarusian; і Ukrainian or Belarusian; ъ also Bulgarian."""
    if "ў" in text:
        return ("be",)
    ukrainian, russian, dotted = _count("їєґ", text), _count("ыэё", text), _count("і", text)
    if russian and dotted and russian >= ukrainian + dotted:
        return ("be", "ru")
    if ukrainian + dotted > russian:
        return ("uk",)
    if russian:
        return ("ru",)
    return ("bg", "ru") if "ъ" in text else ("ru", "uk", "bg", "sr", "mk")


# Letters that Arabic does not have. Two of them, because one may stand in a foreign name.
_ARABIC_SCRIPT = (("ur", "ٹڈڑںےھ"), ("ps", "ښځډړټېۍڼ"), ("ku", "ڕڵۆێ"), ("ug", "ۇۈۋڭې"))


def _arabic(text: str) -> tuple[str, ...]:
    for language, letters in _ARABIC_SCRIPT:
        if _count(letters, text) > 1:
            return (language,)
    persian, arabic = _count("یکپچژگ", text), _count("يكةىأإ", text)
    if persian == arabic:
        return ("ar", "fa")
    return ("fa",) if persian > arabic else ("ar",)
