"""What an alert says, in words: the same in a terminal, an e-mail, a chat and a feed.

Facts only, not yet cleaned or escaped: `letter` does the first, the formats do the second.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from schemas import AlertEvent, Military, Region, Stance, Status, Subscription, Voice
from schemas.errors import CatalogueError

STANCE_WORD = {
    Stance.AFFIRMED: "says",
    Stance.PLANNED: "announces",
    Stance.POSSIBLE: "thinks possible",
    Stance.DENIED: "denies",
}
_ORIGINS_NAMED = 4


class Names(Protocol):
    """The part of the catalogue that knows what ids are called."""

    def military(self, id: str) -> Military: ...
    def region(self, id: str) -> Region: ...


class Standing(NamedTuple):
    """`reported → ` `contested` ` on 2 independent origins: AFP, Ukraine`."""

    before: str
    status: str
    support: str

    def __str__(self) -> str:
        return f"{self.before}{self.status}{self.support}"


class Piece(NamedTuple):
    """A stretch of a quote; `slot` is "military", "region", "holder" or ""."""

    text: str
    slot: str


def heading(event: AlertEvent, names: Names) -> str:
    """`France · Ukraine · presence`."""
    thread = event.thread
    return f"{who(thread.root, names)} · {place(thread.region, names)} · {thread.group}"


def standing(event: AlertEvent, names: Names) -> Standing:
    """The status, what it was before, and on how many independent origins it stands."""
    before = f"{event.before} → " if event.before and event.before != event.status else ""
    if event.origins:
        count = len(event.origins)
        shown = ", ".join(origin_name(origin, names) for origin in event.origins[:_ORIGINS_NAMED])
        rest = f" and {count - _ORIGINS_NAMED} more" if count > _ORIGINS_NAMED else ""
        return Standing(before, event.status, f" on {count} independent origin{'s' * (count > 1)}: {shown}{rest}")
    is_open = event.status in (Status.PLANNED, Status.POSSIBLE)
    return Standing(before, event.status, "" if is_open else " · nobody affirms it")


def voices(event: AlertEvent) -> list[Voice]:
    """The cause, and one voice of each other stance: enough to see who is against whom."""
    ordered: Sequence[Voice] = ([event.cause] if event.cause else []) + list(event.voices)
    first_of_stance: dict[Stance, Voice] = {}
    for voice in ordered:
        first_of_stance.setdefault(voice.stance, voice)
    return list(first_of_stance.values())


def unshown(event: AlertEvent) -> int:
    """How many reports bear on it beside those of `voices`."""
    shown = {voice.report for voice in voices(event)}
    return len({voice.report for voice in event.voices} - shown)


def speaker(voice: Voice) -> str:
    return voice.holder.surface if voice.holder else voice.outlet


def stated(voice: Voice, names: Names) -> str:
    """`France · train · Donbas (Ukraine)`."""
    return f"{who(voice.military, names)} · {voice.activity} · {place(voice.region, names)}"


def pieces(voice: Voice) -> list[Piece]:
    """The quoted window cut where the military, the region and the holder lie in it. Together they are the quote."""
    quote, offset = voice.evidence.quote, voice.evidence.start
    found: list[Piece] = []
    at = 0
    for start, end, slot in sorted(_slots(voice)):
        if start - offset < at:  # one lies in another: the first is shown
            continue
        found += [Piece(quote[at : start - offset], ""), Piece(quote[start - offset : end - offset], slot)]
        at = end - offset
    return [piece for piece in (*found, Piece(quote[at:], "")) if piece.text]


def origin_name(key: str, names: Names) -> str:
    """An origin key as a person reads it: `office:FRA/president` is "France's president", `media:afp` "afp"."""
    kind, _, name = key.partition(":")
    if name.startswith("#"):  # an article's id, in the place of an outlet that nobody knows
        return "an unnamed outlet"
    root, _, office = name.partition("/")
    if kind == "source":
        return who(name, names)
    if kind == "office" and who(root, names) != root:
        return f"{who(root, names)}'s {office.replace('-', ' ')}"
    return name.replace("-", " ") if kind == "media" else name or key


def who(military: str, names: Names) -> str:
    """A military's name; its id where a newer catalogue no longer knows it, for what was decided must be told."""
    try:
        return names.military(military).name
    except (CatalogueError, KeyError):
        return military


def place(region: str, names: Names) -> str:
    """A region's name with its country, such as "Bakhmut (Ukraine)"; its id where nobody knows it any more."""
    try:
        found = names.region(region)
        if not found.country or found.id == found.country:
            return found.name
        return f"{found.name} ({names.region(found.country).name})"
    except (CatalogueError, KeyError):
        return region


def title(subscription: Subscription) -> str:
    return subscription.title or subscription.name


def asked_for(subscription: Subscription, names: Names) -> str:
    """What a subscription watches: `France in Ukraine: presence, deploy`."""
    forces = ", ".join(who(id, names) for id in subscription.militaries) or "any military"
    where = ", ".join(place(id, names) for id in subscription.regions)
    what = ", ".join(subscription.activities)
    least = f", on {subscription.min_origins} independent origins" if subscription.min_origins > 1 else ""
    return f"{forces} {f'in {where}' if where else 'anywhere'}{f': {what}' if what else ''}{least}"


def _slots(voice: Voice) -> list[tuple[int, int, str]]:
    """Those that lie in the quoted window."""
    window = voice.evidence
    known = ((voice.military_mention, "military"), (voice.region_mention, "region"), (voice.holder, "holder"))
    return [
        (each.start, each.end, slot)
        for each, slot in known
        if each is not None and window.start <= each.start < each.end <= window.end
    ]
