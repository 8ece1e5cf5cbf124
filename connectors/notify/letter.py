"""What one message says, ready to be written in any format: cleaned, bounded, and in the order in which it is read.

Headline, status change, who says and who denies, evidence quoted, origins counted, link, why you got this.
"""

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from connectors.notify import wording
from connectors.notify.outbox import Pending
from connectors.notify.plain import line, link, stretch
from connectors.notify.wording import STANCE_WORD, Names, Piece
from schemas import AlertEvent, EventKind, Stance, Voice

CARDS = 20  # of a digest, in full; the others are told in a line each
NAME, HEADING, SENTENCE, QUOTE = 120, 200, 400, 600  # characters at most
_BEFORE = 120  # of a long quote, in front of the first thing it is quoted for
_WORD = {kind: kind.value.capitalize() for kind in EventKind} | {EventKind.OPENED: "New"}


class Said(NamedTuple):
    """`who` `verb` `what`, in which words, where."""

    stance: Stance
    who: str
    verb: str
    what: str
    quote: tuple[Piece, ...]
    source: str
    link: str


class Card(NamedTuple):
    """One event."""

    event: str
    kind: EventKind
    headline: str
    standing: str
    said: tuple[Said, ...]
    more: int
    why: str
    at: datetime

    @property
    def when(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} UTC"


class Letter(NamedTuple):
    """One message. `rest`: the headlines of the events that have no card."""

    id: str
    title: str
    intro: str
    cards: tuple[Card, ...]
    rest: tuple[str, ...]
    because: str


def letter(pending: Pending, names: Names) -> Letter:
    subscription = pending.subscription
    asked = wording.asked_for(subscription, names)
    name = line(wording.title(subscription), NAME)
    cards = tuple(card(event, names) for event in pending.events)
    return Letter(
        id=pending.id,
        title=cards[0].headline if len(cards) == 1 else f"{len(cards)} alerts · {name}",
        intro=_intro(pending),
        cards=cards[:CARDS],
        rest=tuple(f"{each.when}  {each.headline}: {each.standing}" for each in cards[CARDS:]),
        because=f"You get this because “{name}” watches {line(asked, SENTENCE)}.",
    )


def card(event: AlertEvent, names: Names) -> Card:
    return Card(
        event=event.id,
        kind=event.kind,
        headline=line(f"{_WORD[event.kind]}: {wording.heading(event, names)}", HEADING),
        standing=line(str(wording.standing(event, names)), SENTENCE),
        said=tuple(_said(voice, names) for voice in wording.voices(event)),
        more=max(wording.unshown(event), 0),
        why=line(event.reason, SENTENCE),
        at=event.at,
    )


def _said(voice: Voice, names: Names) -> Said:
    return Said(
        stance=voice.stance,
        who=line(wording.speaker(voice), NAME) or "somebody",
        verb=STANCE_WORD[voice.stance],
        what=line(wording.stated(voice, names), HEADING),
        quote=quote(voice),
        source=line(f"{voice.outlet} ({voice.language})", NAME),
        link=link(voice.url),
    )


def quote(voice: Voice) -> tuple[Piece, ...]:
    """The quoted window, at most QUOTE characters of it, with its slots; an ellipsis where something is left out."""
    whole = voice.evidence
    starts = [voice.military_mention.start, voice.region_mention.start]
    first = min((start - whole.start for start in starts if whole.start <= start < whole.end), default=0)
    low = max(first - _BEFORE, 0) if len(whole.quote) > QUOTE else 0
    high = min(low + QUOTE, len(whole.quote))
    window = replace(whole, start=whole.start + low, end=whole.start + high, quote=whole.quote[low:high])
    found = [Piece(stretch(piece.text), piece.slot) for piece in wording.pieces(replace(voice, evidence=window))]
    head = [Piece("…", "")] if low else []
    tail = [Piece("…", "")] if high < len(whole.quote) else []
    return (*head, *found, *tail)


def _intro(pending: Pending) -> str:
    """Why several events came in one message."""
    count, (kind, _, _) = len(pending.events), pending.slot.partition(" ")
    what = f"{count} alert{'s' * (count != 1)}"
    return {
        "digest": f"Your digest: {what}.",
        "quiet": f"In your quiet hours: {what}.",
        "cap": f"Over your cap of {pending.subscription.rate_cap}, so in one message: {what}.",
        "summary": f"This subscription begins with what is open now: {what}.",
    }.get(kind, "")
