"""Headlines: one line of text, whichever way a feed marks it up. Pure."""

import re

from selectolax.lexbor import LexborHTMLParser

MAX_MARKUP = 10_000  # characters, and
MAX_TAGS = 200  # tags: deep nesting costs lexbor quadratic time, and no headline has more
_SPACE = re.compile(r"\s+")
_SILENT = ["script", "style", "template", "noscript"]


def text_of(markup: str) -> str:
    """The text of a headline in HTML; what is no headline, or has no text, stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup
    if len(markup) > MAX_MARKUP or markup.count("<") > MAX_TAGS:
        return markup
    tree = LexborHTMLParser(markup)
    tree.strip_tags(_SILENT)
    for node in tree.css("br,p,div,li,h1,h2,h3,h4,h5,h6"):
        node.insert_before(" ")
        node.insert_after(" ")
    text = _SPACE.sub(" ", tree.root.text() if tree.root else "").strip()
    return text or markup
