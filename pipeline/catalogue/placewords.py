"""Words that tell a place from an ordinary word with a capital: what stands before it, and where in the sentence."""

import re

_BEFORE = {
    "en": "in|near|at|from|to|into|around|outside|inside|towards?|toward|over|across|off|of|beyond|"
    "city of|town of|village of|region of|port of|island of|between|and",
    "fr": "à|de|en|vers|près de|dans|sur|du|des|depuis|entre|et|d'",
    "de": "in|bei|nach|aus|von|um|vor|auf|über|nahe|zwischen|und|im",
    "es": "en|de|a|hacia|desde|cerca de|sobre|entre|y|contra",
    "pl": "w|we|pod|koło|z|ze|do|na|nad|od|przy|i|między|miasto|wieś",
}
_WORDS = {
    language: re.compile(rf"(?:^|[^\w])(?:{words})['’\s]\s?$", re.IGNORECASE) for language, words in _BEFORE.items()
}
_REACH = 12
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;\n\r\"“”«»„‘(\[–—•|/>*-])\s*$")


def speaks_of_place(body: str, start: int, language: str) -> bool:
    """Whether the capitalised word at `start` is more likely a place than the ordinary word it also is.

    English headlines capitalise everything, so English needs a word before it that leads to a place; elsewhere a
    capital in mid-sentence is enough.
    """
    before = body[max(0, start - _REACH) : start]
    words = _WORDS.get(language)
    if words is not None and words.search(before):
        return True
    return language != "en" and _SENTENCE_START.search(before) is None


def starts_sentence(body: str, start: int) -> bool:
    """Whether the word at `start` has its capital from standing first."""
    return _SENTENCE_START.search(body[max(0, start - _REACH) : start]) is not None
