"""How alerts read in a terminal: one card an event, the evidence quoted with its slots highlighted."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.catalogue.catalogue import Catalogue
from schemas import AlertEvent, EventKind, Stance, Status, Voice

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
_VISIBLE = dict.fromkeys((*range(32), *range(127, 160)), "�") | {9: " ", 10: "␤", 13: " "}
STANCE_STYLE = {Stance.AFFIRMED: "red", Stance.PLANNED: "blue", Stance.POSSIBLE: "cyan", Stance.DENIED: "green"}
STANCE_WORD = {
    Stance.AFFIRMED: "says",
    Stance.PLANNED: "announces",
    Stance.POSSIBLE: "thinks possible",
    Stance.DENIED: "denies",
}


def card(event: AlertEvent, catalogue: Catalogue) -> RenderableType:
    """One alert event: what changed, who says so, who denies it, on which words, on how many origins."""
    shown = _voices(event)
    body: list[RenderableType] = [_standing(event, catalogue), *(_voice(voice, catalogue) for voice in shown)]
    more = len({v.report for v in event.voices}) - len(shown)
    if more > 0:
        body.append(Text(f"… and {more} more report{'s' * (more > 1)}", style="dim"))
    body.append(Text(f"why: {event.reason}", style="dim italic"))
    body.append(Text(f"{event.at:%Y-%m-%d %H:%M} UTC · {event.thread.subscription}", style="dim"))
    return Group(_heading(event, catalogue), Padding(Group(*body), (0, 0, 1, 3), expand=False))


def cleaned(event: AlertEvent) -> AlertEvent:
    """The event with every control character of feed text made visible, so that no article can steer a terminal."""
    return msgspec.convert(_plain_all(msgspec.to_builtins(event)), AlertEvent)


def plain(text: str) -> str:
    """The text with control characters replaced, one for one: offsets stay right."""
    return text.translate(_VISIBLE)


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
    quote, offset = Text(plain(voice.evidence.quote)), voice.evidence.start
    for mention, style in (
        (voice.military_mention, "bold red"),
        (voice.region_mention, "bold yellow"),
        (voice.holder, "bold cyan"),
    ):
        if mention is not None and offset <= mention.start and mention.end <= voice.evidence.end:
            quote.stylize(style, mention.start - offset, mention.end - offset)
    return quote


def _heading(event: AlertEvent, catalogue: Catalogue) -> Text:
    who = catalogue.military(event.thread.root).name
    where = place(event.thread.region, catalogue)
    return Text.assemble(
        (f" {event.kind.upper()} ", KIND_STYLE[event.kind]),
        " ",
        (f"{who} · {where}", "bold"),
        f" · {event.thread.group}",
    )


def _standing(event: AlertEvent, catalogue: Catalogue) -> Text:
    before = f"{event.before} → " if event.before and event.before != event.status else ""
    standing = Text.assemble(before, (str(event.status), "bold"))
    if event.origins:
        count = len(event.origins)
        shown = ", ".join(origin_name(origin, catalogue) for origin in event.origins[:4])
        rest = f" and {count - 4} more" if count > 4 else ""
        standing.append(f" on {count} independent origin{'s' * (count > 1)}: {shown}{rest}")
    elif event.status not in (Status.PLANNED, Status.POSSIBLE):
        standing.append(" · nobody affirms it")
    return standing


def _voices(event: AlertEvent) -> list[Voice]:
    """The cause, and one voice of each other stance: enough to see who is against whom."""
    ordered: Sequence[Voice] = ([event.cause] if event.cause else []) + list(event.voices)
    first_of_stance: dict[Stance, Voice] = {}
    for voice in ordered:
        first_of_stance.setdefault(voice.stance, voice)
    return list(first_of_stance.values())


def _voice(voice: Voice, catalogue: Catalogue) -> RenderableType:
    says = f"{voice.holder.surface}" if voice.holder else voice.outlet
    line = Text.assemble(
        ("▌ ", STANCE_STYLE[voice.stance]),
        (says, "bold cyan" if voice.holder else "bold"),
        " ",
        (STANCE_WORD[voice.stance], STANCE_STYLE[voice.stance]),
        f": {catalogue.military(voice.military).name} · {voice.activity} · {place(voice.region, catalogue)}",
    )
    source = f"{voice.outlet} ({voice.language}) {voice.url}".strip()
    quote = Group(Text.assemble("“", highlight(voice), "”"), Text(source, "dim"))
    return Group(line, Padding(quote, (0, 0, 0, 2), expand=False))


def origin_name(key: str, catalogue: Catalogue) -> str:
    """An origin key as a person reads it: `office:FRA/president` is "France's president", `media:afp` "afp"."""
    kind, _, name = key.partition(":")
    root, _, office = name.partition("/")
    if kind == "source":
        return catalogue.military(name).name
    if kind == "office" and root in catalogue.militaries:
        return f"{catalogue.military(root).name}'s {office.replace('-', ' ')}"
    return name.replace("-", " ") if kind == "media" else name or key


def place(region_id: str, catalogue: Catalogue) -> str:
    """A region's name with its country, such as "Bakhmut (Ukraine)"."""
    region = catalogue.region(region_id)
    if not region.country or region.id == region.country:
        return region.name
    return f"{region.name} ({catalogue.region(region.country).name})"
