"""Events, subscriptions and names for the tests of deliveries, and a destination that does as it is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from connectors.notify.memory import MemoryOutbox
from connectors.notify.outbox import Pending, planned
from schemas import (
    Activity,
    ActivityGroup,
    AlertEvent,
    EventKind,
    Evidence,
    Holder,
    Mention,
    Military,
    MilitaryKind,
    Region,
    RegionKind,
    Side,
    Stance,
    Status,
    Subscription,
    Thread,
    Voice,
)
from schemas.delivery_times import RateCap

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
QUOTE = "French soldiers train drone crews in Donbas, Paris Match writes."
DENIAL = "« Il n'y a pas de militaires français dans le Donbass », a tranché Macron."


class Catalogue:
    """`Names` of two militaries and two regions."""

    def military(self, id: str) -> Military:
        return Military(id=id, name={"FRA": "France", "UKR": "Ukraine"}[id], kind=MilitaryKind.STATE)

    def region(self, id: str) -> Region:
        names = {"UA": "Ukraine", "donbas": "Donbas"}
        return Region(id=id, name=names[id], kind=RegionKind.COUNTRY, country="UA")


NAMES = Catalogue()


def mention(text: str, quote: str, at: int = 100) -> Mention:
    start = at + quote.index(text)
    return Mention(start=start, end=start + len(text), surface=text)


def voice(**fields: Any) -> Voice:
    quote = fields.pop("quote", QUOTE)
    military, region = fields.pop("military_text", "French soldiers"), fields.pop("region_text", "Donbas")
    given: dict[str, Any] = {
        "report": "r1", "stance": Stance.AFFIRMED, "military": "FRA", "activity": Activity.TRAIN, "region": "donbas",
        "holder": None, "origin": "media:paris-match", "title": "", "evidence": Evidence(
            start=100, end=100 + len(quote), quote=quote
        ), "military_mention": mention(military, quote), "region_mention": mention(region, quote),
        "outlet": "herald.example", "url": "https://herald.example/1", "language": "en", "seen_at": NOW,
        "published_at": NOW, "confidence": 0.9, "background": False,
    }  # fmt: skip
    return Voice(**{**given, **fields})


def denial() -> Voice:
    start = 100 + DENIAL.index("Macron")
    return voice(
        report="r2", stance=Stance.DENIED, activity=Activity.PRESENCE, quote=DENIAL, outlet="le-quai.example",
        military_text="militaires français", region_text="Donbass", url="https://le-quai.example/13", language="fr",
        holder=Holder(start=start, end=start + 6, surface="Macron", side=Side.OWN),
    )  # fmt: skip


def event(number: int = 1, **fields: Any) -> AlertEvent:
    given: dict[str, Any] = {
        "id": f"e{number}",
        "thread": Thread(id="t", subscription="france", root="FRA", region="UA", group=ActivityGroup.PRESENCE),
        "episode": "2026-W10", "kind": EventKind.OPENED, "at": NOW + timedelta(seconds=number),
        "status": Status.REPORTED, "before": None, "changed": "", "reason": "new here", "sent": True,
        "sent_reason": "asked for", "origins": ("media:paris-match",), "cause": voice(), "voices": (voice(),),
    }  # fmt: skip
    return AlertEvent(**{**given, **fields})


def contested() -> AlertEvent:
    return event(
        kind=EventKind.CONTESTED, status=Status.CONTESTED, before=Status.REPORTED, cause=denial(),
        voices=(denial(), voice(), voice(report="r3")), reason="Macron denies what others say",
    )  # fmt: skip


def subscription(**fields: Any) -> Subscription:
    given: dict[str, Any] = {
        "name": "france",
        "title": "French forces in Ukraine",
        "militaries": ("FRA",),
        "regions": ("UA",),
        "destinations": ("desk",),
    }
    return Subscription(**{**given, **fields})


def pending(*events: AlertEvent, **fields: Any) -> Pending:
    return Pending("m1", events or (event(),), subscription(), "desk", 1)._replace(**fields)


def hostile(text: str) -> AlertEvent:
    """An event in which every text of the article is this one."""
    quote = f"{text}French soldiers Donbas{text}"
    said = voice(quote=quote, outlet=text, url=text, title=text, holder=Holder(start=0, end=9, surface=text))
    return event(cause=said, voices=(said,), reason=text)


def outbox(*subscriptions: Subscription, events: int = 1, now: datetime = NOW) -> MemoryOutbox:
    """An outbox in which so many events of each subscription were planned at `now`."""
    made = MemoryOutbox()
    for each in subscriptions or (subscription(),):
        for number in range(1, events + 1):
            told = event(number)
            told = replace(told, id=f"{each.name}-{number}", thread=replace(told.thread, subscription=each.name))
            made.add(planned(told, each, now), told, each)
    return made


class Clock:
    """A clock that moves when told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


class Desk:
    """`Destination` that remembers what it got, and answers as `answer` says."""

    def __init__(self, answer: Callable[[Pending], object] = lambda _: None, rate: RateCap | None = None) -> None:
        self.rate: RateCap | None = rate
        self.got: list[Pending] = []
        self._answer = answer

    async def send(self, message: Pending) -> None:
        self.got.append(message)
        self._answer(message)

    @property
    def ids(self) -> list[str]:
        return [message.id for message in self.got]
