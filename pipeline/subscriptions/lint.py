"""What is wrong with subscriptions before they miss something: what can never match, what matches nearly everything,
what another one covers, and what is probably not meant. Pure; every finding says what to write instead.
"""

import enum
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple, Protocol

from pipeline.ledger.containment import Containment
from pipeline.ledger.policy import Policy
from pipeline.ledger.status import UNKNOWN
from pipeline.subscriptions.covers import covers, differences
from pipeline.subscriptions.far import Haunts, far
from pipeline.subscriptions.values import Names
from schemas import Activity, GroupBy, Side, Stance, Subscription, delivery_times
from schemas.errors import CatalogueError

UND = "und"  # of articles whose language cannot be told
_SURE = 0.95
_RARE = frozenset(Activity) - {Activity.PRESENCE, Activity.ATTACK, Activity.DEPLOY, Activity.OTHER}
_MINUTES = 24 * 60
_CONTINENTS = frozenset(("africa", "asia", "europe", "north-america", "south-america"))


class Level(enum.StrEnum):
    WRONG = "cannot be read"
    NEVER = "never matches"
    EVERYTHING = "matches nearly everything"
    COVERED = "covered by another"
    ADVICE = "probably not meant"


class Finding(NamedTuple):
    subscription: str
    level: Level
    field: str
    says: str


_Found = Iterator[tuple[Level, str, str]]


class Known(Names, Containment, Protocol):
    """What lint asks of the catalogue."""


class Outlets(NamedTuple):
    """What lint must know of publishers: the outlet that articles of a domain carry, and all publisher families."""

    home: Callable[[str], str]
    families: Collection[str]


def lint(
    subscriptions: Sequence[Subscription],
    catalogue: Known,
    *,
    outlets: Outlets,
    languages: Collection[str],
    haunts: Haunts,
    policy: Policy,
    now: datetime,
) -> list[Finding]:
    """Every finding, subscription by subscription. `languages` are those that the claim model reads; `haunts` gives
    the countries in which a group is active, none for who may be anywhere."""
    findings: list[Finding] = []
    is_delivered = any(asked.destinations for asked in subscriptions)
    for number, asked in enumerate(subscriptions):
        found = (
            *_unknown_ids(asked, catalogue),
            *_past(asked, catalogue, now),
            *((Level.ADVICE, *one) for one in far(asked, catalogue, haunts)),
            *_impossible(asked),
            *_outlets(asked, outlets),
            *_languages(asked, languages),
            *_confidence(asked, policy),
            *_everything(asked),
            *_covered(number, subscriptions, catalogue, policy),
            *_repeated(asked, catalogue),
            *_delivery(asked, is_delivered=is_delivered),
        )
        findings += [Finding(asked.name, *one) for one in found]
    return findings


def _unknown_ids(asked: Subscription, catalogue: Known) -> _Found:
    for field, ids, known in (
        ("militaries", asked.militaries, catalogue.military),
        ("regions", asked.regions, catalogue.region),
    ):
        unknown = [id for id in ids if not _is_known(id, known)]
        if unknown:
            level = Level.NEVER if len(unknown) == len(ids) else Level.ADVICE
            yield level, field, f"the catalogue knows no {_list(unknown)}: look it up with `vedette catalogue find`"


def _past(asked: Subscription, catalogue: Known, now: datetime) -> _Found:
    for id in asked.militaries:
        if _is_known(id, catalogue.military) and (until := catalogue.military(id).until) and until < now.year - 1:
            yield Level.ADVICE, "militaries", f"{id} was active under that name until {until}: news hardly names it"


def _impossible(asked: Subscription) -> _Found:
    only_unknown = set(asked.militaries) == {UNKNOWN}
    if asked.min_origins > 1 and asked.stances and Stance.AFFIRMED not in asked.stances:
        yield Level.NEVER, "min_origins", 'only affirmations are counted: add "affirmed" to stances'
    if asked.min_origins > 1 and only_unknown:
        yield Level.NEVER, "min_origins", "two unknown forces may be two: their reports never add up, leave it out"
    if only_unknown and set(asked.sides) == {Side.OWN}:
        yield Level.NEVER, "sides", "nobody speaks for an unknown force: leave out `own`"
    if asked.max_age is not None and asked.max_age <= timedelta():
        yield Level.NEVER, "max_age", 'everything is published before it is seen: write "3d", or "none" for no limit'
    if asked.group_by is GroupBy.SUBSCRIBED and not asked.regions:
        yield Level.ADVICE, "group_by", "`subscribed` needs regions: without them every place keeps a thread of its own"
    if asked.inhibit_corroborated_after_denied and asked.stances and Stance.AFFIRMED not in asked.stances:
        yield Level.ADVICE, "inhibit_corroborated_after_denied", "only affirmations corroborate, and none is asked for"


def _outlets(asked: Subscription, outlets: Outlets) -> _Found:
    never: list[str] = []
    for name in asked.outlets:
        home = outlets.home(name)
        if name in outlets.families or (home == name and "." in name):
            continue
        if "." in name:
            instead = f"articles from there carry the outlet {home!r}" if home else "it only passes on others' articles"
        else:
            instead = "it is no publisher family that is known: write the publisher's domain"
        never.append(f"{name!r} matches no article: {instead}")
    level = Level.NEVER if len(never) == len(asked.outlets) else Level.ADVICE
    yield from ((level, "outlets", says) for says in never)


def _languages(asked: Subscription, languages: Collection[str]) -> _Found:
    unread = [language for language in asked.languages if language not in (*languages, UND)]
    if unread:
        level = Level.NEVER if len(unread) == len(asked.languages) else Level.ADVICE
        yield (
            level,
            "languages",
            f"the claim model does not read {_list(unread)}; it reads {', '.join(sorted(languages))}",
        )


def _confidence(asked: Subscription, policy: Policy) -> _Found:
    needed = asked.min_confidence
    if needed is not None and needed >= 1:
        yield Level.NEVER, "min_confidence", "no reading is that sure: write at most 0.9"
    elif needed is not None and needed > _SURE:
        yield Level.ADVICE, "min_confidence", f"hardly any reading is as sure as {needed}: write at most 0.9"
    elif needed is not None and needed < policy.threshold / 2:
        yield (
            Level.ADVICE,
            "min_confidence",
            f"below {policy.threshold} reports are shown without weight: most are wrong",
        )


def _everything(asked: Subscription) -> _Found:
    """Who and where are any, and nothing else makes it rare."""
    narrow = (
        asked.militaries,
        asked.regions and not set(asked.regions) >= _CONTINENTS,
        asked.outlets,
        asked.activities and set(asked.activities) <= _RARE,
        asked.stances and Stance.AFFIRMED not in asked.stances,
        asked.sides and Side.OUTLET not in asked.sides,
        asked.min_origins > 2,
    )
    if not any(narrow):
        yield Level.EVERYTHING, "militaries", "any military, anywhere: name militaries or regions"


def _covered(number: int, all_: Sequence[Subscription], catalogue: Containment, policy: Policy) -> _Found:
    asked = all_[number]
    for other_number, other in enumerate(all_):
        if other_number == number or not covers(other, asked, catalogue, policy):
            continue
        if covers(asked, other, catalogue, policy) and number < other_number:
            continue  # of two equal ones the later is told
        but = differences(other, asked)
        though = f", though with another {' and '.join(but)}" if but else ""
        yield Level.COVERED, "name", f"{other.name!r} asks for all that this one asks for{though}"


def _repeated(asked: Subscription, catalogue: Known) -> _Found:
    for field, ids, above in (
        ("militaries", asked.militaries, catalogue.military_ancestors),
        ("regions", asked.regions, catalogue.region_ancestors),
    ):
        for id in ids:
            wider = [other for other in ids if other != id and other in _ladder(id, above)]
            if wider:
                yield Level.ADVICE, field, f"{id} is part of {wider[0]}, which is named too: leave one of them out"


def _delivery(asked: Subscription, *, is_delivered: bool) -> _Found:
    """`is_delivered`: some subscription beside it goes somewhere, so this is no file for replay."""
    hours = [delivery_times.quiet(text) for text in asked.quiet]
    if hours and all(any(one.covers(time(*divmod(at, 60))) for one in hours) for at in range(_MINUTES)):
        yield Level.ADVICE, "quiet", "the hours leave no gap, and so hold nothing up: to be told nothing, mute it"
        return
    daily = delivery_times.digest(asked.digest).daily
    if daily is not None and (holding := next((one for one in hours if one.covers(daily)), None)):
        yield Level.ADVICE, "digest", f"it is due in quiet hours, and comes when they end at {holding.end:%H:%M}"
    if is_delivered and not asked.destinations:
        yield Level.ADVICE, "destinations", "none: its alerts are decided and shown, and delivered nowhere"


def _ladder(id: str, above: Callable[[str], Iterable[str]]) -> Collection[str]:
    try:
        return tuple(above(id))
    except (CatalogueError, KeyError):
        return (id,)


def _is_known(id: str, known: Callable[[str], object]) -> bool:
    try:
        known(id)
    except (CatalogueError, KeyError):
        return False
    return True


def _list(words: Iterable[str]) -> str:
    return " or ".join(map(repr, words))
