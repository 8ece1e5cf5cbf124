"""Places named by relation: "its airspace", "the capital", "the south", «фронт», «na froncie».

So are those that are only called by their kind: "the airport", "the camp", 该岛. They have a place only through the
country the article speaks about, and only where that is one country; otherwise the resolver abstains. Nothing is ever
put on a point by this: the country itself is the answer.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.catalogue import context
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.place_cores import NO_PLACE, cores
from pipeline.catalogue.sounds import writes_sounds
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
# What Chinese says of a place without its name; other languages are told by their letters: see `cores`.
_CHINESE = re.compile(
    r"[该該此这這那当當上述本两兩前]|地|机场|機場|基地|[镇鎮村城市区區岛島港桥橋营營院校府宫宮场場口岸哨站所寺庙廟堂"
    r"山谷坡顶线線廊坪道库庫坝壩厂廠矿礦井塔楼樓馆館墙牆林]$|"
    r"(?:上|内|里|外|前|下|以[东南西北]|附近|周边|一带|外围|[北南东西]部|[东西两]侧)$"
)
_CHINESE_NAME = 3  # letters of sound: what is written with so many is a name
# One letter that stands for a state in headlines, where the article names the state in full.
_STATES = (
    "俄=RU 乌=UA 美=US 英=GB 法=FR 德=DE 日=JP 韩=KR 朝=KP 印=IN 叙=SY 以=IL 黎=LB 土=TR 菲=PH 越=VN 泰=TH 柬=KH 缅=MM "
    "波=PL 罗=RO 白=BY 格=GE 台=TW 埃=EG 苏=SD 沙=SA 约=JO 利=LY 巴=PK 伊=IR 阿=AF 澳=AU 加=CA 委=VE 哥=CO 墨=MX 古=CU "
    "立=LT 拉=LV 爱=EE 芬=FI 瑞=SE 挪=NO 希=GR 塞=RS 科=XK 亚=AM 哈=KZ 吉=KG 塔=TJ 蒙=MN 尼=NP 斯=LK 孟=BD 中=CN 也=YE "
    "卡=QA 刚=CD 马=ML 乍=TD 埃塞=ET 索=SO 摩=MD 捷=CZ 匈=HU"
)
_INITIALS = dict(pair.split("=") for pair in _STATES.split())
_INITIAL = re.compile(
    r"(埃塞|.)(?:国|方|军)?(?:境内|领空|领海|领土|边境|边界|本土|沿海|沿岸|海岸|国内|[东南西北中]部|方境内|方领土)?"
)
_CAPITAL = re.compile(r"capitale?\b|stolic|Hauptstadt|столиц|başkent|首都|العاصمة", re.IGNORECASE)
_WATERS = re.compile(
    r"\b(?:waters?|seas?|strait|channel|offshore|reef|shoal|atoll|lagoon|mer|eaux|détroit|large|mar|aguas|estrecho|arrecife|"
    r"Meer|See|Gewässer|Meerenge|Riff|wod\w*|morz\w*|cieśnin\w*|zatok\w*|raf\w*|deniz\w*|su(?:lar)?\w*|boğaz\w*|körfez\w*|resif\w*|"
    r"мор\w+|вод\w*|пролив\w*|проток\w*|заток\w*|залив\w*|риф\w*|атол\w*|отмел\w*|мілин\w*)\b|مياه|بحر|مضيق|خليج|شعاب|海|礁|水域",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:occupied|held|controlled|seized|annexed)[ -](?:territor\w+|areas?|lands?|regions?|parts?|zones?|districts?)$|"
    r"(?:territor\w+|areas?|lands?|regions?|parts?) (?:\w+ ){0,2}(?:occupied|held|controlled|seized|annexed) by|"
    r"okupowan\w+ przez|оккупированн\w+ \w+ территори|окупован\w+ \w+ територі",
    re.IGNORECASE,
)
_SHARE = 0.6  # of the article's mentions of places that one country must have
_KINDS = (HitKind.STATE, HitKind.REGION, HitKind.CAPITAL)


def resolve(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> str:
    """The region that a relative place must be in, "" where the article leaves it open."""
    surface = article.body[span.start : span.end]
    if means_under_others(surface):
        return _one_country(catalogue, span, article, _not_of(catalogue, span, hits))
    country = _one_country(catalogue, span, article, hits) if _RELATIVE.search(surface) else ""
    country = country or _by_initial(catalogue, surface, article, hits)
    country = country or (_country_of_all(catalogue, hits) if _on_land(surface, article.language) else "")
    if country and _CAPITAL.search(surface):
        return catalogue.regions.capital(country) or country
    return country


def means_the_town(surface: str) -> bool:
    """Whether the span is nothing but "the town": the one that the article named last."""
    return _TOWN.fullmatch(surface.strip()) is not None


def _by_initial(catalogue: "Catalogue", surface: str, article: Article, hits: Sequence[Hit]) -> str:
    """The state that one Chinese letter stands for: 叙 in news that says 叙利亚."""
    short = _INITIAL.fullmatch(fold_name(surface)) if article.language == "zh" else None
    country = _INITIALS.get(short[1], "") if short else ""
    return country if country and any(_country(catalogue, hit) == country for hit in hits) else ""


def has_no_name(surface: str, language: str) -> bool:
    """Whether the span only says what kind of place it is, as "the airport" and 该岛 do."""
    if language == "zh":
        named = any(len(core) >= _CHINESE_NAME and all(map(writes_sounds, core)) for core in cores(surface, language))
        return not named and _CHINESE.search(surface) is not None
    return not cores(surface, language) and (surface.islower() or NO_PLACE.search(surface) is None)


def _on_land(surface: str, language: str) -> bool:
    """Whether the span may be the land that the article has named: waters lie elsewhere."""
    return has_no_name(surface, language) and _WATERS.search(surface) is None


def _country_of_all(catalogue: "Catalogue", hits: Sequence[Hit]) -> str:
    """The country that every place named in the article lies in; "" where there is none, or more than one."""
    kinds = (HitKind.REGION, HitKind.CAPITAL)
    places = {_country(catalogue, hit) for hit in hits if hit.kind in kinds} - {""}
    return places.pop() if len(places) == 1 else ""


def means_under_others(surface: str) -> bool:
    """Whether the span is land that someone holds: "Russian-occupied territory" is not Russia."""
    return _HELD.search(surface) is not None and not re.search(r"[,;]", surface)


def _not_of(catalogue: "Catalogue", span: Span, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that are not of the states named in the span."""
    states = {
        catalogue.militaries.states.get(hit.refs[0].removeprefix("office:").partition("/")[0])
        for hit in context.within(hits, span)
    }
    holders = {state.iso2 for state in states if state}
    return [hit for hit in hits if _country(catalogue, hit) not in holders]


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
