"""Which regions a span may mean: those of the names found in it, and namesakes that only the gazetteer knows.

The longest name in the span counts: "Granville County" is no Granville, and what has another capitalised word before it
("Stoneman Douglas High School") is no place of the part alone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipeline.catalogue import context, relative
from pipeline.catalogue.actors import settled
from pipeline.catalogue.folding import fold_name
from pipeline.catalogue.place_clues import abbreviated
from pipeline.catalogue.place_cores import cores
from schemas import Article, Hit, HitKind, RegionKind, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_MORE_SPECIFIC = (HitKind.REGION, HitKind.CAPITAL, HitKind.STATE, HitKind.DEMONYM, HitKind.OFFICE)
_ACRONYM = 4  # letters: EU, NATO
_DISTRICT = re.compile(r"\s(?:County|Parish|Township|District|Raion|Rayon|Oblast)\b")
_TRIMMED = re.compile(r"^(?:[Tt]he|[Ll]e|[Ll]a|[Ll]es|[Dd]ie|[Dd]er|[Dd]as|[Ee]l|[Ll]os|[Ll]as)\s|['’]s?$")
_CAPITALISED = re.compile(r"[^\W\d_]*[A-ZÀ-ÞĀ-ŽА-ЯЄІЇҐ][\w'’-]*")
_WORD_BEFORE = re.compile(r"([A-ZÀ-ÞĀ-ŽА-ЯЄІЇҐ][\w'’-]*)[ -]$")
_MEANS_THE_SAME = re.compile(
    r"(?i)(north|south|east|west|cent|upper|lower|greater|old|new|inner|outer|nord|sud|süd|ost|west|est|ouest|norte|sur|"
    r"este|oeste|fort|port|camp|mount|lake|battle|the|le|la|les|el|al|city|village|town|airport|base|army|front|air|naval|military|territor|airspace|space|waters|coast|soil|"
    r"border|region|province|camp|island|сухопут|терит|террит|terytor|przestrz|"
    r"північ|півден|захід|схід|север|юж|запад|восто|wsch|zach|połud|półn|kuzey|güney|doğu|batı|oblast|obw|област)"
)
_OF_A_PART = re.compile(r"(?i)(?:the )?(.+?) (?:airspace|skies|waters|coasts?|shores|soil|territory|borders?)$")
_OF_A_LETTER = re.compile(  # 西北 is no Spain, 国境 and 多国 no state's
    r"(埃塞|[^以之我本敌国西多安比保共突智])(?:[东南西北]{1,2}(?:部|境|地区)?|[国方军]?"
    r"(?:边?境内?|边界|领空|领海|领土|本土|国内|沿海|沿岸|海岸|空域|水域|控制区|一侧)?)"
)
PART, PERSON = "a part of a longer name", "a person's name"
_HYPHENED = re.compile(r"-[^\W\d_][\w'’ʼ-]*")
_TYPE_PART = re.compile(  # what names are joined with in German and in headlines
    r"(?i)krankenh|flugh|flugpl|brücke|insel|gebiet|region|provinz|stadt|dorf|tal\b|tals\b|küste|gebirge|wald|basis|lager|front|korridor|"
    r"lücke|linie|grenze|fluss|see\b|strasse|straße|damm|hafen|viertel|bezirk|stützpunkt|kaserne|barriere|konflikt|krieg|"
    r"based|held|area|city|north|south|east|west|central|nord|süd|ost"
)
_HONORIFIC = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lord|Lady|Rep|Sen|Gov|Gen|Lt|Col|Maj|Capt|Sgt|Judge|Justice|Officer|Pvt|Cpl|"
    r"Herr|Frau|Mme|M|Sr|Sra)\.?\s$"
)
# Letters that Chinese writes foreign names with: beside a name, they are more of a longer one (拉赫 in 比尔拉赫卢).
_SOUNDS = frozenset(
    "阿巴贝比波布茨达代德迪蒂杜厄恩尔法菲费夫弗福盖格贡古哈赫胡霍加贾杰卡凯科克库拉莱兰朗勒雷里利列卢鲁罗洛马迈曼梅蒙米莫姆穆纳"
    "尼诺努帕佩皮普齐奇恰切萨塞桑什舍斯苏塔泰坦特提图托瓦维翁沃乌希锡谢辛雅亚扬耶伊尤约扎泽兹佐"
)


class Candidates(NamedTuple):
    """The regions a span may mean. `surface` is the name, `hit` the one found there, `listed` what the scan knows."""

    surface: str
    start: int
    end: int
    hit: Hit | None
    listed: tuple[str, ...]
    namesakes: tuple[str, ...]
    refusal: str = ""


def candidates(catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit]) -> Candidates:
    hit = _best(span, hits)
    start, end = _core(article.body, span)
    surface = article.body[start:end]
    longer = _DISTRICT.match(article.body, end)
    if longer and (district := catalogue.regions.namesakes(surface + longer.group())):
        return Candidates(surface, start, end, None, (), district)
    if hit is None:
        return _unlisted(catalogue, surface, start, end, article, hits)
    if not (hit.start <= start and end <= hit.end) and (whole := _whole(catalogue, surface)):
        return Candidates(surface, start, end, None, (), whole)
    name = article.body[hit.start : hit.end]
    listed = tuple(dict.fromkeys(_of_hit(catalogue, hit, name)))
    if hit.kind is HitKind.REGION and _is_cut_out(article.body, span, hit, hits):
        longer_name = _unlisted(catalogue, surface, start, end, article, hits)
        if longer_name.namesakes and len(longer_name.surface) > len(name):
            return longer_name
    return Candidates(
        name, hit.start, hit.end, hit, listed, _others(catalogue, hit, name), _refusal(article, span, hit, hits)
    )


def _best(span: Span, hits: Sequence[Hit]) -> Hit | None:
    """The hit that says where: the most specific kind, then the longest, then the last."""
    inside = [hit for hit in context.within(hits, span) if hit.kind in _MORE_SPECIFIC]
    exact = [hit for hit in inside if (hit.start, hit.end) == (span.start, span.end)]
    ranked = sorted(exact or inside, key=lambda hit: (_MORE_SPECIFIC.index(hit.kind), hit.start - hit.end, -hit.start))
    return ranked[0] if ranked else None


def _core(body: str, span: Span) -> tuple[int, int]:
    """The span without an article before it and a possessive behind it."""
    start, end = span.start, span.end
    for match in _TRIMMED.finditer(body[span.start : span.end]):
        if match.start() == 0:
            start += match.end()
        else:
            end -= match.end() - match.start()
    return (start, end) if start < end else (span.start, span.end)


def _unlisted(
    catalogue: "Catalogue", surface: str, start: int, end: int, article: Article, hits: Sequence[Hit]
) -> Candidates:
    """No name that the scan knows: a shortened province, or quiet places."""
    if article.language == "en" and (province := abbreviated(surface)):
        return Candidates(surface, start, end, None, (province,), ())
    is_name = not surface[:1].islower() and not (surface.isupper() and len(surface) <= _ACRONYM)
    if article.language == "zh" and (land := _by_letter(catalogue, surface, hits)):
        return Candidates(surface, start, end, None, (land,), ())
    if relative.has_no_name(surface, article.language):
        return Candidates(surface, start, end, None, (), ())
    if listed := _hidden(catalogue, surface, article.language):
        return Candidates(surface, start, end, None, listed, ())
    if is_name and (named := catalogue.regions.namesakes(surface)):
        return Candidates(surface, start, end, None, (), named)
    return _taken_apart(catalogue, surface, start, end, article)


def _taken_apart(catalogue: "Catalogue", surface: str, start: int, end: int, article: Article) -> Candidates:
    """By a name in it that the scan does not look for: of European airspace, Europe; an Asian country is not Asia."""
    part = _OF_A_PART.match(surface)
    worlds = _worlds(catalogue, part[1]) if part else ()
    if part and worlds:
        return Candidates(part[1], start + part.start(1), start + part.end(1), None, (), worlds)
    for core in cores(surface, article.language):
        at = article.body.find(core, start, end)
        acronym = core.isupper() and core.isascii() and len(core) <= _ACRONYM
        named = catalogue.regions.namesakes(core) if core != surface and not acronym and at >= 0 else ()
        if named := tuple(id for id in named if id not in _worlds(catalogue, core)):
            return Candidates(core, at, at + len(core), None, (), named)
    return Candidates(surface, start, end, None, (), ())


def _by_letter(catalogue: "Catalogue", surface: str, hits: Sequence[Hit]) -> str:
    """The country that a Chinese letter stands for: 叙北, 俄境内, 菲. Its army is called by that letter, too: 叙军."""
    part = _OF_A_LETTER.fullmatch(fold_name(surface))
    written, _ = catalogue.whole(f"{part[1]}军", "zh") if part else ((), ())
    armies = (meaning for meaning in written if meaning.kind is HitKind.MILITARY and context.is_state(meaning.refs[0]))
    for army in armies:
        *_, meant = settled(catalogue, (*hits, Hit(start=0, end=0, kind=army.kind, refs=army.refs)))
        state = catalogue.militaries.states[meant.refs[0]]
        return state.iso2 if state.iso2 in catalogue.regions else ""
    return ""


def _worlds(catalogue: "Catalogue", name: str) -> tuple[str, ...]:
    """The parts of the world that are called so."""
    return tuple(id for id in catalogue.regions.namesakes(name) if catalogue.region(id).kind is RegionKind.WORLD)


def _hidden(catalogue: "Catalogue", surface: str, language: str) -> tuple[str, ...]:
    """What the whole span names where the scan saw only a longer name: "Sudan" in "Sudan's Rapid Support Forces"."""
    written, _ = catalogue.whole(surface, language)
    kinds = (HitKind.STATE, HitKind.CAPITAL, HitKind.REGION)
    refs = (ref for meaning in written if meaning.kind in kinds for ref in meaning.refs)
    return tuple(dict.fromkeys(ref for ref in refs if context.is_region(ref) and ref in catalogue.regions))


def _whole(catalogue: "Catalogue", surface: str) -> tuple[str, ...]:
    return catalogue.regions.namesakes(surface) if " " in surface and not surface[:1].islower() else ()


def _of_hit(catalogue: "Catalogue", hit: Hit, name: str) -> Iterator[str]:
    if hit.kind in (HitKind.DEMONYM, HitKind.OFFICE):  # "Syrian airspace"; "a drone over the Kremlin"
        for ref in hit.refs:
            state = catalogue.militaries.states.get(ref.removeprefix("office:").partition("/")[0])
            if state and state.iso2 in catalogue.regions:
                yield state.iso2
        return
    regions = [ref for ref in hit.refs if context.is_region(ref) and ref in catalogue.regions]
    own = [ref for ref in regions if hit.kind is HitKind.STATE and _is_own_part(catalogue, ref, name, regions)]
    yield from own or regions


def _is_own_part(catalogue: "Catalogue", ref: str, name: str, refs: Sequence[str]) -> bool:
    """England is the United Kingdom's name to many, and the name of a part of it."""
    region, wanted = catalogue.region(ref), fold_name(name)
    if region.kind is not RegionKind.ADMIN1 or fold_name(region.name) != wanted:
        return False
    return region.country in refs and fold_name(catalogue.region(region.country).name) != wanted


def _others(catalogue: "Catalogue", hit: Hit, name: str) -> tuple[str, ...]:
    if hit.kind in (HitKind.DEMONYM, HitKind.OFFICE):
        return ()
    return tuple(id for id in catalogue.regions.namesakes(name) if id not in hit.refs)


def _refusal(article: Article, span: Span, hit: Hit, hits: Sequence[Hit]) -> str:
    """Why the name is no place here, "" where nothing speaks against it."""
    body = article.body
    if hit.kind is HitKind.DEMONYM and body[hit.start].isupper():  # тиграйський Іроб is a place all the same
        rest = body[span.start : hit.start] + " " + body[hit.end : span.end]
        if any(not _MEANS_THE_SAME.match(word) and word.istitle() for word in _CAPITALISED.findall(rest)):
            return "a people's name in another name"
    if article.language == "en" and hit.kind is HitKind.REGION and _HONORIFIC.search(body[: hit.start][-10:]):
        return PERSON
    if hit.kind in (HitKind.REGION, HitKind.CAPITAL, HitKind.STATE) and (
        _is_cut_out(body, span, hit, hits) or _is_hyphened(body, span, hit, hits)
    ):
        return PART
    return ""


def _is_cut_out(body: str, span: Span, hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether a Chinese name is cut out of a longer one in the span: letters of sound beside it, of no other name."""
    beside = [at for at in (hit.start - 1, hit.end) if span.start <= at < span.end and body[at] in _SOUNDS]
    return any(not any(other.start <= at < other.end for other in hits if other != hit) for at in beside)


def _is_hyphened(body: str, span: Span, hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether the name is but one part of a word: Порт of Порт-о-Пренс. German and types of place join names too."""
    end = _HYPHENED.match(body, hit.end, span.end)
    if end is None:
        return False
    rest = end.group()[1:]
    covered = any(other.start <= hit.end < other.end for other in hits) or any(
        other.start <= hit.end + 1 < other.end for other in hits
    )
    return not covered and not _TYPE_PART.search(rest) and any(part[:1].isupper() for part in rest.split("-"))


def part_of_longer_name(body: str, span: Span, hit: Hit, kind: RegionKind) -> bool:
    """Whether a town's name only ends a longer name in the span: Marjory Stoneman *Douglas* High School."""
    before = _WORD_BEFORE.search(body[span.start : hit.start])
    return kind is RegionKind.PLACE and before is not None and not _MEANS_THE_SAME.match(before[1])
