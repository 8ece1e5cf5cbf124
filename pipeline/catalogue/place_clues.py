"""What an article says about where it speaks of: the countries and provinces it names, and what stands beside a name.

Every clue comes from the scan's hits and from the characters around them; nothing is guessed. Mentions of the name in
question are left out, so that a name cannot vouch for itself.
"""

import bisect
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.catalogue.names import DATA, rows
from schemas import Article, Hit, HitKind, RegionKind

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_ACTORS = (HitKind.STATE, HitKind.DEMONYM, HitKind.CAPITAL, HitKind.LEADER, HitKind.MILITARY)
_BY_ACTOR, _BY_PLACE = 2, 1
_STATE = (  # "the state of", between a place and what it lies in
    r"(?:(?:the )?(?:US |U\.S\. )?state of |(?:US-)?(?:Bundes)?[Ss]taate?s? |l['’][ÉEée]tat d[eu] |(?:el )?estado de |"
    r"stanie |stan |штат[аеіу]?і? |obwodzie |провінці[її] |провинци[ия] |області |области )?"
)
_IN = r"(?:in|en|au|aux|dans|im|w|we|у|в|во|في)"
_AFTER = re.compile(rf"(?:\s?[,(،，]\s?(?:{_IN}\s)?|\s{_IN}\s){_STATE}")
_HOP = re.compile(r"[^\W\d_][\w' .-]{2,24},\s")  # Edmonton, Metcalfe County, Ky.
_BEFORE = re.compile(rf"([^\W\d_][\w.'-]*)(?:,\s|,?\s{_IN}\s){_STATE}$")
_SHORT = re.compile(r"[A-Z][A-Za-z.]*(?: [A-Z][a-z]\.)?")
_REACH = 30


class Clues(NamedTuple):
    countries: Counter[str]  # ISO alpha-2: how often the article names it, by any word
    provinces: Counter[str]  # ISO 3166-2
    beside: frozenset[str]  # regions that stand behind the name: "Paris, Texas", "Kidal (Mali)"
    within: frozenset[str]  # places that stand before it: "Atlanta, Georgia"
    stages: frozenset[str] = frozenset()  # countries that it names as such or by a place: not only by who acts
    fronts: frozenset[str] = frozenset()  # countries on whose land states that it names are at war


class _AtHand(threading.local):
    """The clues of a thread's article at hand, by name: an article that says one name a hundred times is read once."""

    def __init__(self) -> None:
        self.article: tuple[int, str, str, str, int] | None = None
        self.known: dict[str, Clues] = {}


_at_hand = _AtHand()


def clues(catalogue: "Catalogue", surface: str, article: Article, hits: Sequence[Hit]) -> Clues:
    """The clues for the name `surface`, which may stand in several places of the article: one sense for all."""
    this = (id(catalogue), article.title, article.text, article.language, len(hits))
    if _at_hand.article != this:
        _at_hand.article, _at_hand.known = this, {}
    if surface not in _at_hand.known:
        _at_hand.known[surface] = _clues(catalogue, surface, article, hits)
    return _at_hand.known[surface]


def _clues(catalogue: "Catalogue", surface: str, article: Article, hits: Sequence[Hit]) -> Clues:
    body = article.body
    mentions = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", body)] if surface else []
    others = [hit for hit in hits if not _meets(mentions, hit.start, hit.end)]
    countries, provinces = _named(catalogue, others)
    if article.language == "en":
        for start, end in ((match.start(), match.end()) for match in _SHORT.finditer(body)):
            if (id_ := _dotted().get(body[start:end])) and not _meets(mentions, start, start + 1):
                provinces[id_] += 1
                countries[id_[:2]] += 1
    starts: dict[int, Hit] = {}
    for hit in hits:
        starts.setdefault(hit.start, hit)
    beside = frozenset(ref for _, end in mentions for ref in _behind(catalogue, article, end, starts))
    ends = {hit.end: hit for hit in hits if hit.kind in (HitKind.REGION, HitKind.CAPITAL)}
    within = frozenset(ref for start, _ in mentions for ref in _ahead(catalogue, body, start, ends))
    stages, fronts = frozenset(_stages(catalogue, others)), frozenset(_fronts(countries, hits))
    return Clues(countries, provinces, beside, within, stages, fronts)


def _stages(catalogue: "Catalogue", hits: Sequence[Hit]) -> Iterator[str]:
    for hit in hits:
        if hit.kind is HitKind.STATE and hit.refs[0] in catalogue.militaries.states:
            yield catalogue.militaries.states[hit.refs[0]].iso2
        elif hit.kind is HitKind.REGION:
            homes = {catalogue.regions.country(ref) for ref in hit.refs if ref in catalogue.regions}
            if len(homes) == 1:
                yield homes.pop()


def _meets(mentions: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the mentions, which are sorted and do not overlap, shares a character with `start` to `end`."""
    at = bisect.bisect_left(mentions, (end, 0))
    return at > 0 and mentions[at - 1][1] > start


def abbreviated(surface: str) -> str:
    """The first-level division that English-language news shortens so, "" for none."""
    return _dotted().get(surface) or (_bare().get(surface, "") if len(surface) > 1 else "")


def _named(catalogue: "Catalogue", hits: Sequence[Hit]) -> tuple[Counter[str], Counter[str]]:
    countries: Counter[str] = Counter()
    provinces: Counter[str] = Counter()
    for hit in hits:
        if hit.kind in _ACTORS:
            root = hit.refs[0].removeprefix("office:").partition("/")[0]
            if root in catalogue.militaries.states:
                countries[catalogue.militaries.states[root].iso2] += _BY_ACTOR
        elif hit.kind is HitKind.REGION:
            regions = [ref for ref in hit.refs if ref in catalogue.regions]
            homes = {catalogue.regions.country(ref) for ref in regions}
            if len(homes) == 1 and "" not in homes:
                countries[homes.pop()] += _BY_PLACE
            if province := _province(catalogue, regions):
                provinces[province] += 1
    return countries, provinces


def _fronts(countries: Counter[str], hits: Sequence[Hit]) -> Iterator[str]:
    """On whose land the states that the article names are at war, where it speaks of forces, or of what is theirs."""
    if any(hit.kind in (HitKind.MILITARY, HitKind.HEAD, HitKind.DEMONYM) for hit in hits):
        for country in countries:
            yield from _fought_on().get(country, ())


@cache
def _fought_on() -> dict[str, tuple[str, ...]]:
    lands: dict[str, tuple[str, ...]] = {}
    for _, (one, other, land, *war) in rows(DATA / "theatres.tsv"):
        actor = other if one == land else one
        if war:
            lands[actor] = (*lands.get(actor, ()), land)
    return lands


def _province(catalogue: "Catalogue", regions: Sequence[str]) -> str:
    """The one first-level division that a name speaks of: itself, or what holds the only place of that name."""
    found = [ref for ref in regions if catalogue.regions.region(ref).kind is RegionKind.ADMIN1]
    if not found and len(regions) == 1:
        found = [id for id in catalogue.regions.ancestors(regions[0]) if _is_province(catalogue, id)]
    return found[0] if len(found) == 1 else ""


def _is_province(catalogue: "Catalogue", id: str) -> bool:
    return "-" in id[:3] and catalogue.regions.region(id).kind is RegionKind.ADMIN1


def _behind(catalogue: "Catalogue", article: Article, end: int, starts: dict[int, Hit]) -> Iterator[str]:
    comma = _AFTER.match(article.body, end)
    if comma is None:
        return
    at = comma.end()
    for _ in range(2):
        short = _SHORT.match(article.body, at)
        if short and article.language == "en":
            text = short.group()
            if id := _dotted().get(text) or _dotted().get(text.rstrip(".") + ".") or _bare().get(text.rstrip(".")):
                yield id
                return
        if at in starts:
            yield from (ref for ref in starts[at].refs if ref in catalogue.regions)
            return
        hop = _HOP.match(article.body, at)
        if hop is None:
            return
        at = hop.end()


def _ahead(catalogue: "Catalogue", body: str, start: int, ends: dict[int, Hit]) -> Iterator[str]:
    before = _BEFORE.search(body, max(0, start - _REACH), start)
    if before and before.end(1) in ends:
        yield from (ref for ref in ends[before.end(1)].refs if ref in catalogue.regions)


@cache
def _dotted() -> dict[str, str]:
    return {short: id for short, id in _shortened() if "." in short}


@cache
def _bare() -> dict[str, str]:
    return {short: id for short, id in _shortened() if "." not in short}


def _shortened() -> Iterator[tuple[str, str]]:
    for _, (id, shorts) in rows(DATA / "regions" / "abbreviations.tsv"):
        if id != "id":
            yield from ((short, id) for short in shorts.split("|"))
