"""What a monitor shows: alert cards, lines of JSON, or a calm live view; and its log, as text or as lines of JSON."""

import json
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.logging import RichHandler
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from connectors.notify.wording import Names
from schemas import AlertEvent, wire
from vedette.monitor.tally import Tally
from vedette.render import card, cleaned, plain

_EXTRA = ("feed", "reason", "trouble")  # of a log record, kept as fields in JSON


def as_lines(events: Sequence[AlertEvent]) -> None:
    """One line of JSON for each event, and nothing else."""
    sys.stdout.buffer.writelines(wire.encode(event) + b"\n" for event in events)
    sys.stdout.buffer.flush()


def as_cards(console: Console, names: Names) -> Callable[[Sequence[AlertEvent]], None]:
    """A card for each event that is sent."""

    def show(events: Sequence[AlertEvent]) -> None:
        for event in events:
            if event.sent:
                console.print(card(cleaned(event), names))

    return show


def view(tally: Tally, names: Names, now: datetime) -> RenderableType:
    """The live view: where things stand, and the newest alerts."""
    figures = Table.grid(padding=(0, 3))
    for label, value in _figures(tally):
        figures.add_row(Text(label, style="dim"), value)
    title = f"vedette · since {tally.started:%Y-%m-%d %H:%M} UTC · now {now:%H:%M:%S}"
    alerts: list[RenderableType] = [_line(event, names) for event in reversed(tally.newest)]
    none = [] if tally.to else [Text("no alerts yet", style="dim")]
    return Group(Rule(title, style="dim"), figures, *(alerts or none))


def _figures(tally: Tally) -> list[tuple[str, str]]:
    read = max(tally.articles, 1)
    late = f", {tally.waiting:,} waiting" if tally.waiting else ""
    rows = [
        ("feeds", f"{tally.feeds:,} ({tally.due:,} due)   polls {tally.polls.total():,}"),
        ("entries", f"{tally.entries:,} new{late}"),
    ]
    if tally.to:
        rows.append(("sent on", f"{tally.forwarded:,} to {tally.to}"))
    else:
        sent = f"{tally.events.total():,} ({tally.sent:,} sent)   deliveries {_counts(tally.deliveries)}"
        rows += [
            ("let through", f"{tally.passed:,} of {tally.articles:,} ({tally.passed / read:.0%})"),
            ("reports", f"{tally.reports:,}"),
            ("alert events", sent),
        ]
    if tally.dead:
        rows.append(("dead letters", _counts(tally.dead)))
    if tally.troubles or tally.collapses:
        rows.append(("feeds in trouble", _counts(tally.troubles)))
    return rows


def _counts(counted: Any) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counted.items())) or "none"


def _line(event: AlertEvent, names: Names) -> Text:
    root, region = names.military(event.thread.root).name, names.region(event.thread.region).name
    where = f"{plain(root)} · {plain(region)} · {event.thread.group}"
    told = f"{event.at:%m-%d %H:%M}  "
    return Text.assemble((told, "dim"), (f"{event.kind:<13}", "bold"), where, (f"  {event.thread.subscription}", "dim"))


def start_log(style: str, console: Console) -> None:
    """Log to stderr: `text` for people, `json` for services."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if style == "json":
        handler.setFormatter(_Json())
    elif not console.is_terminal:
        handler.setFormatter(_Plain("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    else:
        handler = RichHandler(console=console, show_path=False, rich_tracebacks=False, markup=False)
        handler.setFormatter(_Plain())
    handler.addFilter(_is_ours)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("apache_beam", "alembic", "aiohttp", "trafilatura", "htmldate", "apprise"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _is_ours(record: logging.LogRecord) -> bool:
    """Nobody of ours logs without a name. Beam does: where there is no PyTorch it warns of that at every batch."""
    return record.name != "root" or record.levelno >= logging.ERROR


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(map(plain, super().format(record).split("\n")))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: str(getattr(record, key)) for key in _EXTRA if hasattr(record, key)}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
