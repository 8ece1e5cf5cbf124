"""`vedette subscriptions`: add, remove, list, test, lint, backtest. Each reads its options and calls one function."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.catalogue.own import use_own_file
from pipeline.settings import DEFAULT_MODEL
from schemas import Entry, OwnedSubscription, Subscription
from schemas.errors import ConfigError
from vedette.options import Config, Format, Model, Shape, instant
from vedette.render import plain
from vedette.stores import StoreURL, opened

app = typer.Typer(no_args_is_help=True, help="Write subscriptions, and see what they do before they do it.")
screen = Console(stderr=True)


File = Annotated[Path | None, typer.Option("--subscriptions", help="TOML file of subscriptions.")]
Named = Annotated[list[str] | None, typer.Option("--name", help="Only this one; may be given again.")]


@app.command("add")
def add_command(
    name: Annotated[str, typer.Argument(help="Its name: part of every event's id, so keep it.")],
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="FIELD=VALUE…", help="militaries=FRA regions=UA,PL min_origins=2 …")
    ] = None,
    file: File = None,
    store: StoreURL = "",
    replace: Annotated[bool, typer.Option(help="Change the store's subscription of this name.")] = False,
    config: Config = None,
) -> None:
    """Add one, to a TOML file or to the store."""
    from pipeline.catalogue.catalogue import load
    from pipeline.subscriptions.load import read_subscription
    from pipeline.subscriptions.write import as_toml, from_words
    from vedette.ownership import add_to_file, add_to_store

    use_own_file(config)
    asked = read_subscription(from_words(name, fields or ()), f"subscription {name!r}", load())
    if file is not None:
        add_to_file(file, asked, load())
    else:
        with opened(store) as kept:
            add_to_store(kept.subscriptions, asked, replace=replace)
    screen.print(f"added to {file or 'the store'}:", markup=False)
    sys.stdout.write(as_toml(asked))
    _advise(chosen(file, store, None), asked)


@app.command("remove")
def remove_command(name: Annotated[str, typer.Argument(help="Its name.")], store: StoreURL = "") -> None:
    """Take one out of the store. What it was told stays."""
    from vedette.ownership import remove_from_store

    with opened(store, must_exist=True) as kept:
        remove_from_store(kept.subscriptions, name)
    screen.print(f"removed {name}", markup=False)


@app.command("list")
def list_command(file: File = None, store: StoreURL = "", format: Shape = Format.TABLE, config: Config = None) -> None:
    """Show them: what each asks for, who owns it, since when it tells."""
    use_own_file(config)
    owned = _owned(file, store)
    if format is Format.JSONL:
        for one in owned:
            sys.stdout.buffer.write(msgspec.json.encode(one) + b"\n")
        return
    table = Table(box=None)
    for column in ("name", "who", "where", "what else", "owner", "since"):
        table.add_column(column, overflow="fold")
    for one in owned:
        table.add_row(*(Text(cell) for cell in _row(one)))
    Console().print(table)


@app.command("test")
def try_command(
    texts: Annotated[list[str], typer.Argument(help="A text, a file of entries (.jsonl, .txt), or - for stdin.")],
    file: File = None,
    store: StoreURL = "",
    name: Named = None,
    model: Model = DEFAULT_MODEL,
    config: Config = None,
) -> None:
    """Say what each subscription would do with a text: match or why not, and what it would send."""
    from pipeline.catalogue.catalogue import load
    from pipeline.claims.models import load as load_model
    from pipeline.ledger.policy import Policy
    from vedette.extract import Line, read
    from vedette.trial import shown, trial

    use_own_file(config)
    wanted = chosen(file, store, name)
    catalogue, claims, console = load(), load_model(model), Console()
    for text in texts:
        is_file = text == "-" or _is_file(text)
        lines = read(None if text == "-" else Path(text)) if is_file else [Line(None, _entry(text))]
        for line in lines:
            console.print(shown(trial(line, wanted, catalogue, claims, Policy(), datetime.now(UTC)), catalogue))


@app.command("lint")
def lint_command(file: File = None, store: StoreURL = "", format: Shape = Format.TABLE, config: Config = None) -> None:
    """Find what can never match, what matches nearly everything, what another covers. Exit 1 where one of these is."""
    from pipeline.subscriptions.lint import Level
    from vedette.linting import lint_all, lint_file

    use_own_file(config)
    findings = lint_file(file) if file else lint_all(chosen(None, store, None))
    for finding in findings:
        if format is Format.JSONL:
            sys.stdout.buffer.write(msgspec.json.encode(finding._asdict()) + b"\n")
        else:
            Console().print(_finding(finding), soft_wrap=True)
    sys.stdout.flush()
    screen.print(f"{len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}")
    if any(finding.level is not Level.ADVICE for finding in findings):
        raise typer.Exit(1)


@app.command("backtest")
def backtest_command(
    paths: Annotated[list[Path] | None, typer.Argument(help="An archive; without one, the store's reports.")] = None,
    file: File = None,
    store: StoreURL = "",
    name: Named = None,
    since: Annotated[datetime | None, typer.Option(parser=instant, metavar="TIME", help="Seen then or later.")] = None,
    until: Annotated[datetime | None, typer.Option(parser=instant, metavar="TIME", help="Seen by then.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes.", show_default="all cores")] = None,
    model: Model = DEFAULT_MODEL,
    format: Shape = Format.TABLE,
    config: Config = None,
) -> None:
    """Show how many alerts a week they would have sent, samples of them, and near misses."""
    from pipeline.catalogue.catalogue import load
    from pipeline.ledger.policy import Policy
    from pipeline.settings import Settings
    from vedette.backtest import over_archive, over_store, shown
    from vedette.progress import progress_bars

    use_own_file(config)
    wanted, catalogue = chosen(file, store, name), load()
    with progress_bars() as progress:
        if paths:
            settings = Settings(model=model, since=since, until=until)
            count = workers or os.cpu_count() or 1
            found = over_archive(
                paths, wanted, catalogue, settings, policy=Policy(), workers=count, progress=progress
            )  # fmt: skip
        else:
            now = until or datetime.now(UTC)
            with opened(store, must_exist=True) as kept:
                found = over_store(
                    kept, wanted, catalogue, policy=Policy(), now=now, since=since, progress=progress
                )  # fmt: skip
    for one in found:
        if format is Format.JSONL:
            sys.stdout.buffer.write(msgspec.json.encode(one._asdict()) + b"\n")
        else:
            Console().print(shown(one, catalogue))


def chosen(file: Path | None, store: str, names: Sequence[str] | None) -> list[Subscription]:
    """The subscriptions of a file, else of the store; with `names` only these."""
    found = [one.subscription for one in _owned(file, store)]
    known = {one.name for one in found}
    for name in names or ():
        if name not in known:
            raise ConfigError(f"there is no subscription {name!r}: there are {', '.join(sorted(known)) or 'none'}")
    return [one for one in found if not names or one.name in names]


def _owned(file: Path | None, store: str) -> list[OwnedSubscription]:
    if file is not None:
        return [OwnedSubscription(subscription=one, owner=str(file)) for one in _of_file(file)]
    with opened(store, must_exist=True) as kept:
        return kept.subscriptions.all()


def _of_file(file: Path) -> list[Subscription]:
    from pipeline.catalogue.catalogue import load
    from pipeline.subscriptions.load import load_subscriptions

    return load_subscriptions(file, load())


def _advise(all_: list[Subscription], asked: Subscription) -> None:
    """What lint finds on a subscription that was just added, beside the others."""
    from vedette.linting import lint_all

    for finding in lint_all(all_):
        if finding.subscription == asked.name:
            screen.print(_finding(finding), soft_wrap=True)


def _finding(finding: Any) -> Text:
    field = f"{finding.field}: " if finding.field else ""
    return Text.assemble(
        (plain(finding.subscription), "bold"), f": {field}", (f"{finding.level}: ", "yellow"), plain(finding.says)
    )  # fmt: skip


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # longer than any name of a file
        return False


def _entry(text: str) -> Entry:
    """What somebody typed: its first line is the title."""
    title, _, rest = text.strip().partition("\n")
    return Entry(title=title, content=rest, where="the text given")


def _row(one: OwnedSubscription) -> tuple[str, ...]:
    asked = one.subscription
    scope = {"name", "title", "militaries", "regions"}
    default = Subscription(name="")
    more = [field for field in Subscription.__struct_fields__ if field not in scope]
    told = (
        f"{field}={_words(getattr(asked, field))}" for field in more if getattr(asked, field) != getattr(default, field)
    )
    since = f"{one.begun_at:%Y-%m-%d %H:%M}" if one.begun_at else ""
    who, where = ", ".join(asked.militaries) or "any", ", ".join(asked.regions) or "any"
    return asked.name, who, where, " ".join(told), one.owner or "the store", since


def _words(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
