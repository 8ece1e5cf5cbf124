"""`credit`: which wire service an article's text is copied from, by its dateline, its signature or its byline.

A credit stands where copy is credited: "KYIV, March 3 (Reuters) –" at the start, "(AFP)" or "/PAP/" at the end,
"…, передає Укрінформ". "According to Reuters" inside a sentence cites; that is a holder, and not this file's business.
A signature under a photograph's caption credits the photograph.
"""

import re

from pipeline.text.data import rows

LEAD, TAIL = 200, 240

_AGENCIES = {name: row[0] for row in rows("agencies.tsv") for name in row[1].split("|")}
_AGENCIES |= {name.upper(): agency for name, agency in _AGENCIES.items() if name.isascii() and len(name) > 3}
_IDS = frozenset(_AGENCIES.values())
_SELF = {name for row in rows("agencies.tsv") if row[2:] == ("yes",) for name in row[1].split("|")}


def _alternatives(names: set[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


_NAME = rf"(?P<agency>{_alternatives(set(_AGENCIES))})(?![^\W\u3400-\u9fff]|-)"
_ALSO = rf"(?:\s?(?:[/,&+;–-]|and|und|et|y|i|и|та)\s?(?:{_alternatives(set(_AGENCIES))})){{0,3}}"  # (dpa/AFP)
_ANY = re.compile(_alternatives(set(_AGENCIES)))
_DASH = r"(?:--|[-–—―−])"
_THEN = r"(?!\s*[a-zа-яіїєґ])"  # the copy begins: no small letter follows
_REPORTS = "передає|передають|повідомляє|повідомляють|інформує|передает|передаёт|сообщает|сообщают|пише|пишет"
_WITH = "with|avec|mit|con|com|met|med|z|за|с|та|from|by|nach|via|PTI inputs"
_SOURCE = "Sources?|Quelle|Źródł[oa]|Fuente|Fonte|Kaynak|Джерело|Источник|المصدر|来源|來源|Bron|Zdroj|Forrás|Kilde"

_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<place>[^\n!?;]{{0,80}}?)\({_NAME}[^()\n]{{0,24}}\)(?:\.?\s*{_DASH}|[:،\n]){_THEN}",  # 3 March (AP) –
        rf"(?P<place>[^\n!?;()]{{2,50}}\d[^\n!?;()]{{0,8}})\({_NAME}\)\s{_THEN}",  # New Delhi, Mar 3 (PTI) The
        rf"(?P<place>[^\n!?;/(]{{0,60}})/\s?{_NAME}\s?(?:/|\s{_DASH}|\n)",  # MOSCOW, March 3. /TASS/.   أنقرة/ الأناضول
        rf"(?P<place>[^\n!?;(]{{3,50}}){_DASH}\s?{_NAME}[.:,]\s",  # МОСКВА, 3 мар — РИА Новости.
        rf"(?P<place>[^\n.]{{2,30}}\.\s(?:[^\n.]{{2,24}}\.\s)?){_NAME}(?:\.\s|\s{_DASH}\s)",  # КИЇВ. 3 березня. УНН.
        rf"(?P<place>[^\n.(]{{2,30}},\s){_NAME}\s?{_DASH}\s",  # Tehran, IRNA –
        rf"(?P<place>){_NAME}\s?{_DASH}\s",  # AFP –
        rf"(?P<place>)[(（【]?{_NAME}[)）】]?[^\n，。]{{0,24}}[电電讯訊]",  # 新华社北京3月3日电
        rf"(?P<place>)[(（【]{_NAME}{_ALSO}[)）】]",  # （法新社）
        rf"(?P<place>)(?:By|Von|Par|Por|Di|Da|Av|Door|Autor:|Автор:)\s(?:the\s)?{_NAME}",  # By Reuters Staff
    )
)
# "…. (AFP)", "… (PAP) jk/", "…. /PAP/"; but in "the Space Development Agency (SDA)." a bracket explains a name.
_BRACKET = r"(?:(?<=[.!?…”\"»。])\s*[(\[（]|\s[(\[（](?![^\n]*\.$))"
_TAILS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BRACKET}\s?(?:(?:{_WITH})\b[^()/\n]{{0,24}}?)?{_NAME}{_ALSO}[)\]）][\s./a-z]{{0,16}}$",
        rf"\s/\s?{_NAME}{_ALSO}\s?/[\s./a-z]{{0,16}}$",
        rf"\s(?:{_DASH}|©(?:\s\d{{4}})?)\s?{_NAME}[\s.]*$",
        rf"(?:{_SOURCE})\s?[:：]\s?{_NAME}{_ALSO}$",
    )
)
_SELF_NAME = _alternatives(_SELF)
_SELF_CREDIT = re.compile(
    rf"[,.–—-]\s(?:{_REPORTS})\s(?:\w+\s)?[«\"„]?(?P<agency>{_SELF_NAME})[а-яіїє]{{0,2}}[»\"“]?\s?(?:[.,\n]|$)"
    rf"|,\s(?P<after>{_SELF_NAME}) reports?\."
)
_REUTERS_SIGNATURE = re.compile(r"\bReporting by [^\n]{3,200}[Ee]diting by ")
_PHOTOGRAPH = re.compile(
    r"\b(?:file photo|undated|photographer|photo by|pictured|is seen|are seen|still image|image obtained|getty)\b"
    r"|\b[A-Z][a-z]{2,8}\.? (?:\d{1,2},? )?\d{4}[.,]?\s*\(",
    re.IGNORECASE,
)


def credit(text: str) -> str:
    """The id of the wire service that the text credits as its author, such as "reuters"; "" where it credits none."""
    lead, tail = text[:LEAD].lstrip(), text[-TAIL:].rstrip()
    if not (_ANY.search(lead) or _ANY.search(tail)):
        return "reuters" if _REUTERS_SIGNATURE.search(tail) else ""
    return _dateline(lead) or _signature(tail) or _self_credit(lead) or _self_credit(tail)


def is_agency(name: str) -> bool:
    """Whether a publisher family is a wire service, whose own articles need no credit."""
    return name in _IDS


def dateline(text: str) -> int:
    """Where the text proper begins: behind a dateline that credits a wire service, else 0."""
    start = len(text) - len(text.lstrip())
    match = _lead_match(text[:LEAD].lstrip())
    return start + match.end() if match else 0


def _dateline(lead: str) -> str:
    match = _lead_match(lead)
    return _AGENCIES[match["agency"]] if match else ""


def _lead_match(lead: str) -> re.Match[str] | None:
    for pattern in _LEADS:
        match = pattern.match(lead)
        if match and _is_place(match["place"]):
            return match
    return None


def _is_place(place: str) -> bool:
    """Places and dates have few words that begin small: "Rio de Janeiro, 3 de março", not "a civil rights group"."""
    return sum(1 for word in place.split() if word[:1].islower()) <= 3 and not _PHOTOGRAPH.search(place)


def _signature(tail: str) -> str:
    if _REUTERS_SIGNATURE.search(tail):
        return "reuters"
    if _PHOTOGRAPH.search(tail):
        return ""
    found = (pattern.search(tail) for pattern in _TAILS)
    return next((_AGENCIES[match["agency"]] for match in found if match), "")


def _self_credit(part: str) -> str:
    match = _SELF_CREDIT.search(part)
    return _AGENCIES[match["agency"] or match["after"]] if match else ""
