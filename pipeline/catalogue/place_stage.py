"""Where an article is set: the countries of the places it names, weighed by what they are and how near they stand.

For spans that have no name of their own ("the airport", «острів», 该岛) and for names that no table has. A town says
more of where the news is than a state, which may only act, and than a capital, which may only speak.
"""

import math
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipeline.catalogue import context
from schemas import Abstention, Article, Hit, HitKind, RegionKind, Resolution, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

Named = Callable[[Span], Resolution | Abstention]
NOWHERE = ""  # the country of seas, reefs, fronts: of what no one state holds
_PLACES = (HitKind.REGION, HitKind.CAPITAL, HitKind.STATE)
_SPEAKS = 1.0  # the most that a state or a capital weighs
_WEIGHT = {HitKind.STATE: _SPEAKS, HitKind.CAPITAL: 0.8}
_TOWN, _LARGER = 3.0, 2.5
_REACH = 1000  # characters at which a mention counts e times less
_BEHIND = 1.5  # how much farther a mention behind the span is than one before it
_MOST = 60


class Mention(NamedTuple):
    """A place that the article names, and the country it lies in."""

    start: int
    end: int
    region: str
    country: str
    weight: float


class Stage(NamedTuple):
    """The countries that the article may be about, from one span's point of view."""

    votes: dict[str, float]
    nearest_water: str  # the nearest region of no country, "" for none
    grounded: frozenset[str]  # countries of which it names a place: a state alone may only act, a capital only speak

    def country(self, share: float) -> str | None:
        """The country with at least this share of the votes, `NOWHERE` among them; None where there is none."""
        if not self.votes:
            return None
        best, count = min(self.votes.items(), key=lambda item: (-item[1], item[0]))
        return best if count >= share * sum(self.votes.values()) else None


def stage(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], named: Named, acting: frozenset[str]
) -> Stage:
    """What the article names around the span. `named` resolves a name; places of the `acting` states do not count."""
    votes: dict[str, float] = {}
    waters: list[tuple[float, str]] = []
    grounded: set[str] = set()
    for mention in _mentions(catalogue, article, hits, named):
        if (mention.start < span.end and span.start < mention.end) or mention.country in acting:
            continue
        distance = _distance(mention, span)
        votes[mention.country] = votes.get(mention.country, 0.0) + mention.weight * math.exp(-distance / _REACH)
        if mention.country == NOWHERE:
            waters.append((distance, mention.region))
        if mention.weight > _SPEAKS:
            grounded.add(mention.country)
    return Stage(votes, min(waters)[1] if waters else "", frozenset(grounded))


def _distance(mention: Mention, span: Span) -> float:
    return span.start - mention.start if mention.start < span.start else _BEHIND * (mention.start - span.end)


class _AtHand(threading.local):
    """The mentions of a thread's article at hand: one article has many spans without a name."""

    def __init__(self) -> None:
        self.article: tuple[int, str, str, int] | None = None
        self.mentions: list[Mention] = []


_at_hand = _AtHand()


def _mentions(catalogue: "Catalogue", article: Article, hits: Sequence[Hit], named: Named) -> list[Mention]:
    this = (id(catalogue), article.id, article.body, len(hits))
    if _at_hand.article != this:
        found = _read(catalogue, hits, named)
        _at_hand.article, _at_hand.mentions = this, found
    return _at_hand.mentions


def _read(catalogue: "Catalogue", hits: Sequence[Hit], named: Named) -> list[Mention]:
    first: dict[tuple[int, int], Hit] = {}
    for hit in hits:
        if hit.kind in _PLACES:
            first.setdefault((hit.start, hit.end), hit)
    read = (_mention(catalogue, hit, named) for hit in list(first.values())[:_MOST])
    return [mention for mention in read if mention]


def _mention(catalogue: "Catalogue", hit: Hit, named: Named) -> Mention | None:
    if hit.kind is HitKind.STATE:
        lands = [ref for ref in hit.refs if context.is_region(ref) and ref in catalogue.regions]
        return Mention(hit.start, hit.end, lands[0], catalogue.regions.country(lands[0]), _SPEAKS) if lands else None
    answer = named(Span(start=hit.start, end=hit.end))
    if not isinstance(answer, Resolution):
        return None
    region = catalogue.region(answer.id)
    weight = _WEIGHT.get(hit.kind, _TOWN if region.kind is RegionKind.PLACE else _LARGER)
    return Mention(hit.start, hit.end, answer.id, region.country, weight)
