"""What the lands of an article and the world beyond it add about who may own a force, without a word on it.

Whose land the places lie in, who is known to fight there (`data/conflicts.tsv`), who is at odds with whom
(`data/odds.tsv`), who is stationed where (`data/stationed.tsv`), whose language the news is in, and which state mostly
has the weapon.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.catalogue import context, owner_words
from pipeline.catalogue.names import DATA, rows
from schemas import Hit, HitKind, Span

Facts = dict[str, float]
_PLACES = frozenset({HitKind.STATE, HitKind.CAPITAL})
_OF_MANY = {
    "joint": ("coalition", "nato", "un", "eu"),
    "foreign": ("coalition",),
    "kurdish": ("sdf", "peshmerga", "pkk"),
}
_READERS = {
    "en": ("USA", "GBR"), "fr": ("FRA",), "de": ("DEU",), "es": ("ESP",), "uk": ("UKR",), "ru": ("RUS",),
    "pl": ("POL",), "zh": ("CHN",), "tr": ("TUR",),
}  # fmt: skip


class Readings(NamedTuple):
    """What a hit means to this part: the root it stands for as an actor, the state in whose land it lies as a place,
    and whether a root is an alliance."""

    root: Callable[[Hit], str]
    home: Callable[[Hit], str]
    is_alliance: Callable[[str], bool]


def covers(hit: Hit, span: Span) -> bool:
    """Whether they share a character."""
    return hit.start < span.end and span.start < hit.end


def homes(described: dict[str, Facts], hits: Sequence[Hit], span: Span, sentence: Span, read: Readings) -> None:
    """The states in whose land the article's places lie."""
    for hit in hits:
        home = read.home(hit)
        if not home:
            continue
        if covers(hit, span):  # "the brigade from Kansas"
            described.setdefault(home, {"only home": 1.0})["home inside"] = 1.0
            continue
        facts = described.setdefault(home, {"only home": 1.0})
        facts["at home"] = 1.0
        facts["homes"] = min(facts.get("homes", 0.0) + 0.25, 1.0)
        if sentence.start <= hit.start < sentence.end:
            facts["home in sentence"] = 1.0


def priors(described: dict[str, Facts], classes: Sequence[str], words: Sequence[str]) -> None:
    """Who is known to fight in the lands that the article names."""
    sought = {*classes, *(("enemy",) if "enemy" in words else ())}
    lands = {owner: "at home" in facts for owner, facts in described.items()}
    for land, is_home in lands.items():
        for name in sorted(sought):
            owner = conflict(land, name)
            if owner is not None:
                facts = described.setdefault(owner, {"only prior": 1.0})
                facts["prior"] = 1.0
                facts[f"prior {name}"] = 1.0
                if is_home:
                    facts["prior at home"] = 1.0


def usual(described: dict[str, Facts], span: Span, hits: Sequence[Hit]) -> None:
    """The state that mostly has this weapon."""
    for hit in hits:
        if hit.kind is HitKind.HEAD and covers(hit, span):
            for ref in filter(context.is_state, hit.refs):
                described.setdefault(ref, {"only usual": 1.0})["usual"] = 1.0


def nearest_home(hits: Sequence[Hit], span: Span, sentence: Span, body: str, read: Readings) -> str:
    """In whose land the place lies that stands nearest to the span in its sentence, else nearest of all."""
    best, least = "", 1_000_000
    for hit in hits:
        land = read.home(hit) or (read.root(hit) if hit.kind in _PLACES else "")
        if not land or covers(hit, span):
            continue
        if hit.kind in _PLACES and "placed" not in owner_words.around_name(body, hit.start, hit.end):
            continue
        distance = hit.start - span.end if hit.start >= span.end else span.start - hit.end + 20
        distance += 0 if sentence.start <= hit.start < sentence.end else 10_000
        if distance < least:
            best, least = land, distance
    return best


def foes(described: Mapping[str, Facts], nearest: str) -> None:
    """Who lives where the force is, and who is at odds with whom."""
    for owner, facts in described.items():
        if owner == nearest:
            facts["nearest home"] = 1.0
        if owner in at_odds(nearest):
            facts["foe of nearest"] = 1.0
        if any(other in described for other in at_odds(owner)):
            facts["has foe"] = 1.0


def joint(described: dict[str, Facts], words: Sequence[str]) -> None:
    """Forces of many: "international troops" may be a coalition's or an alliance's without a word of it."""
    for word, owners in _OF_MANY.items():
        if word in words:
            for owner in owners:
                described.setdefault(owner, {"only many": 1.0})["many"] = 1.0


def readers(described: dict[str, Facts], language: str) -> None:
    """The states whose news is written in the language: "the army" of a paper is first that of its readers.

    Where the article does not speak of them the fit gives them little, and `unknown` wins; but a national paper names
    its own army no more than its own parliament.
    """
    for state in _READERS.get(language, ()):
        described.setdefault(state, {"only reader": 1.0})["reader"] = 1.0


def stationed(described: dict[str, Facts], nearest: str) -> None:
    """Whose forces are known to be, or to have been for long, in the land nearest to the force."""
    for owner in _stationed().get(nearest, ()):
        described.setdefault(owner, {"only stationed": 1.0})["stationed"] = 1.0


def conflict(land: str, name: str) -> str | None:
    """Who is meant by a class of force in a land where no one is named, where `data/conflicts.tsv` knows."""
    return _conflicts().get((land, name))


def at_odds(root: str) -> frozenset[str]:
    """With whom a state or group has been at odds for years, either way round."""
    return _odds().get(root, frozenset())


@cache
def _stationed() -> dict[str, tuple[str, ...]]:
    return {fields[0]: tuple(fields[1].split()) for _, fields in rows(DATA / "stationed.tsv")}


@cache
def _odds() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for _, fields in rows(DATA / "odds.tsv"):
        for foe in fields[1].split():
            found.setdefault(fields[0], set()).add(foe)
            found.setdefault(foe, set()).add(fields[0])
    return {root: frozenset(foes) for root, foes in found.items()}


@cache
def _conflicts() -> dict[tuple[str, str], str]:
    return {(fields[0], fields[1]): fields[2] for _, fields in rows(DATA / "conflicts.tsv")}
