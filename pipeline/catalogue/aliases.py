"""What a military or a region is called, by language; and which of its names someone meant."""

from collections.abc import Iterable, Iterator
from operator import itemgetter

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.names import names
from pipeline.catalogue.offices import speaks_for
from schemas import HitKind

_SPEAKERS = frozenset({HitKind.LEADER, HitKind.OFFICE})
_ALIKE = 0.5  # of the letters: Харкова and Харків, French soldiers and French


def of_military(catalogue: Catalogue, id: str) -> Iterator[tuple[str, str]]:
    """(language, name) of a military: "" where many languages write it so, `*` for open ends."""
    for name in (*names(), *catalogue.own.military_names()):
        if id in name.refs and name.kind is not HitKind.HEAD:  # a weapon is no name of who has it
            yield name.language, name.text


def of_speakers(catalogue: Catalogue, id: str) -> Iterator[tuple[str, str]]:
    """(language, name) of what stands for a state or group in the news: its country, capital, offices, people."""
    state = catalogue.militaries.states.get(id)
    if state and state.iso2 in catalogue.regions:
        yield from catalogue.regions.names_of(state.iso2)
        yield from catalogue.regions.names_of(catalogue.regions.capital(state.iso2))
    for name in names():
        if name.kind in _SPEAKERS and speaks_for(name.refs[0]) == id:
            yield name.language, name.text


def of_region(catalogue: Catalogue, id: str) -> Iterator[tuple[str, str]]:
    """(language, name) of a region, its own name first; of a country also what its state is called."""
    yield "", catalogue.region(id).name
    yield from catalogue.regions.names_of(id)
    for name in names():
        if id in name.refs:
            yield name.language, name.text


def meant(text: str, known: Iterable[tuple[str, str]]) -> str:
    """The name among `known` that `text` is a form of: the one that is spelt so, else the nearest, else ""."""
    best = max(((_nearness(text, name), name) for _, name in known), default=(0.0, ""), key=itemgetter(0))
    return best[1] if best[0] else ""


def _nearness(text: str, name: str) -> float:
    """How sure it is that `text` is a form of the name: 3 where they are the same, 0 where they are not alike."""
    wanted, stem = fold_name(text), fold_name(name.replace("*", ""))
    if stem == wanted:
        return 3.0 if text == name else 2.0
    if f" {stem}" in f" {wanted}":
        return 1.0 + len(stem) / len(wanted)
    alike = _shared(stem, wanted) / max(len(stem), 1)
    return alike if alike >= _ALIKE else 0.0


def _shared(one: str, other: str) -> int:
    """How many letters they begin alike with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
