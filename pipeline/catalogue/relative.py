"""Places named by relation: "its airspace", "the capital", "the south", «фронт», «na froncie».

So are those that are only called by their kind: "the airport", "the camp", 该岛. They have a place only through the
country the article speaks about, and only where that is one country; otherwise the resolver abstains. Nothing is ever
put on a point by this: the country itself is the answer.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from pipeline.catalogue import context
from pipeline.catalogue.names import DATA, rows
from pipeline.catalogue.place_cores import NO_PLACE, cores
from pipeline.catalogue.place_stage import NOWHERE, Named, Stage, stage
from pipeline.catalogue.sounds import writes_sounds
from schemas import Article, Hit, HitKind, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_RELATIVE = re.compile(
    r"\b(territor\w+|airspace|soil|border|borders|front|fronts|front[- ]?lines?|frontline|battlefield\w*|"
    r"capital|country|nation|homeland|south|north|east|west|southeast|northeast|northwest|southwest|south-east|"
    r"north-east|"
    r"southern|northern|eastern|western|coast|island|occupied|there|battle zones?|war zones?|waters|skies|sky|"
    r"terytori\w+|granic\w+|froncie|frontu|front|kraj\w*|stolic\w+|południ\w+|północ\w*|wschod\w*|wschód|zachod\w*|"
    r"zachód|wybrzeż\w+|"
    r"przestrze\w+ powietrzn\w+|okupowan\w+|"
    r"territoire|frontière|capitale|sol|pays|est|sud|nord|ouest|Grenze|Front|Hauptstadt|Luftraum|Osten|Süden|Norden|"
    r"Westen|"
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
    r"(?:die|der|das|den|dem|diese\w?)?\s?(?:Stadt|Dorf|Ortschaft|Kleinstadt)(?:es|s)?|(?:la|el|esta|"
    r"este)?\s?(?:ciudad|pueblo|localidad|aldea)|"
    r"міст(?:о|а|у|і|ом)|містечк(?:о|а|у|ом)|сел(?:о|а|у|і|ом)|селищ(?:е|а|у|і|ем)|"
    r"город(?:а|у|е|ом)?|город(?:ок|ка|ку|ке)|сел(?:о|а|у|е|ом)|деревн\w{1,3}|посёл(?:ок|ка|ке|ку)|"
    r"miast(?:o|a|u|em)|mieście|miasteczk\w{1,2}|wieś|wsi|"
    r"(?:بال|لل|ال)(?:مدينة|بلدة|قرية)|(?:该|这座|这个|此)(?:城市|市|镇|城镇|村|村庄|小镇)|城内|市内|"
    r"(?:bu|o)?\s?(?:şehir|şehr\w+|kent|kent[ei]\w*|köy\w*|kasaba\w*|ilçe\w*)",
    re.IGNORECASE,
)
# What Chinese says of a place without its name; other languages are told by their letters: see `cores`.
_CHINESE = re.compile(
    r"[该該此这這那当當上述本两兩前]|地|机场|機場|基地|[镇鎮村城市区區岛島港桥橋营營院校府宫宮场場口岸哨站所寺庙廟堂"
    r"山谷坡顶线線廊坪道库庫坝壩厂廠矿礦井塔楼樓馆館墙牆林]$|"
    r"(?:上|内|里|外|前|下|以[东南西北]|附近|周边|一带|外围|[北南东西]部|[东西两]侧)$"
)
_CHINESE_NAME = 3  # letters of sound: what is written with so many is a name
_CAPITAL = re.compile(r"capitale?\b|stolic|Hauptstadt|столиц|başkent|首都|العاصمة", re.IGNORECASE)
_WATERS = re.compile(
    r"\b(?:waters?|seas?|strait|channel|offshore|reef|shoal|atoll|lagoon|mer|eaux|détroit|large|mar|aguas|estrecho|"
    r"arrecife|"
    r"Meer|See|Gewässer|Meerenge|Riff|wod\w*|morz\w*|cieśnin\w*|zatok\w*|raf\w*|deniz\w*|su(?:lar)?\w*|boğaz\w*|"
    r"körfez\w*|resif\w*|"
    r"мор\w+|вод\w*|пролив\w*|проток\w*|заток\w*|залив\w*|риф\w*|атол\w*|отмел\w*|мілин\w*)\b|مياه|بحر|مضيق|خليج|شعاب|海|礁|水域",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:occupied|held|controlled|seized|annexed)[ -](?:territor\w+|areas?|lands?|regions?|parts?|zones?|districts?)$|"
    r"(?:territor\w+|areas?|lands?|regions?|parts?) (?:\w+ ){0,2}(?:occupied|held|controlled|seized|annexed) by|"
    r"okupowan\w+ przez|оккупированн\w+ \w+ территори|окупован\w+ \w+ територі",
    re.IGNORECASE,
)
_BORDER_WITH = re.compile(
    r"(?:the |its |his |their |la |die |der )?(?:\w+ )?(?:border|frontier|boundary|line|frontera|frontière|Grenze|"
    r"granic\w*|границ\w+|кордон\w*|лини\w+|лінії?|"
    r"الحدود|حدود\w*)\s(?:with|con|avec|mit|zu|zur|zum|z|ze|с|со|з|із|مع)\s",
    re.IGNORECASE,
)
_HIGH_SEAS = re.compile(
    r"(?:the |its |nearby |open |neighbou?ring )*(?:eastern |western |northern |southern )?(?:sea|seas|ocean|"
    r"high seas)|"
    r"(?:the )?(?:sea|seas|ocean) (?:off|near|between|around|east of|west of)\b.*|"
    r"la mer|el mar|das Meer|морем?|море|morze|morza|deniz|البحر|海上",
    re.IGNORECASE,
)
_HIGH = "international-waters"
_SHARE_OF_TWO = 0.8  # of the mentions, that a war's two states must have between them
_KINDS = (HitKind.STATE, HitKind.REGION, HitKind.CAPITAL)
# What share of the article's mentions of places one country must have: for what has no name, and for a name that no
# table has, which may as well be abroad: no country is guessed where the article names places of two.
_SHARE, _SHARE_OF_UNKNOWN = 0.55, 1.0


def resolve(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], named: Named
) -> tuple[str, str] | None:
    """The region that a place without a known name must be in, and why; None where the article leaves it open."""
    surface = article.body[span.start : span.end]
    if means_high_seas(surface):
        return _HIGH, "waters of no state"
    is_held = means_under_others(surface) or borders_on(surface)
    acting = _states_in(catalogue, span, hits) if is_held else frozenset()
    around = stage(catalogue, span, article, hits, named, acting)
    is_described = has_no_name(surface, article.language) or _RELATIVE.search(surface) is not None
    if is_described and around.nearest_water and _WATERS.search(surface):
        return around.nearest_water, "waters, and the article names these"
    country = around.country(_SHARE if is_described or is_held else _SHARE_OF_UNKNOWN)
    country = (_theatre(around) if is_described else None) or country
    is_known = is_described or is_held or country in around.grounded
    if country is None or not is_known or (country == NOWHERE and not is_described):
        return None
    if country == NOWHERE:
        return around.nearest_water, "named by relation, and the article speaks of it"
    if _CAPITAL.search(surface):
        country = catalogue.regions.capital(country) or country
    what = "named by relation" if is_described else "an unknown name"
    return country, f"{what}, and the article speaks of one country"


def means_high_seas(surface: str) -> bool:
    """Whether the span is a sea without a name: "the sea off Japan" is not Japan."""
    return _HIGH_SEAS.fullmatch(surface.strip()) is not None


def means_beyond(surface: str) -> bool:
    """Whether the span is waters, a border with a state, or land that someone holds: not simply some country's."""
    return (
        _WATERS.search(surface) is not None
        or means_high_seas(surface)
        or borders_on(surface)
        or means_under_others(surface)
    )


def borders_on(surface: str) -> bool:
    """Whether the span is a border with a state, seen from the other side: "the frontier with Belarus"."""
    return _BORDER_WITH.match(surface) is not None


def _theatre(around: Stage) -> str | None:
    """The one of a war's two states on whose land it is fought, where the article speaks of these two."""
    total = sum(around.votes.values())
    best = sorted(around.votes.items(), key=lambda item: (-item[1], item[0]))[:2]
    if len(best) < 2 or sum(count for _, count in best) < _SHARE_OF_TWO * total:
        return None
    return _theatres().get(frozenset(country for country, _ in best))


@cache
def _theatres() -> dict[frozenset[str], str]:
    return {frozenset(fields[:2]): fields[2] for _, fields in rows(DATA / "theatres.tsv")}


def means_the_town(surface: str) -> bool:
    """Whether the span is nothing but "the town": the one that the article named last."""
    return _TOWN.fullmatch(surface.strip()) is not None


def has_no_name(surface: str, language: str) -> bool:
    """Whether the span only says what kind of place it is, as "the airport" and 该岛 do."""
    if language == "zh":
        named = any(len(core) >= _CHINESE_NAME and all(map(writes_sounds, core)) for core in cores(surface, language))
        return not named and _CHINESE.search(surface) is not None
    return not cores(surface, language) and (surface.islower() or NO_PLACE.search(surface) is None)


def means_under_others(surface: str) -> bool:
    """Whether the span is land that someone holds: "Russian-occupied territory" is not Russia."""
    return _HELD.search(surface) is not None and not re.search(r"[,;]", surface)


def _states_in(catalogue: "Catalogue", span: Span, hits: Sequence[Hit]) -> frozenset[str]:
    """The states named in the span: who holds the land, not whose it is."""
    states = (
        catalogue.militaries.states.get(hit.refs[0].removeprefix("office:").partition("/")[0])
        for hit in context.within(hits, span)
    )
    return frozenset(state.iso2 for state in states if state)


def _country(catalogue: "Catalogue", hit: Hit) -> str:
    if hit.kind not in _KINDS:
        return ""
    if hit.kind is not HitKind.REGION:
        state = catalogue.militaries.states.get(hit.refs[0])
        return state.iso2 if state else ""
    countries = {catalogue.regions.country(ref) for ref in hit.refs if ref in catalogue.regions}
    return countries.pop() if len(countries) == 1 else ""
