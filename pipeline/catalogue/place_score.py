"""How well a region fits a name in an article: what it is, how large, and what the article says around it.

The weights add up on one scale, on which a name of no known place stands at `NOTHING`. They are general: no rule is
about a place or a corpus.
"""

import math
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.place_clues import Clues
from pipeline.catalogue.pointing import Beliefs
from schemas import Article, HitKind, Region, RegionKind

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue
    from pipeline.catalogue.place_candidates import Candidates

NOTHING = 0.6
_KIND = {
    RegionKind.COUNTRY: 4.6,
    RegionKind.SEA: 3.4,
    RegionKind.INFORMAL: 3.2,
    RegionKind.WORLD: 2.8,
    RegionKind.ADMIN1: 2.5,
}
_HAND_LISTED, _IN_THE_NEWS = 1.7, 1.5  # what our own tables list, and what they have more names of, however small
_DISTRICT, _NAMED_DISTRICT = -0.6, 0.8  # places without a number of people
_LISTED = 0.8  # a name that the scan looks for is no ordinary word, however small the place
_PER_TENFOLD, _AT_ONE = 0.9, -2.9  # a million people: 2.5, ten thousand: 0.7
_NAMESAKE = -0.8  # a place whose name the scan left out: it needs more than its country's name
_LARGE = 15_000
_COUNTRY, _COUNTRY_MORE, _COUNTRY_MOST, _QUIET_COUNTRY = 1.0, 0.15, 1.9, 1.3
_PROVINCE, _PROVINCE_MORE, _PROVINCE_MOST = 1.5, 0.3, 2.4
_ELSEWHERE = -0.7
_FRONT = 1.15  # as much as a country that is named by one place
_ALONE = 0.7  # no other place is called so
_OWN_NAME, _ALIKE = 0.6, 0.75  # Salisbury is Salisbury rather than Harare; spellings may differ a little
_LATIN_END = "\u0250"
_BESIDE, _WITHIN, _OUTLET, _CAPITAL, _TYPE = 4.5, 2.5, 0.4, 1.0, 1.6
_PROVINCE_WORD = re.compile(
    r"\b(region|oblast|province|governorate|state|county|département|région|provincia|estado|departamento|oblasti?|"
    r"област\w*|провинци\w*|провінці\w*|штат\w*|obwo\w+|wojew\w+|prowincj\w*|Provinz|Region|Gebiet|Oblast|il[ie]\w*|"
    r"eyalet\w*|bölge\w*)\b|[省州]|محافظة|ولاية|مقاطعة|إقليم|منطقة",
    re.IGNORECASE,
)
_TOWN_WORD = re.compile(
    r"\b(city|town|village|settlement|ville|village|Stadt|Dorf|ciudad|pueblo|miast\w+|wsi|wieś|міст\w+|сел\w+|город\w*|сел\w+|"
    r"посёл\w+|селищ\w+|kent\w*|köy\w*|şehri\w*)\b|[市镇村]|مدينة|بلدة|قرية",
    re.IGNORECASE,
)
_BEHIND, _AHEAD = 14, 16
_BELIEF, _EVEN, _UNBELIEVED = 0.3, 0.15, 0.02  # what a model's belief counts; the chance that speaks neither way
_OUTRIGHT = (HitKind.STATE, HitKind.DEMONYM, HitKind.OFFICE)


def score(
    catalogue: "Catalogue", region: Region, found: "Candidates", clues: Clues, article: Article, beliefs: Beliefs
) -> tuple[float, str]:
    """The score and, in words, what made it."""
    points, reasons = _prior(catalogue, region, found), [region.kind.value]
    for worth, reason in (
        *_agreement(catalogue, region, found, clues),
        *_neighbours(catalogue, region, clues),
        *_words(region, found, article),
        *_believed(region, found, beliefs),
    ):
        points += worth
        if reason:
            reasons.append(reason)
    return points, ", ".join(reasons)


def _prior(catalogue: "Catalogue", region: Region, found: "Candidates") -> float:
    if region.kind is not RegionKind.PLACE:
        by_hand = region.kind is RegionKind.ADMIN1 and region.id.islower()  # gaza-strip: "Gaza" is the strip
        return _KIND[RegionKind.INFORMAL if by_hand else region.kind]
    if region.population:
        points = _AT_ONE + _PER_TENFOLD * math.log10(region.population)
        if catalogue.regions.is_in_the_news(region.id, found.surface):
            points = max(points, _IN_THE_NEWS)
    else:
        points = _HAND_LISTED
        if region.id.startswith("geonames:") and not catalogue.regions.is_in_the_news(region.id, found.surface):
            points = _DISTRICT + (_NAMED_DISTRICT if " " in found.surface else 0.0)
    if region.id in found.listed:
        points = max(points, _LISTED)
    if found.hit is not None and found.hit.kind is HitKind.CAPITAL and region.id in found.listed[:2]:
        points += _CAPITAL
    if _is_own_name(catalogue, region, found.surface):
        points += _OWN_NAME
    if (*found.listed, *found.namesakes) == (region.id,) and (found.listed or " " in found.surface):
        points += _ALONE
    return points + (_NAMESAKE if _is_quiet(catalogue, region, found) else 0.0)


def _is_own_name(catalogue: "Catalogue", region: Region, surface: str) -> bool:
    """Whether the place is called about so; in another script: just so, and not only in another case."""
    wanted = fold_name(surface)
    if surface[:1] < _LATIN_END:
        return SequenceMatcher(None, fold_name(region.name), wanted).ratio() >= _ALIKE
    return any(fold_name(name) == wanted for _, name in catalogue.regions.names_of(region.id))


def _is_quiet(catalogue: "Catalogue", region: Region, found: "Candidates") -> bool:
    """Whether the scan does not look for that name of the place, and no news is known to call it so."""
    if region.kind is not RegionKind.PLACE or region.id in found.listed:
        return False
    if catalogue.regions.is_in_the_news(region.id, found.surface):
        return False
    return found.hit is not None or (region.id.startswith("geonames:") and region.population < _LARGE)


def _is_small(catalogue: "Catalogue", region: Region, found: "Candidates") -> bool:
    return _is_quiet(catalogue, region, found) and region.population < _LARGE


def _agreement(catalogue: "Catalogue", region: Region, found: "Candidates", clues: Clues) -> list[tuple[float, str]]:
    if not region.country or (region.kind is RegionKind.COUNTRY and region.id not in clues.countries):
        return []
    worths = []
    times = clues.countries[region.country]
    if times:
        small = _is_small(catalogue, region, found)
        worth = _QUIET_COUNTRY if small else min(_COUNTRY_MOST, _COUNTRY + _COUNTRY_MORE * times)
        worths.append((worth, f"the article names {region.country}"))
    elif region.country in clues.fronts:
        worths.append((_FRONT, f"a war in {region.country} is spoken of"))
    elif clues.countries:
        worths.append((_ELSEWHERE, ""))
    province = next((id for id in catalogue.regions.ancestors(region.id) if id in clues.provinces), "")
    if province and province not in found.listed and region.kind is RegionKind.PLACE:
        worth = min(_PROVINCE_MOST, _PROVINCE + _PROVINCE_MORE * clues.provinces[province])
        worths.append((worth, f"the article names {province}"))
    return worths


def _believed(region: Region, found: "Candidates", beliefs: Beliefs) -> list[tuple[float, str]]:
    """What a model believes of the place's country; of a state that is named outright, and of seas, it is not asked."""
    if not region.country or (found.hit is not None and found.hit.kind in _OUTRIGHT):
        return []
    chance = max(beliefs.of(region.country, _EVEN), _UNBELIEVED)
    reason = f"read as in {region.country}" if region.country == beliefs.sure else ""
    return [(_BELIEF * math.log(chance / _EVEN), reason)]


def _neighbours(catalogue: "Catalogue", region: Region, clues: Clues) -> list[tuple[float, str]]:
    found = []
    holder = next((id for id in catalogue.regions.ancestors(region.id)[1:] if id in clues.beside), "")
    if holder:
        found.append((_BESIDE, f"{holder} stands behind the name"))
    if any(id != region.id and catalogue.regions.within(id, region.id) for id in sorted(clues.within)):
        found.append((_WITHIN, "a place in it stands before the name"))
    return found


def _words(region: Region, found: "Candidates", article: Article) -> list[tuple[float, str]]:
    body = article.body
    behind, ahead = body[found.end : found.end + _BEHIND], body[max(0, found.start - _AHEAD) : found.start]
    worths = []
    if region.kind is RegionKind.ADMIN1 and (_PROVINCE_WORD.search(behind) or _PROVINCE_WORD.search(ahead)):
        worths.append((_TYPE, "called a region"))
    if region.kind is RegionKind.PLACE and _TOWN_WORD.search(ahead):
        worths.append((_TYPE / 2, "called a town"))
    if region.country and article.outlet.endswith("." + region.country.lower()):
        worths.append((_OUTLET, "the outlet's country"))
    return worths
