"""From a name, as someone types it, to what the catalogue has under it: best first, by what people mostly mean.

A name of the catalogue, in any inflection or case, gives all that are called so. Several words that are no name
together are read as a text would be: "French soldiers" are a demonym and a force noun, so they are FRA. What has words
that the catalogue does not know stays unknown.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain

import msgspec

from pipeline.catalogue import aliases, context
from pipeline.catalogue.actors import root
from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.militaries import UNKNOWN
from pipeline.catalogue.names import LANGUAGES
from pipeline.catalogue.overlaps import Meaning
from pipeline.catalogue.whole import trimmed
from schemas import Abstention, Article, DateSource, Hit, HitKind, Resolution, Span


class Sort(StrEnum):
    MILITARY = "military"
    REGION = "region"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a name may mean. `country` is ISO alpha-2, "" for none; `alias` the catalogue's own spelling of it."""

    id: str
    kind: Sort
    name: str
    country: str
    score: float
    alias: str


_Scored = dict[str, float]

_FORCE = {  # how often who writes so means a force
    HitKind.MILITARY: 1.0, HitKind.DEMONYM: 0.9, HitKind.STATE: 0.45, HitKind.OFFICE: 0.6, HitKind.LEADER: 0.6,
    HitKind.CAPITAL: 0.4,
}  # fmt: skip
_PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL, HitKind.REGION})
_ADJECTIVE = 0.5  # "Syrian" is a place only in "Syrian airspace"
_RECASED, _COMPOSED, _FALLING = 0.8, 0.9, 0.9
_SMALL = 3  # letters of a word that need not be known: of, the, des
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def find(catalogue: Catalogue, name: str, language: str = "", sort: Sort | None = None) -> tuple[Found, ...]:
    """What `name` may mean, best first; nothing where the catalogue has nothing."""
    text = trimmed(name)
    if not text:
        return ()
    written, recased = catalogue.whole(text, language)
    forces: _Scored = {}
    places: _Scored = {}
    for meanings, weight in ((written, 1.0), (recased, _RECASED if written else 1.0)):
        _add(forces, _forces(catalogue, meanings), weight)
        _add(places, _places(catalogue, text, language, meanings), weight)
    if not written and not recased:
        hits, spoken = _read(catalogue, text, language)
        _add(forces, _composed_forces(catalogue, text, spoken, hits), _COMPOSED)
        _add(places, _composed_places(catalogue, text, spoken, hits), _COMPOSED)
    if sort is not Sort.MILITARY:
        _add(places, _quiet(catalogue, text, places), 1.0)
    found = []
    if sort is not Sort.REGION:
        found += [_force(catalogue, id, score, text) for id, score in forces.items()]
    if sort is not Sort.MILITARY:
        found += [_place(catalogue, id, score, text) for id, score in places.items()]
    return tuple(sorted(found, key=lambda each: -each.score))


def _add(scored: _Scored, more: Iterable[tuple[str, float]], weight: float) -> None:
    for id, score in more:
        scored.setdefault(id, round(score * weight, 3))


def _forces(catalogue: Catalogue, meanings: Sequence[Meaning]) -> Iterator[tuple[str, float]]:
    for meaning in sorted(meanings, key=lambda each: -_FORCE.get(each.kind, 0.0)):
        score = _FORCE.get(meaning.kind)
        if score is None:
            continue
        refs = meaning.refs if meaning.kind is HitKind.MILITARY else _states(catalogue, meaning)
        for ref in refs:
            if ref in catalogue.militaries:
                yield ref, score
                score *= _FALLING


def _states(catalogue: Catalogue, meaning: Meaning) -> Iterator[str]:
    for ref in meaning.refs:
        owner = root(Hit(start=0, end=1, kind=meaning.kind, refs=(ref,)))
        if owner in catalogue.militaries:
            yield owner


def _places(catalogue: Catalogue, text: str, language: str, meanings: Sequence[Meaning]) -> Iterator[tuple[str, float]]:
    """In the resolver's order where it has one, then by how many people live there."""
    hits = [_hit(0, len(text), each) for each in meanings if each.kind in _PLACES]
    if hits:
        yield from _resolved(catalogue, text, language, hits)
        rest = [ref for hit in hits for ref in hit.refs if context.is_region(ref) and ref in catalogue.regions]
        rest.sort(key=lambda ref: -catalogue.region(ref).population)
        yield from ((ref, 0.1 * _FALLING**at) for at, ref in enumerate(rest))
    for each in meanings:
        if each.kind is HitKind.DEMONYM:
            country = catalogue.militaries.states.get(each.refs[0])
            if country and country.iso2 in catalogue.regions:
                yield country.iso2, _ADJECTIVE


def _hit(start: int, end: int, meaning: Meaning) -> Hit:
    return Hit(start=start, end=end, kind=meaning.kind, refs=meaning.refs, language=meaning.language)


def _resolved(catalogue: Catalogue, text: str, language: str, hits: Sequence[Hit]) -> Iterator[tuple[str, float]]:
    """What the resolver makes of the text with nothing around it: its choice, then the losers."""
    answer = catalogue.resolve_region(Span(start=0, end=len(text)), _article(text, language), hits)
    if isinstance(answer, Resolution):
        yield answer.id, answer.score
    top = answer.score if isinstance(answer, Resolution) else 1.0
    for loser in answer.losers:
        top = min(loser.score, top * _FALLING)
        yield loser.id, top


def _read(catalogue: Catalogue, text: str, language: str) -> tuple[tuple[Hit, ...], str]:
    """The hits of the language in which the catalogue knows most of the text; none where it leaves words over."""
    best: tuple[int, tuple[Hit, ...], str] = (0, (), language)
    for each in (language,) if language else LANGUAGES:
        for hits in (catalogue.hits(text, each), catalogue.hits(_capitalised(text), each)):
            known = {at for hit in hits for at in range(hit.start, hit.end)}
            if len(known) > best[0] and not _unknown_words(text, known):
                best = (len(known), hits, each)
    return best[1], best[2]


def _capitalised(text: str) -> str:
    """The text with a capital at the beginning of each word, for those who type without: syrian army."""
    capitalised = " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
    return capitalised if len(capitalised) == len(text) else text


def _unknown_words(text: str, known: set[int]) -> bool:
    start = 0
    for word in text.replace("-", " ").replace("'", " ").replace("’", " ").split(" "):
        if len(word) > _SMALL and not any(at in known for at in range(start, start + len(word))):
            return True
        start += len(word) + 1
    return False


def _composed_forces(
    catalogue: Catalogue, text: str, language: str, hits: Sequence[Hit]
) -> Iterator[tuple[str, float]]:
    if not any(root(hit) for hit in hits):
        return  # "soldiers" alone are nobody's
    answer = catalogue.resolve_military(Span(start=0, end=len(text)), _article(text, language), hits)
    if isinstance(answer, Abstention) or answer.id == UNKNOWN:
        return
    yield answer.id, answer.score
    yield from ((loser.id, min(loser.score, answer.score * _FALLING)) for loser in answer.losers if loser.id != UNKNOWN)


def _composed_places(
    catalogue: Catalogue, text: str, language: str, hits: Sequence[Hit]
) -> Iterator[tuple[str, float]]:
    """A place with words around it; a force that is named by its people is none."""
    if any(hit.kind in _PLACES for hit in hits) and not any(hit.kind is HitKind.HEAD for hit in hits):
        yield from _resolved(catalogue, text, language, hits)


def _quiet(catalogue: Catalogue, text: str, places: _Scored) -> Iterator[tuple[str, float]]:
    """Places that are called so and that the scan does not look for, the largest first."""
    score = min(places.values(), default=0.5)
    for id in catalogue.regions.namesakes(text):
        if id not in places:
            score *= _FALLING
            yield id, score


def _force(catalogue: Catalogue, id: str, score: float, text: str) -> Found:
    state = catalogue.militaries.states.get(catalogue.root(id))
    country = state.iso2 if state else ""
    alias = aliases.meant(text, chain(aliases.of_military(catalogue, id), aliases.of_speakers(catalogue, id)))
    name = catalogue.military(id).name
    return Found(id=id, kind=Sort.MILITARY, name=name, country=country, score=score, alias=alias)


def _place(catalogue: Catalogue, id: str, score: float, text: str) -> Found:
    region, alias = catalogue.region(id), aliases.meant(text, aliases.of_region(catalogue, id))
    return Found(id=id, kind=Sort.REGION, name=region.name, country=region.country, score=score, alias=alias)


def _article(text: str, language: str) -> Article:
    """The text as the title of an article that says nothing else."""
    blank = {"id": "", "entry_key": "", "revision": "", "url": "", "feed": "", "outlet": "", "family": ""}
    dates = {"published_at": _NO_DATE, "seen_at": _NO_DATE, "date_source": DateSource.GIVEN}
    return msgspec.convert(
        {**blank, **dates, "title": text, "text": "", "language": language or "und", "fingerprint": ""}, Article
    )
