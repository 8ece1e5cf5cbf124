"""Folding that keeps every offset: one code point in, one code point out, so cue positions need no map."""

import unicodedata

_SAME = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ",
        "\u3000": " ", "\n": " ", "\t": " ", "ё": "е", "Ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه",
        "İ": "i", "ı": "i", "ł": "l", "Ł": "l", "ß": "s", "ø": "o", "Ø": "o",
    }
)  # fmt: skip


class _Folds(dict[int, int]):
    """Filled as characters are met: lower case, and Latin letters without their diacritics."""

    def __missing__(self, code: int) -> int:
        lowered = chr(code).lower()
        character = lowered if len(lowered) == 1 else chr(code)
        parts = unicodedata.normalize("NFD", character)
        plain = parts[0] if len(parts) > 1 and parts[0] < "\u0250" else character
        self[code] = ord(plain)
        return ord(plain)


_folds = _Folds()


def fold(text: str) -> str:
    """The text as cues are compared: `len(fold(text)) == len(text)`."""
    return text.translate(_SAME).translate(_folds)
