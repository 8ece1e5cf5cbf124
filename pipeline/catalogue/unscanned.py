"""Names of the tables that a resolver asks for and the scan may not look for: by spelling, and by sound."""

from collections.abc import Iterable

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.sounds import keys, spoken

MARKS = "~*"  # before an ordinary word, and after a stem: no part of a name


ANYWHERE = "*"  # for a country: what is well known, wherever it lies


def by_name(names: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The ids of each folded name, from pairs of id and name."""
    found: dict[str, dict[str, None]] = {}
    for id, text in names:
        found.setdefault(fold_name(text.strip(MARKS)), {})[id] = None
    return {name: tuple(ids) for name, ids in found.items()}


def by_sound(names: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """(id, name as spoken) of each country and key of consonants, from id, country and Latin name: see `sounds`."""
    found: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for id, country, text in names:
        said = spoken(text.strip(MARKS), "en")
        for key in keys(said):
            found.setdefault((country, key), {})[id, said] = None
    return {heard: tuple(bearers) for heard, bearers in found.items()}
