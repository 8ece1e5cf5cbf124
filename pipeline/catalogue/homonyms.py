"""Homonyms: where a place's or a people's name is a person's, a club's, a paper's, a treaty's or a dish's.

`meant` leaves out the hits that mean nothing here. Only the words at a name's side decide, by the roles that
`data/homonyms.tsv` lists; a name with nothing telling at its side stays.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.catalogue.names import DATA, rows
from schemas import Hit, HitKind

_PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL, HitKind.REGION})
_KINDS = _PLACES | {HitKind.DEMONYM, HitKind.HEAD, HitKind.LEADER, HitKind.OFFICE}
_CROWDS = frozenset({"army", "force", "national-guard"})  # an army of fans
_BEFORE = ("club", "accord", "institution", "honorific")
_ROLES = {
    HitKind.DEMONYM: ("goods", "institution", "scored"),
    HitKind.STATE: ("goods-state", "paper", "club", "institution", "scored"),
    HitKind.CAPITAL: ("paper", "club", "club-arms", "institution", "accord", "scored", "unit"),
    HitKind.REGION: ("paper", "club", "club-arms", "institution", "accord", "scored", "unit"),
}
_REACH, _REACH_AFTER = 28, 40
_NEXT_NAME = re.compile(r" ([A-ZÀ-ÞĄ-ŽА-ЯЄІЇҐ][\w'’-]*[a-zà-ÿą-žа-яєіїґ])(?!\w)")
_PREVIOUS = re.compile(r"([^\W\d_]+) $")
_NAME_OF_PLACE = re.compile(  # what goes on with the place's name, or begins the next phrase of a headline
    r"(?:River|City|Valley|Bay|Island|Islands|Airport|Province|Region|State|County|District|Army|Navy|Air|Force|Forces|"
    r"Military|Defen[cs]e|Ministry|Minister|President|Prime|King|Queen|Police|Government|Parliament|Embassy|Border|"
    r"Foreign|Interior|Gov|Governor|Republican|Republicans|Democrat|Democrats|Rep|Sen|Senate|House|Secretary|Attorney|"
    r"Supreme|Court|Coroner|Mayor|Road|North|South|East|West|Northern|Southern|Eastern|Western|Sgt|Pride|Accuses|Says|"
    r"Strait|Sea|Street|Avenue|Square|Palace|International|National|General|Special|Security|Day|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$"
)
_CAPITALS_OF_HEADLINE = 0.6
_BARRACKS = re.compile(r"(?:Camp|Fort|Fuerte|Кемп|Форт)[- ]")  # "the marines of Camp Lejeune" are not there now
_OF = re.compile(r"\s(?:of|from|de|du|des|von|aus|z|ze|из|з|із)\s")
_SENTENCE = re.compile(r"[.!?\n]")
_WORD = re.compile(r"[^\W\d_]{4,}")


def meant(hits: Sequence[Hit], body: str, language: str) -> tuple[Hit, ...]:
    """The hits without those that are part of another thing's name."""
    return tuple(hit for hit in hits if hit.kind not in _KINDS or not _is_other(hit, hits, body, language))


def _is_other(hit: Hit, hits: Sequence[Hit], body: str, language: str) -> bool:
    if hit.kind is HitKind.HEAD:
        return hit.refs[0] in _CROWDS and bool(
            _beside("after", ("crowd",)).match(body[hit.end : hit.end + _REACH_AFTER])
        )
    before, after = body[max(0, hit.start - _REACH) : hit.start], body[hit.end : hit.end + _REACH_AFTER]
    if hit.kind in _ROLES and _beside("after", _ROLES[hit.kind]).match(after):
        return True
    if hit.kind is HitKind.REGION and _is_of_its_men(hit, hits, body):
        return True
    if hit.kind not in _PLACES:
        return body[hit.start : hit.end] in _names("given") and _is_person(hit, hits, body, before, after)
    if _beside("before", _BEFORE).search(before) and not body[hit.start : hit.end].isupper():
        return True
    return language != "zh" and _is_person(hit, hits, body, before, after)


def _is_of_its_men(hit: Hit, hits: Sequence[Hit], body: str) -> bool:
    """Whether a camp's or fort's name only says which men."""
    if not _BARRACKS.match(body, hit.start):
        return False
    heads = (other for other in hits if other.kind is HitKind.HEAD and other.end < hit.start <= other.end + 6)
    return any(_OF.fullmatch(body[other.end : hit.start]) for other in heads)


def _is_person(hit: Hit, hits: Sequence[Hit], body: str, before: str, after: str) -> bool:
    name = body[hit.start : hit.end]
    if " " in name or not name[:1].isupper():
        return False
    previous = _PREVIOUS.search(before)
    if previous and previous[1] in _names("first") and not _is_headline(body, hit):
        return not any(other.end >= hit.start - 1 and other.start < hit.start for other in hits if other != hit)
    follows = _NEXT_NAME.match(after)
    if name not in _names("given") or follows is None or _NAME_OF_PLACE.match(follows[1]):
        return False
    next_is_known = any(other.start == hit.end + 1 and other.kind is not HitKind.LEADER for other in hits)
    return not next_is_known and not _is_headline(body, hit)


def _is_headline(body: str, hit: Hit) -> bool:
    """Whether the sentence writes most of its words with a capital: then a capital says nothing."""
    ends = [match.start() for match in _SENTENCE.finditer(body)]
    start = max((end for end in ends if end < hit.start), default=-1) + 1
    end = min((end for end in ends if end >= hit.end), default=len(body))
    words = [word for word in _WORD.findall(body[start:end]) if word not in body[hit.start : hit.end]]
    return len(words) > 3 and sum(word[0].isupper() for word in words) / len(words) > _CAPITALS_OF_HEADLINE


@cache
def _beside(side: str, roles: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(word for role, where, word in _table() if where == side and role in roles)
    if side == "before":
        return re.compile(rf"(?:^|[^\w])(?:{words})[ \u00a0](?:['\"“«]|لل|ال)?$")
    return re.compile(rf"['’]?[\"”»]?(?:[ \u00a0-]|(?=[\u4e00-\u9fff]))(?:{words})(?![a-zà-ÿа-я])")


@cache
def _names(role: str) -> frozenset[str]:
    return frozenset(word for named, _, word in _table() if named == role)


@cache
def _table() -> tuple[tuple[str, str, str], ...]:
    return tuple(_cells())


def _cells() -> Iterator[tuple[str, str, str]]:
    for _, (role, where, words) in rows(DATA / "homonyms.tsv"):
        yield from ((role, where, word.strip()) for word in words.split(" | ") if word.strip())
