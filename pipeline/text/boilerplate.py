"""Takes "Continue reading…" and its cousins off the text of a marked-up body.

The phrases stand in `data/boilerplate.tsv`. A phrase goes where it is a whole line, or where it ends a line after a
sentence; in the middle of a sentence it is somebody's words.
"""

import re

from pipeline.text.data import rows

LONGEST = 500  # characters of a line of boilerplate: patterns look at no more, so that their time is bounded


def strip_boilerplate(text: str) -> str:
    """The lines that are somebody's words."""
    kept = (_without_tail(line) for line in text.split("\n") if not _is_boilerplate(line))
    return "\n".join(line for line in kept if line)


def _is_boilerplate(line: str) -> bool:
    return len(line) <= LONGEST and _LINE.fullmatch(line) is not None


def _without_tail(line: str) -> str:
    return line[:-LONGEST] + _TAIL.sub("", line[-LONGEST:]).rstrip()


def _compile(kind: str) -> str:
    return "|".join(pattern for row_kind, _, pattern in rows("boilerplate.tsv") if row_kind == kind)


_DECORATION = r"[\s.…»›→>\[\]()>:]*"
_LINE = re.compile(rf"{_DECORATION}(?:{_compile('more')}|{_compile('line')}){_DECORATION}", re.IGNORECASE)
_TAIL = re.compile(
    rf"(?:(?<=[.!?…\]»”\"。！？])|(?<=\.\.\.)|(?<=[.!?…\]»”\"]\s))\s*(?:{_compile('more')}){_DECORATION}$|\s*\[(?:…|\.\.\.)\]{_DECORATION}$",
    re.IGNORECASE,
)
