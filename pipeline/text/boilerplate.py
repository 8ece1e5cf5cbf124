"""Takes "Continue reading…" and its cousins off the text of a marked-up body.

The phrases stand in `data/boilerplate.tsv`. A phrase goes where it is a whole line, or where it ends a line after a
sentence; in the middle of a sentence it is somebody's words.
"""

import re

from pipeline.text.data import rows


def strip_boilerplate(text: str) -> str:
    """The lines that are somebody's words."""
    kept = (_TAIL.sub("", line).rstrip() for line in text.split("\n") if not _LINE.fullmatch(line))
    return "\n".join(line for line in kept if line)


def _compile(kind: str) -> str:
    return "|".join(pattern for row_kind, _, pattern in rows("boilerplate.tsv") if row_kind == kind)


_DECORATION = r"[\s.…»›→>\[\]()>:]*"
_LINE = re.compile(rf"{_DECORATION}(?:{_compile('more')}|{_compile('line')}){_DECORATION}", re.IGNORECASE)
_TAIL = re.compile(
    rf"(?:(?<=[.!?…\]»”\"。！？])|(?<=\.\.\.)|(?<=[.!?…\]»”\"]\s))\s*(?:{_compile('more')}){_DECORATION}$|\s*\[(?:…|\.\.\.)\]{_DECORATION}$",
    re.IGNORECASE,
)
