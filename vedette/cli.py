"""The command line. Each command reads its options, calls one function, and prints; decisions live elsewhere."""

import importlib.metadata
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from pipeline.catalogue.own import use_own_file
from pipeline.settings import DEFAULT_MODEL
from schemas import AlertEvent, DeadLetter, Entry, Subscription, wire
from schemas.errors import ConfigError, DeadLettersFound, VedetteError
from vedette.lazy import LazyGroup
from vedette.options import Config, Format, Model, age, instant
from vedette.progress import progress_bars
from vedette.render import card, cleaned, plain, summary
from vedette.workers import quiet

app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Reads news feeds and tells who puts which military where, who denies it, and on which words.",
)
screen = Console(stderr=True)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            print(f"vedette {importlib.metadata.version('vedette')}")
        except importlib.metadata.PackageNotFoundError:
            print("vedette, from a checkout")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show which Vedette this is.")
    ] = False,
) -> None:
    """What can stand before a command."""


Paths = Annotated[
    list[Path],
    typer.Argument(help="JSON Lines (.gz, .zst), CSV, captured RSS/Atom/JSON Feed files, folders or zips of them."),
]
Since = Annotated[
    datetime | None, typer.Option(parser=instant, metavar="TIME", help="Only entries first seen at this time or later.")
]
Until = Annotated[
    datetime | None, typer.Option(parser=instant, metavar="TIME", help="Only entries first seen by this time.")
]
Undated = Annotated[
    datetime | None, typer.Option(parser=instant, metavar="TIME", help="The date of entries that have none.")
]


@app.command("replay")
def replay_command(
    paths: Paths,
    subscriptions: Annotated[Path, typer.Option(help="TOML file of subscriptions.")],
    since: Since = None,
    until: Until = None,
    max_age: Annotated[
        str, typer.Option(help="Overrides the subscriptions: older entries open no alert. 3d, 12h or none.")
    ] = "",
    undated_at: Undated = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes.", show_default="all cores")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for ledgers, events, reports and dead letters.")] = None,
    format: Annotated[Format, typer.Option(help="How alerts are printed.")] = Format.TABLE,
    strict: Annotated[bool, typer.Option(help="Exit 1 when there were dead letters.")] = False,
    model: Model = DEFAULT_MODEL,
    config: Config = None,
) -> None:
    """Replay an archive through the whole pipeline and print the alerts it would have sent."""
    from pipeline.claims.models import load as load_model
    from pipeline.ledger.policy import Policy
    from pipeline.settings import Settings
    from vedette.replay import replay

    use_own_file(config)
    if since and until and since > until:
        raise ConfigError(f"--since {since} is later than --until {until}: nothing can lie between")
    load_model(model)  # a wrong name stops here, not in a worker
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)  # nor does a folder that cannot be written
    settings = Settings(model=model, since=since, until=until, undated_at=undated_at)
    wanted = _subscriptions(subscriptions, max_age)
    started = time.monotonic()
    with progress_bars() as progress:
        count = workers or os.cpu_count() or 1
        run = replay(paths, wanted, settings, policy=Policy(), workers=count, progress=progress)
        with run as outcome:
            progress.stop()
            if out is not None:
                outcome.write(out)
            _print_events(outcome.events(), format)
            _summarise(outcome.summary(time.monotonic() - started), outcome.spool.dead_reasons())
            if strict and outcome.spool.dead_reasons():
                raise DeadLettersFound(
                    "there were dead letters and --strict was given; --out DIR shows each in dead.jsonl"
                )


@app.command("extract")
def extract_command(
    file: Annotated[str, typer.Argument(help="A .jsonl or .txt file, or - for standard input.")] = "-",
    model: Model = DEFAULT_MODEL,
    config: Config = None,
) -> None:
    """Print, for each entry, the claims it makes: one line of JSON per input line, in order."""
    from pipeline.catalogue.catalogue import load
    from pipeline.claims.models import load as load_model
    from vedette.extract import extract, read

    use_own_file(config)
    catalogue, claim_model = load(), load_model(model)
    encoder = msgspec.json.Encoder()
    with _as_long_as_read():
        for line in read(None if file == "-" else Path(file)):
            sys.stdout.buffer.write(encoder.encode(extract(line, catalogue, claim_model)) + b"\n")


@app.command("explain")
def explain_command(
    entries: Annotated[list[str], typer.Argument(help="Files of entries (.jsonl, .txt), or - for standard input.")],
    id: Annotated[str, typer.Option(help="Only the entry with this id, guid or link.")] = "",
    subscriptions: Annotated[Path | None, typer.Option(help="Also say which of these would take each report.")] = None,
    model: Model = DEFAULT_MODEL,
    config: Config = None,
) -> None:
    """Show, stage by stage, why an entry gave these reports, or none."""
    from pipeline.catalogue.catalogue import load
    from pipeline.claims.models import load as load_model
    from vedette.explain import explain
    from vedette.extract import read

    use_own_file(config)
    wanted = _subscriptions(subscriptions, "") if subscriptions else []
    catalogue, claim_model = load(), load_model(model)
    console, shown = Console(), 0
    for name in entries:
        for line in read(None if name == "-" else Path(name)):
            if not id or id in _names(line.entry_id, line.entry):
                console.print(explain(line, catalogue, claim_model, wanted))
                shown += 1
    if not shown:
        wanted_id = f" with id, guid or link {id!r}" if id else ""
        raise ConfigError(f"no entry{wanted_id} in {', '.join(entries)}")


@app.command("archive")
def archive_command(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="Folder for one .jsonl.gz a day; nothing in it is replaced.")],
) -> None:
    """Write archives of any kind anew as Vedette's own: JSON Lines, gzipped, by the day an entry was first seen."""
    from connectors.archive.read import entries
    from connectors.archive.units import units
    from connectors.archive.write import write_archive

    dead: list[DeadLetter] = []

    def good() -> Iterator[Entry]:
        for unit in units(paths):
            for record in entries(unit):
                if isinstance(record, Entry):
                    yield record
                else:
                    dead.append(record)

    written = write_archive(good(), out)
    for letter in dead:
        screen.print(f"dead letter {letter.reason} at {letter.where}: {letter.detail}", markup=False, style="yellow")
    screen.print(f"wrote {len(written)} days to {out}", markup=False)


@app.command("schemas")
def schemas_command(
    folder: Annotated[Path, typer.Argument(help="Where the files are written.")] = Path("schemas/json"),
) -> None:
    """Write the JSON Schema of every record that travels."""
    from schemas.export import export

    for path in export(folder):
        screen.print(f"wrote {path}", markup=False)


def main() -> None:
    """Entry point: an error of ours is one line on stderr and exit 2 (1 for dead letters under --strict)."""
    quiet()
    try:
        app()
    except DeadLettersFound as error:
        screen.print(Text.assemble(("vedette: ", "bold red"), str(error)), soft_wrap=True)
        sys.exit(1)
    except VedetteError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"cannot use {error.filename or 'a file'}: {error.strerror or error}: check the path and its permissions")


def _fail(message: str) -> NoReturn:
    screen.print(Text.assemble(("vedette: ", "bold red"), plain(message)), soft_wrap=True)
    sys.exit(2)


def _subscriptions(path: Path, max_age: str) -> list[Subscription]:
    from pipeline.catalogue.catalogue import load
    from pipeline.subscriptions.load import load_subscriptions

    wanted = load_subscriptions(path, load())
    if max_age:
        wanted = [msgspec.structs.replace(each, max_age=age(max_age)) for each in wanted]
    return wanted


def _print_events(events: Iterator[bytes], format: Format) -> None:
    from pipeline.catalogue.catalogue import load

    console, catalogue = Console(), load()
    with _as_long_as_read():
        for data in events:
            event = wire.decode(data, AlertEvent)
            if format is Format.JSONL:
                sys.stdout.buffer.write(data + b"\n")
            elif event.sent:
                console.print(card(cleaned(event), catalogue))


@contextmanager
def _as_long_as_read() -> Iterator[None]:
    """Printing that ends quietly when the reader has enough (`vedette … | head`)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _summarise(rows: list[tuple[str, str]], dead: dict[str, int]) -> None:
    screen.rule("replay", style="dim")
    screen.print(summary(rows))
    if dead:
        screen.print(
            "dead letters: " + ", ".join(f"{reason} {count}" for reason, count in dead.items()), style="yellow"
        )


def _names(entry_id: object, entry: object) -> set[str]:
    return {str(entry_id)} | {getattr(entry, field, "") for field in ("id", "guid", "link")} - {""}
