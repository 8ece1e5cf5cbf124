"""Words around a name that tell what it does there: stands as a place, speaks, denies, accuses, is attacked or owns.

One table for ten languages; what is looked for is only ever next to a catalogue name, so a short word is safe here.
"""

import re

_REACH = 24
_AFTER = 40

_PLACED = re.compile(
    r"(?:\b(?:in|into|inside|at|near|across|over|on|toward|towards|to|around|outside|within|through|beside|off|"
    r"en|dans|au|aux|à|vers|sur|chez|hacia|sobre|cerca de|desde|"
    r"im|nach|über|bei|vor|aus|zu|zur|nahe|w|we|na|pod|do|nad|z|ze|przy|koło|"
    r"у|в|на|під|под|над|до|из|із|зі|з|с|со|к|біля|возле|близ|через|"
    r"invad\w+|attack\w*|hit|struck|enter\w*|reach\w*|left|leav\w+|visit\w*)\s+"
    r"(?:the\s+|la\s+|le\s+|les\s+|el\s+|der\s+|dem\s+|den\s+|die\s+|das\s+|l['’])?|"
    r"(?:في|من|إلى|الى|على|نحو|قرب|شمال|جنوب|شرق|غرب|داخل|عن|صوب|تجاه|فوق)\s+|\s[بل]|"
    r"在|向|从|往|至|于|於|驻|駐|赴|抵|进入|進入|越过|飞越|进驻|撤出|前往|飞往|离开)$",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"(?:\b(?:against|contre|contra|gegen|przeciw\w*|проти|против|versus|vs|accus\w+|blam\w+|acus\w+|"
    r"beschuldig\w+|"
    r"oskarż\w+|обвин\w+|звинувати\w+|attack\w*|target\w*|threat\w*)\s+(?:the\s+|l['’]|la\s+|al?\s+|"
    r"den\s+|die\s+)?|"
    r"ضد\s+|اتهم\w*\s+|对|對|针对|指责|指責|指控)$",
    re.IGNORECASE,
)
_LOCATIVE_AFTER = re.compile(
    r"^(?:['’]?(?:[dt][ae]n?|n[dt][ae]n?|y?[ae]|n[ae]|[dt][ae]ki)\b|境内|領空|领空|领海|邊境|边境|上空|"
    r"附近|以[东西南北]|海域|沿海|北部|南部|东部|西部)"
)
_GENITIVE_AFTER = re.compile(r"^(?:['’](?:n?[ıiuü]n|s)\b|的)")
_OF_AFTER = re.compile(
    r"^\s*(?:from|of|by|belonging to|loyal to|led by|of the|d[eu']|des|von|aus|der|del|z|від|из|из состава|من|"
    r"التابع\w* ل|ال)\s*(?:the\s+|la\s+|l['’])?$",
    re.IGNORECASE,
)
_DENY = (
    r"den(?:y|ies|ied|ying)|refut\w+|reject\w*|dismiss\w*|rules? out|disput\w+|insist\w*|scoff\w*|scorn\w*|"
    r"dément\w*|démenti\w*|nie\w*|conteste\w*|récus\w*|réfut\w*|n['’]a pas|"
    r"niega\w*|niegan|negó|desmiente\w*|desmint\w*|rechaz\w*|descart\w*|"
    r"bestreite\w*|bestritt\w*|dementier\w*|weist|wies|verneint\w*|leugne\w*|widerspr\w*|will|wollen|"
    r"запереч\w*|спростов\w*|відкида\w*|відкину\w*|опроверг\w*|отрица\w*|отвер\w*|"
    r"zaprzecza\w*|zaprzeczy\w*|dementuj\w*|odrzuc\w*|"
    r"yalanla\w*|reddet\w*|inkar\w*|inkâr\w*"
)
_SAY = (
    r"sa(?:ys|id)|claim\w*|warn\w*|urge\w*|call\w*|report\w*|official\w*|spokes\w*|minist\w*|announc\w*|"
    r"confirm\w*|"
    r"vow\w*|pledg\w*|acknowledg\w*|admit\w*|tells?|told|"
    r"estim\w*|affirm\w*|annonc\w*|assur\w*|déclar\w*|confirme\w*|reconna\w*|"
    r"dice\w*|dijo|anunci\w*|asegur\w*|confirm\w*|admit\w*|reconoc\w*|"
    r"sag\w*|erklär\w*|melde\w*|bestätig\w*|kündig\w*|räum\w*|"
    r"powiedzia\w*|twierdz\w*|ostrze\w*|ogłos\w*|potwierdz\w*|poinform\w*|"
    r"заяв\w*|сообщ\w*|повідом\w*|підтверд\w*|подтверд\w*|призна\w*|визна\w*|объяв\w*|оголос\w*|"
    r"açıkla\w*|duyur\w*|bildir\w*|söyle\w*|doğrula\w*|kabul"
)
_ACCUSE = (
    r"accus\w*|blam\w*|alleg\w*|condemn\w*|protest\w*|"
    r"dénonc\w*|reproch\w*|acus\w*|denunci\w*|culp\w*|alerta\w*|beschuldig\w*|wirft|warf|"
    r"oskarż\w*|zarzuc\w*|обвин\w*|звинува\w*|suçla\w*|itham\w*|counted|intercept\w*|shot down|downed"
)
_FILLER = r"^['’]?s?,?\s+(?:\w+\s+){0,2}?"
_DENIES = re.compile(
    rf"{_FILLER}(?:{_DENY})\b|^[^，。]{{0,8}}?(?:否认|否認|反驳|駁斥|驳斥|称没有|澄清|不承认)", re.IGNORECASE
)
_SAYS = re.compile(
    rf"{_FILLER}(?:{_SAY})\b|^[^，。]{{0,8}}?(?:说|說|称|稱|宣布|表示|证实|證實|警告|强调|通报|承认)", re.IGNORECASE
)
_ACCUSES = re.compile(rf"{_FILLER}(?:{_ACCUSE})\b|^[^，。]{{0,8}}?(?:指责|指責|指控|谴责|抗议|抗議)", re.IGNORECASE)
_DENIES_BEFORE = re.compile(r"\b[وف]?(?:تنفي|ينفي|نفت|نفى|نفي|كذبت|كذب|رفضت|رفض|تستبعد)\s+(?:\w+\s+){0,2}?(?:ال)?$")
_SAYS_BEFORE = re.compile(
    r"\b[وف]?(?:قال|قالت|أعلن|أعلنت|تعلن|أكد|أكدت|تؤكد|حذر|حذرت|تقول|يقول|أقرت|أقر)\s+(?:\w+\s+){0,2}?(?:ال)?$"
)
_ACCUSES_BEFORE = re.compile(r"\b[وف]?(?:اتهم|اتهمت|تتهم|يتهم|نددت|ندد)\s+(?:\w+\s+){0,1}?(?:ال)?$")

_SPAN_WORDS = {
    "theirs": re.compile(
        r"\b(?:his|her|its|their|sa|ses|son|leurs?|sus?|sein\w*|ihr\w*|dessen|deren|jego|jej|ich|swoj\w+|"
        r"swó\w+|swyc\w+|"
        r"її|його|їхн\w+|свої\w*|своє\w*|сво\w{1,3}|его|её|ее|их|kendi\w*|own)\b|其|本国|自己",
        re.IGNORECASE,
    ),
    "his": re.compile(r"\b(?:his|her|jego|sein\w*|його|его|son|ses|adamları)\b|رجاله", re.IGNORECASE),
    "ours": re.compile(
        r"\b(?:our|ours|my|we|us|notre|nos|nous|nuestr\w+|unser\w*|wir|nasz\w*|nasi|naszych|наш\w*|ми|мы|bizim|"
        r"\w+(?:imiz|ımız|umuz|ümüz)\w*)\b|我|咱|قواتنا|جنودنا|جيشنا|طائراتنا|سفننا|\w{3,}نا\b",
        re.IGNORECASE,
    ),
    "foreign": re.compile(
        r"\b(?:foreign|unidentified|unknown|étrang\w+|extranjer\w+|ausländ\w+|fremd\w+|іноземн\w+|чуж\w+|"
        r"иностранн\w+|"
        r"obc\w+|zagraniczn\w+|yabancı\w*)\b|外国|外國|不明|أجنبي\w*|مجهول\w*",
        re.IGNORECASE,
    ),
    "enemy": re.compile(
        r"\b(?:enem\w+|invader\w*|invading|occup\w+|attacker\w*|ennemi\w*|enemig\w+|feind\w*|angreifer\w*|"
        r"besatzer\w*|ворож\w+|"
        r"ворог\w*|окупант\w*|загарбник\w*|вражеск\w+|противник\w*|оккупант\w*|захватчик\w*|wrog\w*|wróg|"
        r"okupan\w+|"
        r"przeciwnik\w*|rosjan\w*|düşman\w*|işgalci\w*)\b|敌|敵|العدو|الاحتلال",
        re.IGNORECASE,
    ),
    "sides": re.compile(
        r"\b(?:warring|rival|sides|parties|factions?|opposing|belliger\w+|two groups|both|bellig\w+|camps|"
        r"deux camps|bandos|"
        r"kriegsparteien|seiten|beide\w*|сторін|сторон\w*|обидв\w+|обе\w*|strony|stron|taraf\w*)\b|双方|"
        r"各方|交战|الطرف\w*|طرفي|أطراف",
        re.IGNORECASE,
    ),
    "government": re.compile(
        r"\b(?:government\w*|regime\w*|loyalist\w*|state|federal|junta\w*|official|gouvernement\w*|régime|"
        r"loyalist\w+|"
        r"gubernament\w+|gobierno|régimen|estatal\w*|regierung\w*|regimes?|урядов\w+|уряд\w*|режим\w*|хунт\w+|"
        r"правительств\w+|rządow\w+|reżim\w*|junt\w+|hükümet\w*|rejim\w*|cunta\w*)\b|政府|军政府|حكوم\w*|"
        r"النظام|المجلس العسكري",
        re.IGNORECASE,
    ),
    "country": re.compile(
        r"\b(?:(?:the|that|this) country|du pays|le pays|del país|el país|des Landes|країни|страны|kraju|"
        r"ülke\w*)|本国|该国|البلاد",
        re.IGNORECASE,
    ),
    "joint": re.compile(
        r"\b(?:joint|international|multinational\w*|multi-?nation|allied|allies|coalition|western|"
        r"european|regional|combined|"
        r"conjoint\w*|internationa\w+|alli[ée]\w*|occident\w+|européen\w*|conjunt\w+|internacional\w*|"
        r"aliad\w+|europe\w+|"
        r"gemeinsam\w*|multinational\w*|verbündet\w*|westlich\w*|europäisch\w*|спільн\w+|міжнародн\w+|"
        r"союзн\w+|західн\w+|європейськ\w+|"
        r"совместн\w+|международн\w+|многонац\w+|западн\w+|европейск\w+|wspóln\w+|międzynarodow\w+|"
        r"sojusz\w+|zachodni\w*|"
        r"ortak|uluslararası|çokuluslu|çok uluslu|müttefik\w*|batılı|avrupa\w*)\b|联合|联军|国际|多国|"
        r"盟军|西方|欧洲|مشترك\w*|دولي\w*|متعدد\w*|التحالف|غربي\w*|أوروبي\w*",
        re.IGNORECASE,
    ),
    "kurdish": re.compile(r"\b(?:k(?:u|ú)rd\w*|kürt\w*|курд\w*)|库尔德|كرد\w*|الكرد\w*|الأكراد", re.IGNORECASE),
    "islamist": re.compile(
        r"\b(?:islamis\w+|j?dji?had\w*|jihad\w*|yihad\w*|dschihad\w*|extremis\w+|terror\w*|джихад\w*|"
        r"ісламіст\w*|исламист\w*|"
        r"терорист\w*|террорист\w*|dżihad\w*|cihat\w*|terörist\w*)|圣战|恐怖|إرهاب\w*|جهادي\w*|متطرف\w*",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"^\W*(?:\d|two|three|four|five|six|deux|trois|dos|tres|zwei|drei|два|дві|три|dwa|dwie|iki|üç)"
    ),
    "bare": re.compile(r"^\W*(?:the|la|le|les|el|los|las|die|der|das|den|ال)\s?", re.IGNORECASE),
}
_SPAN_BEFORE = 8


def around_name(body: str, start: int, end: int) -> frozenset[str]:
    """What the words at the sides of the name at `start` to `end` make of it."""
    before, after = body[max(0, start - _REACH) : start], body[end : end + _AFTER]
    found = set()
    if _PLACED.search(before) or _LOCATIVE_AFTER.match(after):
        found.add("placed")
    if _AGAINST.search(before):
        found.add("against")
    if _GENITIVE_AFTER.match(after):
        found.add("genitive")
    if _DENIES.match(after) or _DENIES_BEFORE.search(before):
        found.add("denies")
    elif _SAYS.match(after) or _SAYS_BEFORE.search(before):
        found.add("says")
    elif _ACCUSES.match(after) or _ACCUSES_BEFORE.search(before):
        found.add("accuses")
    return frozenset(found)


def is_of(between: str) -> bool:
    """Whether the words between a force and a name after it say that it belongs there: "troops of", «soldats du»."""
    return _OF_AFTER.match(between) is not None


def is_theirs(body: str, start: int, end: int) -> bool:
    """Whether the words of the span, or just before it, say "its", "their"."""
    return _SPAN_WORDS["theirs"].search(body[max(0, start - _SPAN_BEFORE) : end]) is not None


def is_kurdish(text: str) -> bool:
    return _SPAN_WORDS["kurdish"].search(text) is not None


def in_span(body: str, start: int, end: int) -> tuple[str, ...]:
    """What the span's own words say of its owner: ours, theirs, foreign, the enemy's, a number of them."""
    text, lead = body[start:end], body[max(0, start - _SPAN_BEFORE) : end]
    return tuple(
        name for name, words in _SPAN_WORDS.items() if words.search(text if name in ("number", "bare") else lead)
    )
