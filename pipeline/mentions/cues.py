"""Words of fighting, moving, holding and helping: what must stand beside a name for an entry to be worth reading.

`data/<language>.tsv` lists them, one a line. They only open the gate: what a sentence says is for the claim model.
A `*` stands for any letters, because verbs end in more ways than names do and a word too many costs little here.
"""

from functools import cache
from pathlib import Path

import ahocorasick_rs

from pipeline.catalogue.folding import fold, fold_name

_DATA = Path(__file__).parent / "data"
_UNBOUNDED = ("zh", "ar")  # no spaces, or clitics written onto the word


def has_cue(text: str, language: str) -> bool:
    """Whether the text has a cue of the language; of any language where we have none of that one."""
    folded = fold(text).text
    return any(_automaton(name).find_matches_as_indexes(folded) for name in _languages(language))


@cache
def _languages(language: str) -> tuple[str, ...]:
    known = tuple(path.stem for path in sorted(_DATA.glob("*.tsv")))
    return (language,) if language in known else known


@cache
def _automaton(language: str) -> ahocorasick_rs.AhoCorasick:
    lines = (_DATA / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    cues = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return ahocorasick_rs.AhoCorasick([_pattern(cue, language) for cue in cues], store_patterns=False)


def _pattern(cue: str, language: str) -> str:
    core = fold_name(cue.strip("*"))
    if language in _UNBOUNDED:
        return core
    left = "" if cue.startswith("*") else " "
    return f"{left}{core}" if cue.endswith("*") else f"{left}{core} "
