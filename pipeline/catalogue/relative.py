"""Places named by relation: "its airspace", "the capital", "the south", «фронт», «na froncie».

They have a place only through the country the article speaks about, and only where that is one country; otherwise
the resolver abstains. Nothing is ever put on a point by this: the country itself is the answer.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.catalogue import context
from schemas import Article, Hit, HitKind, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_RELATIVE = re.compile(
    r"\b(territor\w+|airspace|soil|border|borders|front|fronts|front[- ]?lines?|frontline|battlefield\w*|"
    r"capital|country|nation|homeland|south|north|east|west|southeast|northeast|northwest|southwest|south-east|north-east|"
    r"southern|northern|eastern|western|coast|island|occupied|there|battle zones?|war zones?|waters|skies|sky|"
    r"terytori\w+|granic\w+|froncie|frontu|front|kraj\w*|stolic\w+|południ\w+|północ\w*|wschod\w*|wschód|zachod\w*|zachód|wybrzeż\w+|"
    r"przestrze\w+ powietrzn\w+|okupowan\w+|"
    r"territoire|frontière|capitale|sol|pays|est|sud|nord|ouest|Grenze|Front|Hauptstadt|Luftraum|Osten|Süden|Norden|Westen|"
    r"frontera|capital|país|territorio|este|sur|norte|oeste|"
    r"територі\w+|кордон\w*|фронт\w*|столиц\w+|країн\w+|сход\w+|півдн\w+|півноч\w+|заход\w+|землі|"
    r"территори\w+|границ\w+|столиц\w+|стран\w+|восток\w*|юг\w*|север\w*|запад\w*|"
    r"sınır\w*|başkent\w*|cephe\w*|ülke\w*|toprak\w*)\b|边境|前线|首都|领土|领空|边界|الحدود|الجبهة|العاصمة|أراضي\w*|البلاد",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"capitale?\b|stolic|Hauptstadt|столиц|başkent|首都|العاصمة", re.IGNORECASE)
_SHARE = 0.6  # of the article's mentions of places that one country must have
_KINDS = (HitKind.STATE, HitKind.REGION, HitKind.CAPITAL)


def resolve(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> str:
    """The region that a relative place must be in, "" where the article leaves it open."""
    surface = article.body[span.start : span.end]
    if not _RELATIVE.search(surface):
        return ""
    country = _one_country(catalogue, span, article, hits)
    if country and _CAPITAL.search(surface):
        return catalogue.regions.capital(country) or country
    return country


def _one_country(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> str:
    sentence = context.sentence(article.body, span)
    votes: Counter[str] = Counter()
    for hit in hits:
        country = _country(catalogue, hit)
        if country:
            votes[country] += 2 if sentence.start <= hit.start and hit.end <= sentence.end else 1
            votes[country] += hit.kind is HitKind.REGION  # a town says where the news is; a state may only be an actor
    if not votes:
        return ""
    best, count = min(votes.items(), key=lambda item: (-item[1], item[0]))
    return best if count >= _SHARE * votes.total() else ""


def _country(catalogue: "Catalogue", hit: Hit) -> str:
    if hit.kind not in _KINDS:
        return ""
    if hit.kind is not HitKind.REGION:
        state = catalogue.militaries.states.get(hit.refs[0])
        return state.iso2 if state else ""
    countries = {catalogue.regions.country(ref) for ref in hit.refs if ref in catalogue.regions}
    return countries.pop() if len(countries) == 1 else ""
