"""How alerts read in a terminal: one card an event, the evidence quoted with its slots highlighted."""

from collections.abc import Iterable
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from connectors.notify import wording
from connectors.notify.plain import plain
from connectors.notify.wording import STANCE_WORD, Names, origin_name, place
from schemas import AlertEvent, EventKind, Stance, Voice

__all__ = ["STANCE_STYLE", "card", "cleaned", "highlight", "origin_name", "place", "plain", "summary"]

KIND_STYLE = {
    EventKind.OPENED: "bold white on red",
    EventKind.CONTINUES: "white on grey37",
    EventKind.CORROBORATED: "bold white on dark_red",
    EventKind.CONTESTED: "bold black on yellow",
    EventKind.DENIED: "bold black on green",
    EventKind.REALISED: "bold white on red",
    EventKind.ENDED: "bold black on cyan",
    EventKind.CORRECTED: "bold black on magenta",
    EventKind.CLOSED: "white on grey23",
}
STANCE_STYLE = {Stance.AFFIRMED: "red", Stance.PLANNED: "blue", Stance.POSSIBLE: "cyan", Stance.DENIED: "green"}
SLOT_STYLE = {"military": "bold red", "region": "bold yellow", "holder": "bold cyan"}


def card(event: AlertEvent, names: Names) -> RenderableType:
    """One alert event: what changed, who says so, who denies it, on which words, on how many origins."""
    body: list[RenderableType] = [_standing(event, names), *(_voice(voice, names) for voice in wording.voices(event))]
    more = wording.unshown(event)
    if more > 0:
        body.append(Text(f"… and {more} more report{'s' * (more > 1)}", style="dim"))
    body.append(Text(f"why: {event.reason}", style="dim italic"))
    body.append(Text(f"{event.at:%Y-%m-%d %H:%M} UTC · {event.thread.subscription}", style="dim"))
    return Group(_heading(event, names), Padding(Group(*body), (0, 0, 1, 3), expand=False))


def cleaned(event: AlertEvent) -> AlertEvent:
    """The event with every control character of feed text made visible, so that no article can steer a terminal."""
    return msgspec.convert(_plain_all(msgspec.to_builtins(event)), AlertEvent)


def _plain_all(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain_all(each) for key, each in value.items()}
    return [_plain_all(each) for each in value] if isinstance(value, list | tuple) else value


def summary(rows: Iterable[tuple[str, str]]) -> Table:
    """Figures of a run, a line each."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(justify="right")
    for name, value in rows:
        table.add_row(name, value)
    return table


def highlight(voice: Voice) -> Text:
    """The quoted window on one line, with the military, the region and the holder set off where they lie in it."""
    return Text.assemble(*((plain(piece.text), SLOT_STYLE.get(piece.slot, "")) for piece in wording.pieces(voice)))


def _heading(event: AlertEvent, names: Names) -> Text:
    what, _, group = wording.heading(event, names).rpartition(" · ")
    return Text.assemble((f" {event.kind.upper()} ", KIND_STYLE[event.kind]), " ", (what, "bold"), f" · {group}")


def _standing(event: AlertEvent, names: Names) -> Text:
    before, status, support = wording.standing(event, names)
    return Text.assemble(before, (status, "bold"), support)


def _voice(voice: Voice, names: Names) -> RenderableType:
    line = Text.assemble(
        ("▌ ", STANCE_STYLE[voice.stance]),
        (wording.speaker(voice), "bold cyan" if voice.holder else "bold"),
        " ",
        (STANCE_WORD[voice.stance], STANCE_STYLE[voice.stance]),
        f": {wording.stated(voice, names)}",
    )
    source = f"{voice.outlet} ({voice.language}) {voice.url}".strip()
    quote = Group(Text.assemble("“", highlight(voice), "”"), Text(source, "dim"))
    return Group(line, Padding(quote, (0, 0, 0, 2), expand=False))
