"""`language`: which language a text is in: its letters first, then a model, with the feed's word as a prior.

One headline of forty characters must do. Scripts and letters that only one language has settle half the world
(і ї є ґ are Ukrainian, ы э ё Russian, kana Japanese). What they leave open py3langid's model decides, among the
languages that news feeds are written in. The feed's hint counts for little: feeds in Polish say `en-US`, and some
"languages" in the archives are addresses.
"""

import re

from pipeline.text.classifier import UNIT, Classifier
from pipeline.text.data import rows
from pipeline.text.letters import MODELLED, candidates

UNKNOWN = "und"
TITLE, SAMPLE = 300, 120  # characters of the title and of the text that are looked at
HINT = 8 * UNIT  # what a feed's hint is worth: about as much as one function word of a headline
COMMON = {row[0]: int(row[2]) * UNIT for row in rows("languages.tsv") if row[2] != "0"}
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\d+")
_HINT = re.compile(r"([a-z]{2})(?:[-_][A-Za-z]{2,4})*")
_SAME = {"nn": "no", "nb": "no", "in": "id", "iw": "he", "sh": "sr", "fil": "tl"}


def language(title: str, text: str, hint: str = "") -> str:
    """The ISO 639-1 code of the language of an article, "und" where it has no letters."""
    sample = _NOISE.sub(" ", f"{title[:TITLE]}\n{text[:SAMPLE]}")
    allowed = candidates(sample)
    if not allowed:
        return UNKNOWN
    if len(allowed) == 1:
        return allowed[0]
    return _likeliest(sample, allowed, from_hint(hint))


def from_hint(hint: str) -> str:
    """The language of a feed's hint such as "pt_BR"; "" for what is no language tag."""
    match = _HINT.fullmatch(hint.strip())
    return _SAME.get(match[1], match[1]) if match else ""


def _likeliest(sample: str, allowed: tuple[str, ...], hinted: str) -> str:
    bonus = COMMON if hinted not in allowed else COMMON | {hinted: COMMON.get(hinted, 0) + HINT}
    best = Classifier.load(MODELLED).likeliest(sample, bonus, allowed)
    return _SAME.get(best, best)
