"""How alerts read in a terminal: one card an event, the evidence quoted with its slots highlighted."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.catalogue.catalogue import Catalogue
from schemas import AlertEvent, EventKind, Stance, Status, Voice
from schemas.report import Mention

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
STANCE_WORD = {
    Stance.AFFIRMED: "says",
    Stance.PLANNED: "announces",
    Stance.POSSIBLE: "thinks possible",
    Stance.DENIED: "denies",
}


def card(event: AlertEvent, catalogue: Catalogue) -> RenderableType:
    """One alert event: what changed, who says so, who denies it, on which words, on how many origins."""
    shown = _voices(event)
    body: list[RenderableType] = [_heading(event, catalogue), _standing(event, catalogue)]
    body += [_voice(voice, catalogue) for voice in shown]
    more = len({v.report for v in event.voices}) - len(shown)
    if more > 0:
        body.append(Text(f"… and {more} more report{'s' * (more > 1)}", style="dim"))
    body.append(Text(f"why: {event.reason}", style="dim italic"))
    return Group(body[0], Padding(Group(*body[1:]), (0, 0, 1, 3)))


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
    quote, offset = Text(voice.evidence.quote), voice.evidence.start
    for mention, style in (
        (voice.military_mention, "bold red"),
        (voice.region_mention, "bold yellow"),
        (voice.holder, "bold cyan"),
    ):
        if mention is not None and offset <= mention.start and mention.end <= voice.evidence.end:
            quote.stylize(style, mention.start - offset, mention.end - offset)
    return _one_line(quote)


def _heading(event: AlertEvent, catalogue: Catalogue) -> Text:
    who = catalogue.military(event.thread.root).name
    where = place(event.thread.region, catalogue)
    heading = Text.assemble(
        (f" {event.kind.upper()} ", KIND_STYLE[event.kind]),
        " ",
        (f"{who} · {where}", "bold"),
        f" · {event.thread.group}",
    )
    heading.append(f"   {event.at:%Y-%m-%d %H:%M} UTC · {event.thread.subscription}", "dim")
    return heading


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
    return Group(line, Padding(Text.assemble("“", highlight(voice), "”"), (0, 0, 0, 2)), Text(f"  {source}", "dim"))


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


def _one_line(text: Text) -> Text:
    """Line feeds become separators; styles stay where they were (one character for one)."""
    flat = Text(text.plain.replace("\n", "␤"))
    flat.spans = text.spans
    return flat


__all__ = ["Mention", "card", "highlight", "place", "summary"]
