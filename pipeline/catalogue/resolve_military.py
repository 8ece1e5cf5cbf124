"""From a span to the military it names: a force named outright, a state by demonym, name, seat or leader, or, for
"troops" and "its army", whose they are by what stands around them (`owners`)."""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.catalogue import context, owner_words, owners, pointing
from pipeline.catalogue.actors import readings, root, settled
from pipeline.catalogue.militaries import UNKNOWN
from pipeline.catalogue.owner_lands import nearest_home
from pipeline.catalogue.pointing import Beliefs
from pipeline.catalogue.ships import ship
from pipeline.catalogue.sponsors import buyer, is_aside, sponsored
from schemas import Abstention, Article, Candidate, Hit, HitKind, Pointer, Resolution, Span

if TYPE_CHECKING:
    from pipeline.catalogue.catalogue import Catalogue

_UNNAMED = {"rebels": "rebels", "militia": "militia", "mercenaries": "militia"}
_BRANCHES = ("navy", "air-force", "marines", "coast-guard", "border-guard", "national-guard", "special-forces")
_STRENGTH = (HitKind.OFFICE, HitKind.CAPITAL, HitKind.LEADER, HitKind.STATE, HitKind.DEMONYM)
_BELIEF, _UNSEEN = 0.3, 0.01  # what a model's belief counts beside the facts; of an owner that one of both leaves out
_ENOUGH = 0.2  # the share of belief below which no owner is named
_ENOUGH_OUT_OF_SIGHT = 0.7  # of one whom the article never names
_SAID_UNKNOWN = re.compile(  # "unidentified gunmen": nobody may guess better than who reports it
    r"\b(?:unknown|unidentified|unnamed|"
    r"inconnus?|non identifiée?s?|no identificad[oa]s?|desconocid[oa]s?|unbekannte\w*|"
    r"nicht identifizierte\w*|nieznan\w+|niezidentyfikowan\w+|неизвестн\w+|неопознанн\w+|невідом\w+|невпізнан\w+|"
    r"kimliği belirsiz|bilinmeyen)\b|مجهول|不明身份|身份不明|不明(?:来源|國籍|国籍)",
    re.IGNORECASE,
)
_LOSERS = 5
_OF_NATIONS = frozenset({"nato", "eu", "un", "african-union", "ecowas"})  # a nation's contingent is its own
_IN_SPAN_PLACE = re.compile(
    r"\b(?:in|at|near|over|inside|across|en|dans|au|aux|à|im|bei|über|nach|w|we|na|pod|nad|у|в|на|під|под|над|біля|"
    r"near|off|around|toward|towards)\s+(?:the\s+|der\s+|la\s+|el\s+)?$|(?:في|قرب|داخل|على)\s+$|[在驻駐]$",
    re.IGNORECASE,
)
_IN_SPAN_PLACE_AFTER = re.compile(r"^(?:['’][dt][ae](?:ki)?\b|境内|邊境|边境)")
_CIVILIAN = re.compile(r"\b(?:drone|crane|radio|machine|tour)\s(?:operator|pilot)$", re.IGNORECASE)
_ONE = re.compile(r"^(?:an?|one|une?|ein|eine[rnm]?|un[oa]|jeden|jednego|один|одного|bir|一名)\s", re.IGNORECASE)
_PERSONS = frozenset({"persons", "soldiers"})
_ENOUGH_FOR_ONE = 0.5  # "a soldier" may be anyone's: only a clear owner will do
_ABROAD = {"al-qaeda": "", "al-shabaab": "SOM"}  # groups whose name others bear, and their home
_KURDS = {"SYR": "sdf", "IRQ": "peshmerga", "TUR": "pkk"}
_SENT_FROM = frozenset({"weapon", "aircraft", "rebels", "militia", "mercenaries", "state-power"})
_FROM = re.compile(r"\b(?:from|aus|z|ze|из|із|зі|с|venid[oa]s? de|venus? de|من)\s+(?:the\s+|la\s+)?$", re.IGNORECASE)
_STAYS = frozenset({"rebels", "militia", "mercenaries", "state-power"})  # of the land they are in


def resolve(
    catalogue: "Catalogue", span: Span, article: Article, hits: Sequence[Hit], pointers: Sequence[Pointer] = ()
) -> Resolution | Abstention:
    """Whose force the span names. The names that a model takes for its owner count where the words name no one."""
    hits = settled(catalogue, hits)
    if _is_bare_place(span, article.body, hits):
        return Abstention(reason="a place here, no force")
    by_name = _told(catalogue, span, article.body, hits)
    if by_name is not None:
        return by_name
    heads = classes(span, hits)
    if _SAID_UNKNOWN.search(article.body[max(0, span.start - 16) : span.end + 12]):
        return Resolution(id=UNKNOWN, score=0.8, reason="said to be unknown")
    by_facts = owners.rank(span, article.body, article.language, hits, heads, readings(catalogue))
    ranked = _weighed(by_facts, pointing.owners(pointers, span, hits))
    surface = article.body[span.start : span.end]
    one = _ONE.match(article.body[max(0, span.start - 5) : span.end].lstrip()) or _ONE.match(surface)
    if one and set(heads) <= _PERSONS and (ranked[0][0] < _ENOUGH_FOR_ONE or _CIVILIAN.search(surface)):
        return Resolution(id=UNKNOWN, score=0.3, reason="one person, and no clear owner")
    return _owner(catalogue, _in_sight(catalogue, ranked, hits), heads, hits)


def _weighed(ranked: Sequence[tuple[float, str]], beliefs: Beliefs) -> Sequence[tuple[float, str]]:
    """Owners by their facts and by what a model believes: the weighted geometric mean of both shares."""
    if not beliefs.chances:
        return ranked
    shares = {owner: share for share, owner in ranked}
    both = {}
    for owner in {*shares, *beliefs.chances}:
        share = max(shares.get(owner, 0.0), _UNSEEN)
        both[owner] = share ** (1 - _BELIEF) * max(beliefs.of(owner, share), _UNSEEN) ** _BELIEF
    total = math.fsum(both.values())
    mixed = [(round(share / total, 6), owner) for owner, share in both.items()]
    return sorted(mixed, key=lambda item: (-item[0], item[1]))


def is_told(catalogue: "Catalogue", span: Span, body: str, hits: Sequence[Hit]) -> bool:
    """Whether the span itself, or the same letters elsewhere, say whose force it is, so that no owner is sought."""
    return _is_bare_place(span, body, hits) or _told(catalogue, span, body, hits) is not None


def _told(catalogue: "Catalogue", span: Span, body: str, hits: Sequence[Hit]) -> Resolution | None:
    """By what the span itself says, or the same letters elsewhere: no owner is sought then."""
    if (by_name := named(catalogue, span, body, hits)) is not None and by_name.reason != HitKind.LEADER.value:
        return by_name
    if owner := ship(span, body, hits):
        return Resolution(id=f"{owner}/navy", score=0.9, reason="its ship")
    return by_name or _elsewhere(catalogue, span, body, hits)


def _is_bare_place(span: Span, body: str, hits: Sequence[Hit]) -> bool:
    """Whether the span is no more than a capital's name that stands as a place: "in Moscow"."""
    named = [hit for hit in hits if (hit.start, hit.end) == (span.start, span.end)]
    if not named or any(hit.kind is not HitKind.CAPITAL for hit in named):
        return False
    words = owner_words.around_name(body, span.start, span.end)
    return "placed" in words and "genitive" not in words


def classes(span: Span, hits: Sequence[Hit]) -> tuple[str, ...]:
    """What kinds of force noun the span has: `navy`, `weapon`, `rebels` …"""
    heads = (hit for hit in _inside(span, hits) if hit.kind is HitKind.HEAD)
    return tuple(dict.fromkeys(ref for hit in heads for ref in hit.refs if not context.is_state(ref)))


def named(catalogue: "Catalogue", span: Span, body: str, hits: Sequence[Hit]) -> Resolution | None:
    """By a name inside the span; None where it has none, or only who made the weapon."""
    inside = _inside(span, hits)
    usable = [hit for hit in inside if not is_aside(hit, span, body)]
    forces = [hit for hit in usable if hit.kind is HitKind.MILITARY]
    forces.sort(key=lambda hit: hit.refs[0] == "coalition")  # any other name says more
    actors = [hit for hit in usable if root(hit) and not _is_place(hit, span, body, hits)]
    nations = [hit for hit in actors if hit.kind is HitKind.DEMONYM]
    if forces and not (nations and (root(forces[0]) in _OF_NATIONS or _is_bracketed(forces[0], body))):
        branch = _branch_there(catalogue, forces[0].refs[0], span, body, hits)
        return Resolution(id=branch or forces[0].refs[0], score=0.8 if branch else 1.0, reason="named")
    if not actors:
        if home := _home(catalogue, inside, span, body, classes(span, hits)):
            return Resolution(
                id=_with_class(catalogue, home, classes(span, hits), False), score=0.8, reason="from there"
            )
        asides = [(owner, hit) for hit in inside if (owner := root(hit)) and is_aside(hit, span, body)]
        return sponsored(catalogue, asides, span, body, _land(catalogue, span, body, hits)) if asides else None
    best = max(nations or actors, key=lambda hit: (_rank(hit), -hit.start))
    if other := _not_the_states(catalogue, root(best), span, body, hits):
        return Resolution(id=other, score=0.8, reason=f"not {root(best)}'s own")
    losers = tuple(Candidate(id=other, score=0.5) for hit in actors if (other := root(hit)) != root(best))
    id = _with_class(catalogue, root(best), classes(span, hits), best.kind is not HitKind.LEADER)
    return Resolution(
        id=_mentioned_group(catalogue, id, hits), score=0.95, reason=best.kind.value, losers=losers[:_LOSERS]
    )


def _land(catalogue: "Catalogue", span: Span, body: str, hits: Sequence[Hit]) -> str:
    """In whose land the place nearest to the span lies."""
    return nearest_home(hits, span, context.sentence(body, span), body, readings(catalogue))


def _branch_there(catalogue: "Catalogue", group: str, span: Span, body: str, hits: Sequence[Hit]) -> str:
    """Who bears a group's name in a land that is not its own: al-Qaeda in Mali is JNIM. "" for none."""
    if group not in _ABROAD:
        return ""
    home = _ABROAD[group]
    read = readings(catalogue)
    if home and any(home in (read.root(hit), read.home(hit)) for hit in hits):
        return ""
    return owners.conflict(_land(catalogue, span, body, hits), group) or ""


def _not_the_states(catalogue: "Catalogue", state: str, span: Span, body: str, hits: Sequence[Hit]) -> str:
    """Who has a force that bears a state's name and is not its own: Syria's Kurds, arms that it sold. "" for none."""
    if state in _KURDS and owner_words.is_kurdish(body[span.start : span.end]):
        return _KURDS[state]
    return buyer(state, classes(span, hits), _land(catalogue, span, body, hits))


def _is_bracketed(hit: Hit, body: str) -> bool:
    """Whether it is the abbreviation of what stands before it: "the Australian Defence Force (ADF)"."""
    return body[hit.start - 1 : hit.start] == "(" and body[hit.end : hit.end + 1] == ")"


def _home(catalogue: "Catalogue", inside: Sequence[Hit], span: Span, body: str, heads: Sequence[str]) -> str:
    """The state in whose land a place lies that the force is said to be from: "a brigade from Kansas". No missiles."""
    home = readings(catalogue).home
    if set(heads) & _SENT_FROM:
        return ""
    places = [hit for hit in inside if span.start < hit.start and _FROM.search(body[span.start : hit.start])]
    return next((land for hit in places if (land := home(hit))), "")


def _is_place(hit: Hit, span: Span, body: str, hits: Sequence[Hit]) -> bool:
    """Whether a state's name inside the span says where the force is: "troops in Mali". Rebels in Mali are Mali's."""
    if hit.kind not in (HitKind.STATE, HitKind.CAPITAL) or hit.start < span.start or _STAYS & set(classes(span, hits)):
        return False
    before, after = body[max(span.start, hit.start - 12) : hit.start], body[hit.end : span.end]
    return bool(_IN_SPAN_PLACE.search(before) or _IN_SPAN_PLACE_AFTER.match(after))


def _rank(hit: Hit) -> int:
    return _STRENGTH.index(hit.kind) if hit.kind in _STRENGTH else -1


def _mentioned_group(catalogue: "Catalogue", id: str, hits: Sequence[Hit]) -> str:
    """In an article about Wagner "Russian mercenaries" are Wagner: the one group tied to that state that is named."""
    owner, _, kind = id.partition("-")
    if kind not in ("militia", "rebels"):
        return id
    groups = {hit.refs[0] for hit in hits if hit.kind is HitKind.MILITARY and hit.refs[0] in catalogue.militaries}
    tied = sorted(group for group in groups if owner.upper() in catalogue.military(group).affiliated)
    return tied[0] if len(tied) == 1 else id


def _inside(span: Span, hits: Sequence[Hit]) -> list[Hit]:
    return sorted(context.within(hits, span), key=lambda hit: (hit.start, hit.end))


def _with_class(catalogue: "Catalogue", owner: str, heads: Sequence[str], may_be_unnamed: bool) -> str:
    """The owner with what the noun adds: Russian + navy is a branch, Myanmar + rebels an unnamed group."""
    if owner == "PSE":  # no regular forces: whoever fights for Palestine and is not named is a militia
        return "pse-militia"
    if owner not in catalogue.militaries.states:
        return owner
    unnamed = next((_UNNAMED[name] for name in heads if name in _UNNAMED), "")
    if unnamed and may_be_unnamed and owner != "CHN":  # China's maritime militia is the state's
        known = next((group for name in heads if (group := owners.conflict(owner, name))), owner)
        return f"{owner.lower()}-{unnamed}" if context.is_state(known) else known
    branch = next((name for name in heads if name in _BRANCHES), "")
    return f"{owner}/{branch}" if branch else owner


def _elsewhere(catalogue: "Catalogue", span: Span, body: str, hits: Sequence[Hit]) -> Resolution | None:
    """The same letters may be a known name elsewhere in the article, where a longer name does not hide them."""
    surface = body[span.start : span.end]
    for hit in hits:
        if body[hit.start : hit.end] == surface and root(hit):
            return named(catalogue, Span(start=hit.start, end=hit.end), body, hits)
    return None


def _in_sight(
    catalogue: "Catalogue", ranked: Sequence[tuple[float, str]], hits: Sequence[Hit]
) -> Sequence[tuple[float, str]]:
    """The candidates without a first one whom the article never names, unless hardly anyone else can be meant."""
    read = readings(catalogue)
    seen = {UNKNOWN} | {read.root(hit) for hit in hits} | {read.home(hit) for hit in hits}
    if ranked[0][1] in seen or ranked[0][0] >= _ENOUGH_OUT_OF_SIGHT:
        return ranked
    return [one for one in ranked if one[1] in seen] or ranked


def _owner(
    catalogue: "Catalogue", ranked: Sequence[tuple[float, str]], heads: Sequence[str], hits: Sequence[Hit]
) -> Resolution | Abstention:
    losers = tuple(Candidate(id=owner, score=share) for share, owner in ranked[1 : _LOSERS + 1])
    share, owner = ranked[0]
    if share < _ENOUGH:
        return Abstention(reason=f"{owner} and others could own it", losers=(Candidate(id=owner, score=share), *losers))
    id = _with_class(catalogue, owner, [name for name in heads if name in _UNNAMED], True)
    id = _mentioned_group(catalogue, id, hits)
    reason = "no one stands out whose it is" if owner == UNKNOWN else "the likeliest owner in the article"
    return Resolution(id=id, score=round(share * 0.8, 3), reason=reason, losers=losers)
