"""The check: what contradicts itself in the catalogue. `vedette catalogue check`; the tests run it too."""

from collections.abc import Iterator

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.check_regions import region_problems
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.militaries import Militaries
from pipeline.catalogue.names import LANGUAGES, names
from pipeline.catalogue.offices import MEDIA, OFFICE
from schemas import HitKind

_TEN = frozenset(LANGUAGES)
_NOT_NOW = frozenset({"SUN"})  # states that are no more need no full set of names
_MAY_SHARE = frozenset({HitKind.HEAD})  # a force noun may be of several classes


def problems(catalogue: Catalogue | None = None) -> Iterator[str]:
    """Every contradiction, in words; of the package's own data where no catalogue is given."""
    checked = catalogue or Catalogue()
    militaries = checked.militaries
    yield from _lineage(militaries)
    yield from _references(militaries)
    yield from _clashes()
    yield from _silences(militaries)
    yield from region_problems(checked.regions)


def _lineage(militaries: Militaries) -> Iterator[str]:
    for military in militaries:
        for other in (military.parent, *military.affiliated):
            if other and other not in militaries:
                yield f"{military.id}: {other!r} is no military"
        if "/" in military.id and not military.parent:
            yield f"{military.id}: has a root in its id but no parent"
        if military.parent and military.id.partition("/")[0] != military.parent.partition("/")[0]:
            yield f"{military.id}: its root is not its parent's ({military.parent})"
        if _is_circular(militaries, military.id):
            yield f"{military.id}: is part of itself"


def _is_circular(militaries: Militaries, id: str) -> bool:
    seen = {id}
    while (id := militaries.get(id).parent) and id in militaries:
        if id in seen:
            return True
        seen.add(id)
    return False


def _references(militaries: Militaries) -> Iterator[str]:
    for name in names():
        if name.kind in (HitKind.MILITARY, HitKind.DEMONYM, HitKind.STATE) and name.refs[0] not in militaries:
            yield f"name {name.text!r} ({name.language}): {name.refs[0]!r} is no military"
        if name.kind is HitKind.OFFICE and not name.refs[0].startswith((OFFICE, MEDIA)):
            yield f"name {name.text!r} ({name.language}): {name.refs[0]!r} is no office"


def _clashes() -> Iterator[str]:
    """One spelling with two meanings of one kind: write both refs on one line if that is meant."""
    meanings: dict[tuple[str, str, HitKind], tuple[str, ...]] = {}
    for name in names():
        if name.kind in _MAY_SHARE:
            continue
        text = f"{name.text.isupper()} {fold_name(name.text)}{'*' * name.text.endswith('*')}"
        refs = meanings.setdefault((text, name.language, name.kind), name.refs)
        if refs[0] != name.refs[0]:
            yield f"{name.kind} {name.text!r} ({name.language or 'any'}) means {refs[0]} and {name.refs[0]}"


def _silences(militaries: Militaries) -> Iterator[str]:
    spoken: dict[str, set[str]] = {}
    for name in names():
        if name.kind is HitKind.STATE:
            spoken.setdefault(name.refs[0], set()).add(name.language)
    for state in militaries.states:
        missing = sorted(_TEN - spoken.get(state, set()))
        if missing and state not in _NOT_NOW:
            yield f"{state}: has no name in {', '.join(missing)}"
