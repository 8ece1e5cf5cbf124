"""Names: what militaries, states, leaders and offices are called, read from data files that a person can edit.

`data/names/<language>.tsv` holds one line per meaning: kind, refs, then the names, separated by ` | `. `any.tsv` holds
what is written alike in many languages. A name may end in `*` (a stem: the language's endings may follow) and may begin
with `*` (a compound's last part, as in German). A name that begins with a capital is found only capitalised; one in
capitals only in capitals. Kind `veto` marks words that contain names but are none ("Salvation Army").
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from schemas import HitKind
from schemas.errors import CatalogueError

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "fr", "de", "es", "uk", "ru", "pl", "ar", "zh", "tr")
VETO = "veto"
_KINDS = {kind.value: kind for kind in HitKind}


class Name(NamedTuple):
    """One way to write one or several things. `language` is "" where many languages write it so."""

    text: str
    language: str
    kind: HitKind
    refs: tuple[str, ...]


@cache
def names() -> tuple[Name, ...]:
    """Every name in the data files, in file order."""
    return tuple(
        Name(text, language, _KINDS[kind], refs)
        for language, kind, refs, texts in _lines()
        if kind != VETO
        for text in texts
    )


@cache
def vetoes() -> tuple[str, ...]:
    """Words that look like a name but are none, longest meaning wins over the names inside."""
    return tuple(text for _, kind, _, texts in _lines() if kind == VETO for text in texts)


@cache
def common_words() -> dict[str, frozenset[str]]:
    """Place names that are ordinary words too, folded, with the languages that have the word."""
    return {fields[0]: frozenset(fields[1].split()) for _, fields in rows(DATA / "common.tsv")}


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines of a data file that are neither empty nor comments, split at tabs, with their numbers."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, [field.strip() for field in line.split("\t")]


@cache
def _lines() -> tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]:
    return tuple(
        _line(path, number, fields) for path in sorted((DATA / "names").glob("*.tsv")) for number, fields in rows(path)
    )


def _line(path: Path, number: int, fields: list[str]) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    if len(fields) != 3 or (fields[0] != VETO and fields[0] not in _KINDS):
        raise CatalogueError(f"{path.name}:{number}: expected `kind TAB refs TAB names`, found {fields!r}")
    language = path.stem.partition("-")[0]
    texts = tuple(text for text in (part.strip() for part in fields[2].split("|")) if text)
    return ("" if language == "any" else language), fields[0], tuple(fields[1].split()), texts
