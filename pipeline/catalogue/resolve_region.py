"""From a span to the region it names: candidates from the scan, scored by what else the article names."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.catalogue import context, relative
from schemas import Abstention, Article, Candidate, Hit, HitKind, Region, RegionKind, Resolution, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_THRESHOLD = 0.8
_LOSERS = 5
_KIND_SCORE = {
    RegionKind.COUNTRY: 3.2,
    RegionKind.SEA: 2.6,
    RegionKind.INFORMAL: 2.6,
    RegionKind.WORLD: 2.0,
    RegionKind.ADMIN1: 1.6,
    RegionKind.PLACE: 0.0,
}
_MORE_SPECIFIC = (HitKind.REGION, HitKind.CAPITAL, HitKind.STATE, HitKind.DEMONYM, HitKind.OFFICE)
_ADMIN_WORD = re.compile(
    r"\b(region|oblast|province|governorate|state|county|département|région|provincia|estado|departamento|oblasti?|"
    r"област\w*|провинци\w*|провінці\w*|штат\w*|obwo\w+|wojew\w+|prowincj\w*|Provinz|Region|Gebiet|Oblast|il[ie]\w*|"
    r"eyalet\w*|bölge\w*)\b|[省州]|محافظة|ولاية|مقاطعة|إقليم|منطقة",
    re.IGNORECASE,
)
_SAME_COUNTRY, _NEIGHBOUR_NAMED, _OUTLET, _ADMIN = 1.6, 0.5, 0.4, 1.6


def resolve(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> Resolution | Abstention:
    """The best candidate, or an abstention that names those that were not good enough."""
    scored = _scored(catalogue, span, article, hits)
    if not scored:
        related = relative.resolve(catalogue, span, article, hits)
        if related:
            return Resolution(id=related, score=0.4, reason="named by relation, and the article speaks of one country")
        return Abstention(reason="no name of a region in it")
    losers = tuple(Candidate(id=id, score=round(score, 3)) for score, id, _ in scored[1 : _LOSERS + 1])
    score, best, reason = scored[0]
    if score < _THRESHOLD:
        return Abstention(
            reason=f"{best} scores {score:.2f}, below {_THRESHOLD}",
            losers=(Candidate(id=best, score=round(score, 3)), *losers),
        )
    return Resolution(id=best, score=round(min(1.0, score / 4), 3), reason=reason, losers=losers)


def _scored(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> list[tuple[float, str, str]]:
    named = _named(span, hits)
    if named is None:
        return []
    countries = _countries(catalogue, hits, named)
    admin = _ADMIN_WORD.search(article.body, named.end, min(len(article.body), named.end + 16)) is not None
    admin = admin or _ADMIN_WORD.search(article.body, span.start, named.start) is not None
    scored = [
        (*_score(catalogue.region(id), named, countries, article, admin), id) for id in _candidates(catalogue, named)
    ]
    return sorted(((score, id, reason) for score, reason, id in scored), key=lambda item: (-item[0], item[1]))


def _named(span: Span, hits: Sequence[Hit]) -> Hit | None:
    """The hit that says where: the most specific kind, then the longest, then the last."""
    inside = [hit for hit in context.within(hits, span) if hit.kind in _MORE_SPECIFIC]
    exact = [hit for hit in inside if (hit.start, hit.end) == (span.start, span.end)]
    ranked = sorted(exact or inside, key=lambda hit: (_MORE_SPECIFIC.index(hit.kind), hit.start - hit.end, -hit.start))
    return ranked[0] if ranked else None


def _candidates(catalogue: "Catalogue", hit: Hit) -> Iterator[str]:
    if hit.kind in (HitKind.DEMONYM, HitKind.OFFICE):  # "Syrian airspace"; "a drone over the Kremlin"
        for ref in hit.refs:
            state = catalogue.militaries.states.get(ref.removeprefix("office:").partition("/")[0])
            if state and state.iso2 in catalogue.regions:
                yield state.iso2
        return
    for ref in hit.refs:
        if context.is_region(ref) and ref in catalogue.regions:
            yield ref


def _countries(catalogue: "Catalogue", hits: Sequence[Hit], named: Hit) -> Counter[str]:
    """How often the article names each country, by any word, apart from the hit in question."""
    found: Counter[str] = Counter()
    for hit in hits:
        if hit == named:
            continue
        if hit.kind in (HitKind.STATE, HitKind.DEMONYM, HitKind.CAPITAL, HitKind.LEADER, HitKind.MILITARY):
            root = hit.refs[0].removeprefix("office:").partition("/")[0]
            if root in catalogue.militaries.states:
                found[catalogue.militaries.states[root].iso2] += 2
        elif hit.kind is HitKind.REGION and len(hit.refs) == 1 and hit.refs[0] in catalogue.regions:
            found[catalogue.regions.country(hit.refs[0])] += 1
    return found


def _score(region: Region, named: Hit, countries: Counter[str], article: Article, admin: bool) -> tuple[float, str]:
    reasons = [region.kind.value]
    score = _KIND_SCORE[region.kind]
    if region.kind is RegionKind.PLACE and region.population:
        score += math.log10(region.population + 1) / 2.4
    if admin and region.kind is RegionKind.ADMIN1:
        score += _ADMIN
        reasons.append("called a region")
    if region.country and countries[region.country]:
        score += _SAME_COUNTRY * min(1.0, 0.6 + 0.1 * countries[region.country])
        reasons.append(f"the article names {region.country}")
    if region.country and article.outlet.endswith("." + region.country.lower()):
        score += _OUTLET
        reasons.append("the outlet's country")
    if region.kind is RegionKind.PLACE and named.kind is HitKind.CAPITAL:
        score += 0.6
        reasons.append("a capital")
    return score, ", ".join(reasons)
