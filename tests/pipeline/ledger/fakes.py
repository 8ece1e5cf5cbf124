"""A small world for ledger tests: a catalogue of a few militaries and regions, and reports made of a few words."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.catalogue.names import Name
from schemas import (
    Activity,
    Claim,
    Evidence,
    GroupBy,
    Hit,
    HitKind,
    Holder,
    Mention,
    Military,
    MilitaryKind,
    Region,
    RegionKind,
    Report,
    Side,
    Stance,
    Subscription,
    ids,
)
from schemas import fingerprint as fingerprint_
from schemas.errors import CatalogueError

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

KYIV, ODESA, KHARKIV = "geonames:703448", "geonames:698740", "geonames:706483"
_REGIONS = {
    "europe": (RegionKind.INFORMAL, ()),
    "africa": (RegionKind.INFORMAL, ()),
    "UA": (RegionKind.COUNTRY, ("europe",)),
    "ML": (RegionKind.COUNTRY, ("africa",)),
    "ML-7": (RegionKind.ADMIN1, ("ML",)),
    "donbas": (RegionKind.INFORMAL, ("UA",)),
    "UA-14": (RegionKind.ADMIN1, ("donbas", "UA")),
    "UA-30": (RegionKind.ADMIN1, ("UA",)),
    "UA-51": (RegionKind.ADMIN1, ("UA",)),
    "UA-63": (RegionKind.ADMIN1, ("UA",)),
    "geonames:709717": (RegionKind.PLACE, ("UA-14",)),
    KYIV: (RegionKind.PLACE, ("UA-30",)),
    ODESA: (RegionKind.PLACE, ("UA-51",)),
    KHARKIV: (RegionKind.PLACE, ("UA-63",)),
}
_MILITARIES = {
    "FRA": "",
    "FRA/foreign-legion": "FRA",
    "RUS": "",
    "RUS/air-force": "RUS",
    "wagner": "",
    "nato": "",
    "hamas": "",
    "unknown": "",
}
_NAMES = {"Donbas": ("donbas",), "France": ("FRA",), "Tripoli": ("UA", "ML"), "Ukraine": ("UA",), "Wagner": ("wagner",)}
_LEVELS = {GroupBy.ADMIN1: RegionKind.ADMIN1, GroupBy.COUNTRY: RegionKind.COUNTRY}


class FakeCatalogue:
    """Ukraine with some of its parts, France with its legion, and Wagner, which is only affiliated with Russia."""

    def military(self, id: str) -> Military:
        if id not in _MILITARIES:
            raise CatalogueError(f"no military {id!r}")
        affiliated = ("RUS",) if id == "wagner" else ()
        kind = MilitaryKind.STATE if id.isupper() else MilitaryKind.GROUP
        return Military(id=id, name=id, kind=kind, parent=_MILITARIES[id], affiliated=affiliated)

    def region(self, id: str) -> Region:
        if id not in _REGIONS:
            raise CatalogueError(f"no region {id!r}")
        return Region(id=id, name=id, kind=_REGIONS[id][0], parents=_REGIONS[id][1])

    def military_ancestors(self, id: str) -> tuple[str, ...]:
        parent = self.military(id).parent
        return (id, *(self.military_ancestors(parent) if parent else ()))

    def region_ancestors(self, id: str) -> tuple[str, ...]:
        above = (one for parent in self.region(id).parents for one in self.region_ancestors(parent))
        return tuple(dict.fromkeys((id, *above)))

    def rollup(self, region: str, level: GroupBy, subscribed: Sequence[str]) -> str:
        if level is GroupBy.PLACE:
            return region
        above = self.region_ancestors(region)
        if level is GroupBy.SUBSCRIBED:
            return next((one for one in above if one in subscribed), region)
        return next((one for one in above if self.region(one).kind is _LEVELS[level]), region)

    def names(self) -> list[Name]:
        return [Name(text, "en", HitKind.REGION, refs) for text, refs in _NAMES.items()]

    def hits(self, body: str, language: str) -> Sequence[Hit]:
        refs = _NAMES.get(body, ())
        return [Hit(start=0, end=len(body), kind=HitKind.REGION, refs=refs, language=language)] if refs else []


CATALOGUE = FakeCatalogue()


def say(
    what: str,
    *,
    at: datetime = MONDAY,
    by: str | None = None,
    outlet: str = "herald.example",
    origin: str = "",
    article: str = "",
    entry: str = "",
    fingerprint: str = "",
    side: Side = Side.OTHER,
    published: datetime | None = None,
    confidence: float = 0.9,
    background: bool = False,
    language: str = "en",
) -> Report:
    """`say("FRA affirmed train donbas", by="Paris Match")`: a report, by default of an article of its own."""
    military, stance, activity, region = what.split()
    claim = Claim.of(military, Activity(activity), region)
    article = article or ids.digest("article", what, str(at), str(by), outlet, fingerprint)
    holder = None if by is None else Holder(start=20, end=20 + len(by), surface=by, side=side)
    return Report(
        id=ids.report_id(article, claim.id, stance, (20, 20 + len(by)) if by else None),
        claim=claim,
        stance=Stance(stance),
        holder=holder,
        military=Mention(start=0, end=5, surface=military),
        region=Mention(start=6, end=12, surface=region),
        evidence=Evidence(start=0, end=40, quote=what),
        background=background,
        confidence=confidence,
        origin=origin or by or outlet,
        article_id=article,
        entry_key=entry or f"https://{outlet}/{article}",
        revision=article,
        title=what,
        url=f"https://{outlet}/{article}",
        outlet=outlet,
        family=outlet,
        language=language,
        fingerprint=fingerprint,
        published_at=published or at,
        seen_at=at,
        model="test",
        catalogue="test",
    )


def asks(name: str = "france-in-ukraine", **fields: Any) -> Subscription:
    """A subscription for France in Ukraine, by country, unless `fields` say otherwise."""
    fields = {"militaries": ("FRA",), "regions": ("UA",), "group_by": GroupBy.COUNTRY, **fields}
    return Subscription(name=name, **fields)


def daily(what: str, days: int, start: datetime = MONDAY, **fields: Any) -> list[Report]:
    """The same said every day, by a new article each time."""
    return [say(what, at=start + number * DAY, **fields) for number in range(days)]


def outlets(number: int) -> list[str]:
    return [f"outlet{one}.example" for one in itertools.islice(itertools.count(1), number)]


def plain_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fingerprints are words, such as "a+b": those that share one are near."""
    monkeypatch.setattr(fingerprint_, "parse", lambda words: words)
    monkeypatch.setattr(fingerprint_, "alike", lambda a, b: not set(a.split("+")).isdisjoint(b.split("+")))
    monkeypatch.setattr(fingerprint_, "bands", lambda words: tuple(sorted(set(words.split("+")))))
