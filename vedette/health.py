"""`vedette feeds health`: which feeds of a store are not well, and whether intake has collapsed. Changes nothing."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connectors.feeds.health import FeedHealth, report
from connectors.feeds.intake import collapses
from vedette.options import Format, Shape
from vedette.stores import StoreURL, opened

screen = Console(stderr=True)


def health_command(
    store: StoreURL = "",
    all_: Annotated[bool, typer.Option("--all", help="Feeds that are well, too.")] = False,
    format: Shape = Format.TABLE,
) -> None:
    """Show the feeds that fail, answer with old news, or never had any; and what has stopped coming in."""
    now = datetime.now(UTC)
    with opened(store) as source:
        found = report(source.feeds.all(), source.intake.by_feed(), now)
        collapsed = collapses(source.intake.hourly(now), now)
    shown = [health for health in found if all_ or health.findings]
    if format is Format.JSONL:
        _write(shown)
    else:
        Console().print(_table(shown))
    for collapse in collapsed:
        screen.print(collapse.message, markup=False, highlight=False)
    screen.print(_summary(found), markup=False, highlight=False)


def _write(healths: Sequence[FeedHealth]) -> None:
    encoder = msgspec.json.Encoder()
    for health in healths:
        sys.stdout.buffer.write(encoder.encode(health._asdict()) + b"\n")
    sys.stdout.flush()


def _table(healths: Sequence[FeedHealth]) -> Table:
    table = Table(box=None)
    for column in ("feed", "newest", "languages", "passes", "trouble"):
        table.add_column(column, overflow="fold")
    for health in healths:
        troubles = "\n".join(f"{finding.trouble}: {finding.detail}" for finding in health.findings)
        passed = "" if health.passed is None else f"{health.passed:.0%}"
        cells = (health.feed.url, _age(health.content_age), " ".join(health.languages[:3]), passed, troubles or "well")
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _age(age: timedelta | None) -> str:
    if age is None:
        return "–"
    return f"{age.days} d" if age.days else f"{age // timedelta(hours=1)} h"


def _summary(found: Sequence[FeedHealth]) -> str:
    troubles = Counter(str(finding.trouble) for health in found for finding in health.findings)
    well = sum(not health.findings for health in found)
    told = "".join(f", {count:,} {name}" for name, count in sorted(troubles.items()))
    return f"{len(found):,} feeds: {well:,} well{told}"
