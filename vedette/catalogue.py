"""`vedette catalogue`: look up what names mean, show what is known of an id, check that nothing contradicts itself."""

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from vedette.options import Config, Format, Shape

app = typer.Typer(no_args_is_help=True, help="Look into the catalogue of militaries and regions.")


class Kind(StrEnum):
    MILITARY = "military"
    REGION = "region"


@app.command("find")
def find_command(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Names, or - for one a line on standard input.")],
    language: Annotated[str, typer.Option(help="Two letters: only what is called so there.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="Only militaries, or only regions.")] = None,
    format: Shape = Format.TABLE,
    config: Config = None,
) -> None:
    """What a name may mean, best first: any language, any case, any inflection."""
    from pipeline.catalogue.catalogue import load
    from pipeline.catalogue.find import Sort, find

    catalogue = load(config)
    encoder, console = msgspec.json.Encoder(), Console()
    for name in _given(names):
        found = find(catalogue, name, language, Sort(kind) if kind else None)
        if format is Format.JSONL:
            sys.stdout.buffer.write(encoder.encode({"name": name, "candidates": found}) + b"\n")
        elif found:
            rows = ((each.id, each.kind, each.name, each.country, f"{each.score:.2f}", each.alias) for each in found)
            console.print(_table(name, ("id", "kind", "name", "country", "score", "called"), rows))
        else:
            console.print(f"{name}: not in the catalogue", markup=False, highlight=False)
    sys.stdout.flush()


@app.command("show")
def show_command(
    id: Annotated[str, typer.Argument(metavar="ID", help="A military's or region's id: FRA, wagner, UA-14, donbas.")],
    config: Config = None,
) -> None:
    """What is known of an id: what it is part of, what is part of it, what it is called, and why."""
    from pipeline.catalogue.card import cards
    from pipeline.catalogue.catalogue import load

    console = Console()
    for card in cards(load(config), id):
        console.print(_table(card.title, None, card.facts))
        names = ((language or "any", ", ".join(texts)) for language, texts in card.names.items())
        console.print(_table("called", None, names))


@app.command("check")
def check_command(config: Config = None) -> None:
    """Cycles, missing parents, names with two meanings, missing languages. Exit 1 where something is wrong."""
    from pipeline.catalogue.catalogue import load
    from pipeline.catalogue.check import problems

    catalogue = load(config)
    found = list(problems(catalogue))
    for problem in found:
        print(problem)
    counts = f"{sum(1 for _ in catalogue.militaries):,} militaries, {sum(1 for _ in catalogue.regions.ids()):,} regions"
    Console(stderr=True).print(f"{counts}: {len(found) or 'no'} problem{'' if len(found) == 1 else 's'}")
    if found:
        raise typer.Exit(1)


def _given(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name == "-":
            yield from (line.rstrip("\r\n") for line in sys.stdin)
        else:
            yield name


def _table(title: str, columns: tuple[str, ...] | None, rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left", box=None, show_header=columns is not None)
    for column in columns or ("", ""):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(_plain, row))
    return table


def _plain(cell: str) -> str:
    """Brackets in data are no markup."""
    return cell.replace("[", "\\[")
