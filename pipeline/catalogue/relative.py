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
# "the town": whole span, so that it stands for the town last named. No other word of the span says which one.
_TOWN = re.compile(
    r"(?:the|that|this)?\s?(?:city|town|village|settlement|hamlet)|"
    r"(?:la|cette|le|ce|du|de la|au|dans la)?\s?(?:ville|village|bourg\w*)|"
    r"(?:die|der|das|den|dem|diese\w?)?\s?(?:Stadt|Dorf|Ortschaft|Kleinstadt)(?:es|s)?|(?:la|el|esta|este)?\s?(?:ciudad|pueblo|localidad|aldea)|"
    r"міст(?:о|а|у|і|ом)|містечк(?:о|а|у|ом)|сел(?:о|а|у|і|ом)|селищ(?:е|а|у|і|ем)|"
    r"город(?:а|у|е|ом)?|город(?:ок|ка|ку|ке)|сел(?:о|а|у|е|ом)|деревн\w{1,3}|посёл(?:ок|ка|ке|ку)|"
    r"miast(?:o|a|u|em)|mieście|miasteczk\w{1,2}|wieś|wsi|"
    r"(?:بال|لل|ال)(?:مدينة|بلدة|قرية)|(?:该|这座|这个|此)(?:城市|市|镇|城镇|村|村庄|小镇)|城内|市内|"
    r"(?:bu|o)?\s?(?:şehir|şehr\w+|kent|kent[ei]\w*|köy\w*|kasaba\w*|ilçe\w*)",
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


def means_the_town(surface: str) -> bool:
    """Whether the span is nothing but "the town": the one that the article named last."""
    return _TOWN.fullmatch(surface.strip()) is not None


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
