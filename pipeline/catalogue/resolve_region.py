"""From a span to the region it names: candidates from the scan and the gazetteer, scored by what the article says.

The best candidate is the answer where it stands clear of the others and of no place at all; otherwise the resolver
abstains. Nothing is ever put on the middle of something larger.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.catalogue import relative
from pipeline.catalogue.place_candidates import PART, PERSON, Candidates, candidates, part_of_longer_name
from pipeline.catalogue.place_clues import Clues, clues
from pipeline.catalogue.place_score import NOTHING, score
from pipeline.catalogue.place_sounds import sounding
from pipeline.catalogue.pointing import NO_BELIEFS, Beliefs, countries
from schemas import Abstention, Article, Candidate, Hit, HitKind, Pointer, RegionKind, Resolution, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_LOSERS = 5
_SPREAD = 1.0  # points of lead that make a resolution e times likelier than its rival
_BY_RELATION = 0.55
_BY_SOUND = 0.8  # of a name that is spelled just so
_SURE = 0.6  # of a town that "the town" shall mean
_SMALL = 15_000  # people
_LOOK_BACK = 4  # names before "the town" that may be it
_Scored = tuple[float, str, str]


def resolve(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], pointers: Sequence[Pointer] = ()
) -> Resolution | Abstention:
    """The best candidate, or an abstention that names those that were not good enough.

    A model may point at names of the article in whose country it takes the place to be. That is one clue among others,
    and decides where the span's own name says nothing. A country of which the article does not speak is not guessed.
    """
    beliefs = countries(catalogue, pointers, span, hits)
    found = candidates(catalogue, span, article, hits)
    surface = article.body[span.start : span.end]
    if found.hit is None and relative.means_the_town(surface):
        town = _last_town(catalogue, span, article, hits)
        return town if isinstance(town, Resolution) else _related(catalogue, span, article, hits, beliefs)
    if relative.means_under_others(surface) and _is_of_state(found):
        return _related(catalogue, span, article, hits, beliefs)
    if (relative.borders_on(surface) or relative.means_high_seas(surface)) and _is_of_state(found):
        beyond = _related(catalogue, span, article, hits, beliefs)
        if isinstance(beyond, Resolution):
            return beyond
    answer = _by_name(catalogue, span, article, hits, found, beliefs)
    known = _supposed(clues(catalogue, found.surface, article, hits), beliefs)
    if isinstance(answer, Resolution) and not _is_far(catalogue, answer.id, found, known):
        return answer
    if isinstance(answer, Abstention) and found.refusal:
        return answer
    related = _related(catalogue, span, article, hits, beliefs)
    return _agreeing(catalogue, answer, related) if isinstance(related, Resolution) else answer or related


def _agreeing(catalogue: "Catalogue", answer: Resolution | Abstention | None, related: Resolution) -> Resolution:
    """Of the candidates that were not good enough by themselves, the one that lies where the article is set."""
    weak = (candidate.id for candidate in answer.losers) if answer else ()
    best = next((id for id in weak if catalogue.regions.country(id) == related.id), "")
    reason = f"not clear by itself, and the article speaks of {related.id}"
    return Resolution(id=best, score=_BY_RELATION, reason=reason) if best else related


def _supposed(known: Clues, beliefs: Beliefs) -> Clues:
    """The clues as if the article named the country that a model is sure of."""
    return known._replace(countries=known.countries + Counter([beliefs.sure])) if beliefs.sure else known


def _by_name(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], found: Candidates, beliefs: Beliefs
) -> Resolution | Abstention | None:
    """What the names in the span say; None where there is none that could be a place."""
    if found.refusal == PERSON:
        return Abstention(reason=found.refusal)
    scored = [] if found.refusal else _scored(catalogue, span, article, hits, found, beliefs)
    known = _supposed(clues(catalogue, found.surface, article, hits), beliefs)
    if not scored or scored[0][0] < NOTHING or _is_foreign(catalogue, scored[0][1], found, known):
        by_sound = _by_sound(catalogue, span, article, hits, beliefs)
        if by_sound:
            return by_sound
    if found.refusal == PART:
        return None
    if found.refusal:
        return Abstention(reason=found.refusal)
    return _answer(scored) if scored else None


def _answer(scored: Sequence[_Scored]) -> Resolution | Abstention:
    """The best of the candidates, if it is clearer than no place at all."""
    points, best, reason = scored[0]
    losers = tuple(Candidate(id=id, score=round(_share(other, points), 3)) for other, id, _ in scored[1 : _LOSERS + 1])
    if points < NOTHING:
        said = f"{best} is not clear enough: {points:.2f} points of {NOTHING} ({reason})"
        return Abstention(reason=said, losers=(Candidate(id=best, score=round(_share(points, NOTHING), 3)), *losers))
    rival = max(NOTHING, scored[1][0] if len(scored) > 1 else NOTHING)
    return Resolution(id=best, score=round(_share(points, rival), 3), reason=reason, losers=losers)


def _last_town(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> Resolution | Abstention:
    """The town that the article named last before "the town"."""
    before = [hit for hit in hits if hit.end <= span.start and hit.kind in (HitKind.REGION, HitKind.CAPITAL)]
    for hit in sorted(before, key=lambda hit: (-hit.end, hit.start))[:_LOOK_BACK]:
        town = resolve(catalogue, Span(start=hit.start, end=hit.end), article, hits)
        if isinstance(town, Resolution) and town.score >= _SURE and _is_town(catalogue, town):
            name = article.body[hit.start : hit.end]
            return Resolution(id=town.id, score=min(_BY_RELATION, town.score), reason=f"the town last named: {name}")
    return Abstention(reason="a town, and none is named before it")


def _is_town(catalogue: "Catalogue", answer: Resolution) -> bool:
    return catalogue.region(answer.id).kind is RegionKind.PLACE


def _scored(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], found: Candidates, beliefs: Beliefs
) -> list[_Scored]:
    """Candidates with points and reasons, best first; ties by the order of the scan, then by id."""
    ids = dict.fromkeys((*found.listed, *found.namesakes))
    if not ids:
        return []
    known = clues(catalogue, found.surface, article, hits)
    scored = []
    for at, id in enumerate(ids):
        region = catalogue.region(id)
        if found.hit and part_of_longer_name(article.body, span, found.hit, region.kind):
            continue
        points, reason = score(catalogue, region, found, known, article, beliefs)
        scored.append((-points, at, id, reason))
    return [(-points, id, reason) for points, _, id, reason in sorted(scored)]


def _is_of_state(found: Candidates) -> bool:
    return found.hit is None or found.hit.kind in (HitKind.STATE, HitKind.CAPITAL, HitKind.DEMONYM, HitKind.OFFICE)


def _is_far(catalogue: "Catalogue", best: str, found: Candidates, known: Clues) -> bool:
    """Whether a small place that is not scanned for lies in none of the countries that the article names."""
    region = catalogue.region(best)
    is_small = region.kind is RegionKind.PLACE and best not in found.listed and region.population < _SMALL
    return is_small and bool(known.countries) and not known.countries[region.country]


def _is_foreign(catalogue: "Catalogue", best: str, found: Candidates, known: Clues) -> bool:
    """Whether the best is a town that the scan does not know so, of a country that the article does not name."""
    region = catalogue.region(best)
    return region.kind is RegionKind.PLACE and best not in found.listed and not known.countries[region.country]


def _by_sound(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], beliefs: Beliefs
) -> Resolution | None:
    """What sounds like the name, in a country that the article names."""
    surface = article.body[span.start : span.end]
    if relative.has_no_name(surface, article.language):
        return None
    known = _supposed(clues(catalogue, surface, article, hits), beliefs)
    found = sounding(catalogue.regions, surface, article.language, known)
    if not found:
        return None
    best = found[0]
    losers = tuple(Candidate(id=other.id, score=round(other.nearness / 2, 3)) for other in found[1 : _LOSERS + 1])
    said = f"{best.name} sounds like {catalogue.region(best.id).name}, and the article names its country"
    return Resolution(id=best.id, score=round(_BY_SOUND * best.nearness, 3), reason=said, losers=losers)


def _share(points: float, rival: float) -> float:
    return 1 / (1 + math.exp(-(points - rival) / _SPREAD))


def _related(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], beliefs: Beliefs
) -> Resolution | Abstention:
    """By what else the article says: the country that a model is sure of, or the one that it is set in."""

    def named(other: Span) -> Resolution | Abstention:
        found = candidates(catalogue, other, article, hits)
        return _by_name(catalogue, other, article, hits, found, NO_BELIEFS) or Abstention(
            reason="no name of a region in it"
        )

    related = relative.resolve(catalogue, span, article, hits, named)
    surface = article.body[span.start : span.end]
    is_there = related is not None and catalogue.regions.country(related[0]) == beliefs.sure
    if beliefs.sure and not is_there and not relative.means_beyond(surface):
        return Resolution(id=beliefs.sure, score=_BY_RELATION, reason=f"read as in {beliefs.sure}")
    if related is None:
        return Abstention(reason="no name of a region in it")
    id, reason = related
    return Resolution(id=id, score=_BY_RELATION, reason=reason)
