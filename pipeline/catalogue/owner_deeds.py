"""Deeds: what the words beside a force, or between a name and a force, say is done: sent, struck, shot down, lost.

Stems for ten languages. They only ever add a fact about who may own the force, so a word too many does little harm.
"""

import re

_STEMS = {
    "strike": (
        r"\b(?:hit|hits|struck|strik\w+|attack\w*|bomb\w*|shell(?:s|ed|ing)|fir(?:e|ed|es|ing)|launch\w*|"
        r"raid\w*|explo\w+|fell|fall\w*|land(?:ed|s)|"
        r"target\w*|pound\w*|frapp\w+|bombard\w+|attaqu\w+|touch\w+|tir(?:é|s|er|e|ent)\b|visé\w*|tomb\w+|"
        r"atac\w+|ataqu\w+|impact\w+|alcan\w+|dispar\w+|lanz\w+|cay\w+|golpe\w+|"
        r"traf|treff\w+|getroffen|einschl\w+|eingeschlagen|angegriffen|angreif\w*|griff\w*|beschoss\w*|"
        r"beschieß\w*|bombardier\w*|schlug\w*|feuer\w+|flog\w*|"
        r"влуч\w+|вдар\w+|удар\w+|атак\w+|обстріл\w+|обстрел\w+|бомб\w+|попал\w*|попад\w+|запуст\w+|"
        r"випуст\w+|выпуст\w+|ударил\w*|впал\w*|упал\w*|"
        r"trafi\w+|uderz\w+|ostrzel\w+|zbombard\w+|spad\w+|wystrzel\w+|"
        r"vur\w+|saldır\w+|bombala\w*|düş(?:tü|en|mü)\w*|isabet|ateş\w*|hedef al\w*|fırlat\w*)|"
        r"击中|打击|袭击|轰炸|炮击|落在|坠落|射向|空袭|开火|发射|قصف\w*|ضرب\w*|استهدف\w*|أصاب\w*|سقط\w*|"
        r"هاجم\w*|أطلق\w*|هجوم|غار[ةا]\w*"
    ),
    "down": (
        r"\b(?:shot down|shoot\w* down|down(?:ed|s)|intercept\w*|repel\w*|repuls\w*|thwart\w*|abatt\w+|"
        r"repouss\w+|derrib\w+|"
        r"abgeschossen|abschuss\w*|abgefangen|abgewehrt|schoss\w*|збил\w*|збит\w+|сбил\w*|сбит\w+|"
        r"перехо\w+|перехв\w+|відби\w+|отби\w+|отраз\w+|"
        r"zestrzel\w+|przechwy\w+|odpar\w+|düşür\w+|engelle\w+|püskürt\w+)|击落|拦截|擊落|攔截|击退|"
        r"أسقط\w*|إسقاط|اعترض\w*|اعتراض|دمرت|صدت|صد "
    ),
    "leave": (
        r"\b(?:withdr\w+|pull\w* (?:out|back)|leav\w+|left|retreat\w*|quit\w*|exit\w*|retir\w+|repli\w*|"
        r"quitt\w+|replieg\w*|"
        r"abzieh\w+|abzug\w*|abgezogen|zog\w*|zurückzieh\w*|verl(?:ässt|assen)\w*|räum\w+|"
        r"вив[еіо]\w+|відвод\w*|відійш\w+|вийш\w+|виведен\w+|залиш\w+|вывод\w*|вывел\w*|выведен\w*|"
        r"отвод\w*|отошл\w*|поки\w+|ушл\w+|отступ\w+|відступ\w+|"
        r"wycof\w+|opuszcz\w+|opuści\w+|çekil\w+|çek(?:ti|ecek|iyor|me)\w*|ayrıl\w+|tahliye)|撤出|撤离|"
        r"撤軍|撤军|撤走|离开|撤回|انسح\w*|ينسح\w*|سحب\w*|غادر\w*|تغادر|مغادرة|خروج"
    ),
    "send": (
        r"\b(?:deploy\w*|send\w*|sent|dispatch\w*|mov(?:e|ed|es|ing)|arriv\w+|station\w*|transfer\w*|"
        r"reinforc\w*|mass(?:ed|ing)|rush\w*|"
        r"envo\w+|enver\w+|déplo\w+|arriv\w+|stationn\w+|despleg\w+|desplieg\w+|env[ií]\w+|lleg\w+|"
        r"mand(?:a|ó|ar)\w*|"
        r"entsend\w*|entsand\w*|schick\w*|verleg\w*|stationier\w*|eingetroffen|"
        r"відправ\w+|надісл\w+|прибу\w+|перекин\w+|перекид\w+|розмі\w+|розгор\w+|отправ\w+|направ\w+|"
        r"послал\w*|переброс\w+|размест\w+|размещ\w+|разверн\w+|"
        r"wysł\w+|wysył\w+|wyśle\w*|przerzuc\w+|rozmie\w+|przyby\w+|skier\w+|"
        r"gönder\w+|konuşlan\w+|sevk\w*|ulaş\w+|gel(?:di|ecek|iyor)\w*)|派遣|派出|部署|抵达|增派|调往|"
        r"派兵|派|نشر\w*|أرسل\w*|إرسال|ترسل|يرسل|وصل\w*|انتشار"
    ),
    "stay": (
        r"\b(?:remain\w*|stay\w*|still|hold(?:s|ing)?|held|based|garrison\w*|patrol\w*|rest(?:e|ent|er|"
        r"era|eront)\b|demeur\w+|tien\w+|"
        r"permanec\w+|mantien\w+|sigue\w*|bleib\w*|halten|hält|steh\w*|залиша\w+|перебува\w+|утрим\w+|"
        r"стоїть|стоять|остан\w+|оста[её]т\w*|находят\w*|держат\w*|стоит|"
        r"pozosta\w+|stacjon\w+|stoją|stoi|utrzym\w+|kal(?:acak|dı|ıyor|mak)\w*|bulun\w+)|仍|留在|驻扎|"
        r"驻守|坚守|باق\w*|بقي\w*|تبقى|يبقى|متمركز\w*|لا تزال|ما زال\w*"
    ),
    "lose": (
        r"\b(?:killed|died|dead|captur\w+|lost|los(?:s|ses|ing)|surrender\w*|wound\w*|casualt\w+|tués?|"
        r"mort\w*|bless\w+|perd\w+|captur\w+|"
        r"muert\w*|murieron|mató|mat(?:an|aron)|herid\w*|bajas|getötet\w*|gefallen|starb\w*|verlor\w*|"
        r"gefangen\w*|verlust\w*|"
        r"загин\w+|убит\w+|вбит\w+|втрат\w+|полон\w*|поранен\w*|погиб\w+|потер\w+|плен\w*|ранен\w*|"
        r"здал\w*|сдал\w*|"
        r"zgin\w+|zabi\w+|strac\w+|rann\w+|poleg\w+|öldürül\w+|öldü\w*|kayb\w+|yaralan\w+|esir\w*|şehit)|"
        r"阵亡|丧生|死亡|打死|被俘|投降|受伤|损失|قتل\w*|مقتل|جرح\w*|أسر\w*|خسر\w*|استسلم\w*"
    ),
    "take": (
        r"\b(?:seiz\w+|captures?|enter\w*|advanc\w+|storm\w*|took|taken|takes?|cross\w*|invad\w+|"
        r"overr[au]n|prend\w*|pris\b|entr\w+|avanc\w+|franch\w+|"
        r"tom(?:a|an|aron|ó|ado)\b|avanz\w+|cruz\w+|einrück\w*|eingerückt|vorrück\w*|erober\w*|"
        r"einmarsch\w*|eingenommen|drang\w*|überschr\w+|"
        r"захоп\w+|увійш\w+|зайш\w+|просува\w+|взял\w*|захват\w+|вошл\w+|вторг\w+|продвиг\w+|перешл\w+|"
        r"перейш\w+|"
        r"zaję\w+|zajm\w+|wkrocz\w+|wesz\w+|posuw\w+|przekrocz\w+|gir(?:di|ecek|iyor|me)\w*|ele geçir\w+|"
        r"ilerle\w+)|占领|攻占|进入|越过|推进|夺取|سيطر\w*|دخل\w*|تقدم\w*|عبر\w*|توغل\w*|احتل\w*"
    ),
    "train": (
        r"\b(?:train\w*|drill\w*|exercis\w*|manoeuv\w*|maneuv\w*|exercice\w*|entraîn\w*|form(?:er|ent|"
        r"e)\b|ejercicio\w*|maniobra\w*|entren\w+|adiestr\w+|"
        r"üb(?:en|t|ung|ungen)\b|manöver\w*|ausbild\w*|навчан\w*|тренув\w*|учен\w+|трениров\w*|обуча\w*|"
        r"ćwicz\w*|manewr\w*|szkol\w*|"
        r"tatbikat\w*|eğit\w*)|演习|训练|军演|演訓|تدريب\w*|تدرب\w*|مناور\w*"
    ),
    "with": (
        r"\b(?:with|alongside|together|joint(?:ly)?|avec|aux côtés|con|junto|mit|gemeinsam\w*|разом|"
        r"спільн\w*|вместе|совместн\w*|wraz|razem|wspóln\w*|"
        r"ile|birlikte|ortak)\b|与|和|联合|同|مع|مشترك\w*"
    ),
    "no": (
        r"\b(?:no|not|never|none|without|neither|n[e'’]|aucun\w*|pas|jamais|ningún\w*|ningun\w*|no|nunca|"
        r"jamás|kein\w*|nicht|nie|"
        r"не|ні|немає|нема|жодн\w*|ни|нет|никак\w*|ani|nie|żad\w+|brak|hiç\w*|değil|yok\w*)\b|没有|不|未|"
        r"无|沒有|لا|لم|لن|ليس\w*|أي"
    ),
}  # fmt: skip
_DEEDS = {name: re.compile(stems, re.IGNORECASE) for name, stems in _STEMS.items()}
_BREAK = re.compile(
    r"[,;:—–\n«»„“”\"]|\s-\s|[，；：、。“”]|،|؛|\b(?:that|que|dass|daß|що|что|iż|że|which|who|qui|die|"
    r"який|який|которы\w+)\b|\bأن\b"
)
_REACH = 60


def deeds(text: str) -> list[str]:
    """The kinds of deed that the words speak of."""
    return [name for name, words in _DEEDS.items() if words.search(text)]


def beside(body: str, start: int, end: int, low: int, high: int) -> list[str]:
    """What is done before and after the span, within its sentence (`low` to `high`): `strike before`, `lose after`."""
    before, after = body[max(low, start - _REACH) : start], body[end : min(high, end + _REACH)]
    return [f"{name} before" for name in deeds(before)] + [f"{name} after" for name in deeds(after)]


def has_break(text: str) -> bool:
    """Whether a clause ends in the text."""
    return _BREAK.search(text) is not None
