"""`vedette feeds`: begin with a list, look at it, bring feeds in from other readers and out to them, find a site's."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connectors.feeds.feedfile import read_feeds, read_list, write_feeds
from connectors.feeds.opml import write_opml
from connectors.feeds.starter import starter
from schemas import Feed
from schemas.errors import ConfigError, FeedError
from vedette.health import health_command
from vedette.options import Format, Shape
from vedette.render import plain

app = typer.Typer(no_args_is_help=True, help="Feeds files: begin one, look at it, exchange it, find a site's feeds.")
app.command("health")(health_command)
screen = Console(stderr=True)

HEAD = """\
# Feeds for `vedette monitor`; docs/feeds.md describes the fields. The feeds are public. Whether each of them still
# answers could not be tried when the list was made: `vedette monitor` reports those that do not.

"""


class Imported(NamedTuple):
    """What an import did: feeds added, known before, and addresses that are none."""

    added: list[Feed]
    known: list[Feed]
    refused: list[str]


FeedsFile = Annotated[Path, typer.Argument(help="Feeds file: TOML, or OPML of any reader.")]


@app.command("init")
def init_command(
    file: Annotated[Path, typer.Argument(help="The TOML file to write.")] = Path("feeds.toml"),
    language: Annotated[list[str] | None, typer.Option(help="Only feeds in this language; may be given again.")] = None,
    folder: Annotated[list[str] | None, typer.Option(help="Only this folder of the list; may be given again.")] = None,
) -> None:
    """Write a feeds file with the starter list: world, wire services, ministries, outlets near conflicts."""
    feeds = init(file, language or (), folder or ())
    _say(f"{file}: {_counted(feeds)}")


@app.command("list")
def list_command(file: FeedsFile = Path("feeds.toml"), format: Shape = Format.TABLE) -> None:
    """Show the feeds of a file."""
    feeds = read_feeds(file)
    _print(feeds, format)
    _say(f"{file}: {_counted(feeds)}")


@app.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="OPML from another reader, or a feeds file.")],
    file: Annotated[Path, typer.Option("--feeds", help="The TOML file to add to.")] = Path("feeds.toml"),
) -> None:
    """Add the feeds of a list to a feeds file; what is there already stays as it is."""
    done = import_feeds(source, file)
    for address in done.refused:
        _say(f"no web address, left out: {address!r}")
    _say(f"{file}: {len(done.added):,} added, {len(done.known):,} were there already")


@app.command("export")
def export_command(
    file: FeedsFile = Path("feeds.toml"),
    out: Annotated[Path | None, typer.Option(help="The OPML file to write.", show_default="standard output")] = None,
) -> None:
    """Write a feeds file as OPML, which other readers take."""
    text = write_opml(read_feeds(file), "Vedette")
    if out is None:
        sys.stdout.buffer.write(text.encode())
    else:
        _create(out, text)


@app.command("discover")
def discover_command(
    site: Annotated[str, typer.Argument(help="Address of a page, or a file of HTML.")],
    contact: Annotated[str, typer.Option(help="Where a site's owner reaches you.", envvar="VEDETTE_CONTACT")] = "",
    allow_private_addresses: Annotated[bool, typer.Option(help="Sites on your own network, too.")] = False,
    format: Shape = Format.TABLE,
) -> None:
    """Find the feeds that a page names; exit 1 where it names none."""
    if "://" in site:
        found = asyncio.run(discover_site(site, contact, allow_private=allow_private_addresses))
    else:
        found = discover_file(Path(site))
    _print(found, format)
    if not found:
        _say(f"{site}: no feeds found; try the page of a section, or the site's map")
        raise typer.Exit(1)


def init(file: Path, languages: Iterable[str] = (), folders: Iterable[str] = ()) -> list[Feed]:
    """Write the starter list, and give what was written. Raises ConfigError where the file is there already."""
    feeds = starter(tuple(languages), tuple(folders))
    if not feeds:
        raise ConfigError("the starter list has no feed of these languages in these folders: name fewer")
    _create(file, HEAD + write_feeds(feeds))
    return feeds


def import_feeds(source: Path, file: Path) -> Imported:
    """Add what `source` lists and `file` lacks at the end of `file`: its own lines and comments stay."""
    found = read_list(source)
    present = {feed.url: feed for feed in read_feeds(file)} if file.exists() else {}
    added = [feed for feed in found.feeds if feed.url not in present]
    if added:
        text = file.read_text(encoding="utf-8") if present else ""
        if text.lstrip("\ufeff \t\r\n").startswith("<"):
            raise ConfigError(f"{file}: an OPML list: feeds are added to TOML files; import it into one")
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        _replace(file, text + gap + write_feeds(added))
    return Imported(added, [feed for feed in found.feeds if feed.url in present], found.refused)


async def discover_site(url: str, contact: str, *, allow_private: bool = False) -> list[Feed]:
    """The feeds of the page at `url`; itself where it is a feed. Raises VedetteError where it cannot be fetched."""
    from connectors.feeds.discover import discover
    from connectors.feeds.fetch import Fetcher, Limits
    from connectors.feeds.settings import user_agent
    from connectors.feeds.worker import ParserPool
    from connectors.network import client_session

    def at_once(_: str) -> AbstractAsyncContextManager[None]:
        return nullcontext()  # one request waits for nobody

    def clock() -> datetime:
        return datetime.now(UTC)

    async with client_session(
        allow_private=allow_private, user_agent=user_agent(contact), auto_decompress=False
    ) as web:
        fetcher = Fetcher(web, at_once, clock, allow_private=allow_private, limits=Limits(body=5_000_000))
        answer = await fetcher.get(url, {})
    kind = answer.headers.get("Content-Type", "")
    try:
        async with ParserPool(1) as pool:
            document = await pool.parse(answer.body, url=answer.url, content_type=kind, seen_at=clock())
    except FeedError:
        return discover(answer.body, answer.url, kind)
    return [Feed(url=answer.url, title=document.title, language=document.language)]


def discover_file(path: Path) -> list[Feed]:
    """The feeds that a saved page names in full."""
    from connectors.feeds.discover import discover

    try:
        return discover(path.read_bytes(), "")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}): give an https:// address or a file") from error


def _say(text: str) -> None:
    screen.print(plain(text), markup=False, highlight=False, soft_wrap=True)


def _print(feeds: Iterable[Feed], format: Format) -> None:
    if format is Format.JSONL:
        encoder = msgspec.json.Encoder()
        for feed in feeds:
            sys.stdout.buffer.write(encoder.encode(feed) + b"\n")
        sys.stdout.flush()
        return
    table = Table(box=None)
    for column in ("folder", "feed", "language", "state", "address"):
        table.add_column(column, overflow="fold")
    for feed in feeds:
        cells = (feed.folder, feed.title or feed.outlet, feed.language, feed.affiliation, feed.url)
        table.add_row(*(Text(plain(cell)) for cell in cells))
    Console().print(table)


def _counted(feeds: list[Feed]) -> str:
    """`381 feeds of 299 outlets in 17 languages: en 175, fr 32 …`."""
    languages = Counter(feed.language.partition("-")[0] or "?" for feed in feeds)
    shown = ", ".join(
        f"{name} {number}" for name, number in sorted(languages.items(), key=lambda one: (-one[1], one[0]))
    )
    outlets = len({feed.outlet or feed.url for feed in feeds})
    return f"{len(feeds):,} feeds of {outlets:,} outlets in {len(languages)} languages: {shown}"


def _create(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise ConfigError(f"{file} is there already: name another file, or remove it") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written ({error.strerror})") from error


def _replace(file: Path, text: str) -> None:
    """All or nothing: whoever reads the file meanwhile finds the old or the new one."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        os.replace(part, file)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written ({error.strerror})") from error
