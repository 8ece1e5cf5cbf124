"""The names inside a span that says more than a name: "Lombrum naval base", «аеродромі Кавуму», 曼德拉郊外.

`cores` gives what of the span may be a place's own name, the likeliest first. Words that say what kind of place it is,
or on which side of it, are left off; what is left over may be several names, and each may be looked up.
"""

import re
from collections.abc import Iterator

from pipeline.catalogue import endings
from pipeline.catalogue.sounds import writes_sounds

_WORD = re.compile(r"[\w'’ʼ‘`.]+(?:[-‑–][\w'’ʼ‘`]+)*")
_WORDS_BETWEEN = "of de del di du da do la le les el al as ad ar an ez i y e et ash en sur am na над на ibn bin"
_LINKS = frozenset(_WORDS_BETWEEN.split())
_SHORTEST, _SHORTEST_CHINESE, _MOST = 3, 2, 6
_TYPE = re.compile(  # capitalised words that are no names: in titles, and in German, where every noun has a capital
    r"(?:the|center|centre|local|government|area|lga|air|air ?base|naval|base|camp|fort|mount|mountains?|cape|port|"
    r"airport|airfield|bridge|island|islands|isle|river|valley|"
    r"village|town|city|district|province|county|region|state|hospital|dam|pass|bay|gulf|hill|hills|ridge|forest|crossing|"
    r"point|reef|shoal|strait|north|south|east|west|northern|southern|eastern|western|central|upper|lower|old|new|"
    r"flughafen|hafen|brücke|insel|inseln|stadt|dorf|berg|tal|fluss|stützpunkt|luftwaffenstützpunkt|basis|lager|"
    r"grenzübergang|provinz|region|gebiet|bezirk|kreis|distrikt|küste|krankenhaus|staudamm|wald|nähe|raum|süden|norden|"
    r"osten|westen|zentrum|grenze|straße|militärbasis|marinebasis|truppenübungsplatz|flugplatz|kaserne|"
    r"île|îles|mont|isla|islas|cerro|base|puerto|aéroport|aeropuerto|camp|lotnisko|baza|wyspa|"
    r"havaalanı|havalimanı|üssü|adası|köyü|ilçesi|limanı|dağı|vadisi|sınır|kapısı|körfezi|kampı|barajı|"
    r"острів|остров|порт|аеропорт|аэропорт|база|мис|мыс|форт|табір|лагерь)",
    re.IGNORECASE,
)
NO_PLACE = re.compile(  # what is named after a place, and stands where it likes
    r"\b(?:streets?|avenue|road|lane|square|court|school|college|university|academy|institute|church|cathedral|hotel|inn|club|"
    r"museum|library|theat(?:re|er)|stadium|arena|mall|ministry|embassy|consulate|council|office|wing|elementary|middle|high|"
    r"plantation|canal|rue|avenue|calle|plaza|avenida|straße|platz|allee|universität|schule|ulica|plac|universidad|université|"
    r"caddesi|meydanı|sokağı|üniversitesi|bakanlığı|вулиц\w+|площ\w+|улиц\w+)\b",
    re.IGNORECASE,
)
_ARABIC_TYPE = re.compile(
    r"(?:[وف]?[بلك]?(?:ال)?)(?:قاعدة|مطار|معسكر|مخيم|مدينة|بلدة|قرية|جبل|جبال|تل|تلال|وادي|نهر|جزيرة|جزر|محافظة|ولاية|إقليم|منطقة|"
    r"مقاطعة|قضاء|ناحية|ميناء|معبر|جسر|سد|حي|طريق|مستشفى|ثكنة|حقل|غابة|غابات|خليج|رأس|مضيق|ساحل|سواحل|شمال|جنوب|شرق|غرب|وسط|"
    r"شمالي|جنوبي|شرقي|غربي|قرب|محيط|ريف|أطراف|ضواحي|مشارف|داخل|قبالة|حدود|مثلث|هضبة|سهل|بحيرة|مياه|مركز|عبر|الجوية|البحرية|"
    r"الدولي|العسكري|العسكرية|الحدودي|الحدودية|بين|نحو|من|في|إلى|على|باتجاه)"
)
_ARABIC_WORD = re.compile(  # words that are no names
    r"(?:[وف]?[بلك]?(?:ال)?)(?:بلاد|بلدان|أراضي|أراضينا|حدود|حدودنا|مكان|موقع|مواقع|عاصمة|سفارة|مقر|مقار|سوق|سجن|قصر|مجمع|مبنى|ساحة|ميدان|"
    r"شارع|مدرسة|مدرج|جامعة|مسجد|كنيسة|مدن|بلدات|قرى|جبهة|جبهات|خط|خطوط|التماس|مياهنا|إقليمية|الإقليمية|أجواء|أجواءنا|سماء|بحر|برية|قاع|أرخبيل|"
    r"دولة|ضفة|شمالية|جنوبية|شرقية|غربية|ساحلية|حي|أحياء|عتيق|مهجور|رئاسي|رئاسية|عسكري|تجارية|بلدية|حكومي|حكومية|دولية|مدينتين|جزر|"
    r"نقطة|نقاط|موانئ|مرفأ|محطة|مصنع|مستودع|مستودعات|مخازن|خزانات|وقود|نفط|نفطية|غاز|منجم|مناجم|مزرعة|غير|مأهولة|هذه|هذا|تلك|ذلك|"
    r"قبالة|خارج|عند|فوق|تحت|أمام|خلف|كيلومترا?|كيلومترات|ميل|أميال|متر|مترا|عشرة|خمسة|ثلاثة|أول|آخر|وسط|أعالي|أسفل|صحراء|رملي|جدار|"
    r"منشأة|منشآت|نووية|نووي|كهرباء|مفاعل|شرقا|غربا|شمالا|جنوبا|مجاورة|محتلة|محتل|منزوعة|السلاح|عازلة|آمنة|اقتصادية|خالصة)"
)
_CHINESE_SIDE = re.compile(
    r"(?:(?:以|之)?[东南西北東]{1,2}(?:部|面|侧|側|郊|端|约|約)?(?:的|地区|地區)?|(?:以|之)[东南西北東]{1,2}.*|附近.*|周边|周邊|沿岸|沿海|近海|近郊|外海|海域|水域|"
    r"上空|领空|境内|境內|郊外|外围|外圍|市区|市區|市郊|城区|城區|市中心|中心|一带|一帶|外|里|内|內|上|下|前|中部|一线|一線|沿线|方向|地区|地區|郊区|腹地)$"
)
_CHINESE_TYPE = re.compile(
    r"(?:国际机场|國際機場|机场|機場|空军基地|空軍基地|海军基地|海軍基地|军事基地|基地|军营|軍營|营地|營地|难民营|難民營|训练中心|训练场|靶场|口岸|检查站|哨所|兵站|"
    r"半岛|半島|群岛|群島|列岛|岛屿|岛|島|环礁|環礁|礁|港口|港|大桥|大橋|桥|橋|水坝|大坝|河谷|谷地|河|江|湖|海峡|海峽|海湾|湾|灣|山口|山脉|山脈|山区|山|高地|沼泽|林地|森林|走廊|"
    r"自治区|地区|省|州|府|县|縣|郡|市|镇|鎮|乡|区|區|村庄|村落|村|公路|路|街|修道院|清真寺|医院|監獄|监狱|油田|气田|矿区|金矿|角|堡|城|营)$"
)
_CHINESE_BEFORE = re.compile(
    r"^(?:边境城镇|边境小镇|边境|邊境|通往|位于|靠近|港口|城市|小镇|首都|该国|的|与|和|、|在|至|从)"
)
_CHINESE_PARTS = re.compile(
    r"[的与與和至、“”「」（）()\s]|自治州|自治区|省|府(?!$)|县(?!$)|縣(?!$)|郡(?!$)|州(?!$)|市(?!$)"
)


def cores(surface: str, language: str) -> tuple[str, ...]:
    """What may be the name of a place in `surface`, the likeliest first."""
    first = next((letter for letter in surface if letter.isalpha()), "")
    if "\u3400" <= first <= "\u9fff":
        found: Iterator[str] = _chinese(surface)
    elif "\u0600" <= first <= "\u06ff":
        found = _arabic(surface)
    else:
        found = _cased(surface, language)
    least = _SHORTEST_CHINESE if "\u3400" <= first <= "\u9fff" else _SHORTEST
    return tuple(dict.fromkeys(core for core in found if len(core) >= least))[:_MOST]


def _cased(surface: str, language: str) -> Iterator[str]:
    """Runs of capitalised words; then each of their words that is no word for a kind of place."""
    if language == "tr":
        surface = re.sub(r"['’]\w+", "", surface)
    elif language == "en":
        surface = re.sub(r"['’]s\b", "", surface)
    runs = [surface[start:end] for start, end in _runs(surface)]
    runs = [run for run in runs if not NO_PLACE.search(run)]
    for run in sorted(runs, key=len, reverse=True):
        words = run.split(" ")
        while words and _TYPE.fullmatch(words[-1]):
            words.pop()
        while words and _TYPE.fullmatch(words[0]):
            words.pop(0)
        if words:
            yield " ".join(words)
    for run in runs if language == "de" else ():
        yield from (word for word in re.split(r"[ ‑–]", run) if not _TYPE.fullmatch(word) and word != run)


def _runs(surface: str) -> Iterator[tuple[int, int]]:
    """Where capitalised words follow each other, with nothing but a link between them."""
    start = end = -1
    linked = False
    for match in _WORD.finditer(surface):
        word = match.group()
        apart = surface[end : match.start()].strip() if start >= 0 else ""
        if any(part[:1].isupper() for part in re.split(r"[-‑–]", word)) or (start >= 0 and word.isdecimal()):
            if start >= 0 and apart and not (linked and apart in _LINKS):
                yield start, end
                start = -1
            start, end = (match.start() if start < 0 else start), match.end()
        elif start >= 0 and word not in _LINKS:
            yield start, end
            start = -1
        linked = start >= 0
    if start >= 0:
        yield start, end


def _arabic(surface: str) -> Iterator[str]:
    words = [word for word in surface.split() if not (_ARABIC_TYPE.fullmatch(word) or _ARABIC_WORD.fullmatch(word))]
    if not words:
        return
    for text in (" ".join(words), *(words if len(words) > 1 else ())):
        yield text
        clitic = next((c for c in ("بال", "وال", "فال", "كال", "لل") if text.startswith(c)), "")
        if clitic:
            yield endings.ARTICLE + text.removeprefix(clitic)
        elif text[:1] in ("ب", "ل", "و", "ك") and len(text) > _SHORTEST + 1:
            yield text[1:]


def _chinese(surface: str) -> Iterator[str]:
    for part in reversed([part for part in _CHINESE_PARTS.split(surface.strip('“”"「」')) if part]):
        yield from _chinese_part(part)
    yield from sorted(_chinese_runs(surface), key=len, reverse=True)


def _chinese_runs(surface: str) -> Iterator[str]:
    """What is written with the letters that foreign names are written with."""
    at = 0
    while at < len(surface):
        end = at
        while end < len(surface) and writes_sounds(surface[end]):
            end += 1
        if end - at >= _SHORTEST_CHINESE:
            yield surface[at:end]
        at = end + 1


def _chinese_part(part: str) -> Iterator[str]:
    for _ in range(3):
        shorter = _CHINESE_BEFORE.sub("", _CHINESE_SIDE.sub("", part))
        if len(shorter) < _SHORTEST_CHINESE or shorter == part:
            break
        part = shorter
    yield part
    bare = _CHINESE_TYPE.sub("", part)
    if bare != part:
        yield bare
