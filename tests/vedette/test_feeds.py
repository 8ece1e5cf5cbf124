"""`vedette feeds`: files begun, listed, exchanged; feeds of a page found."""

import asyncio
import re
from pathlib import Path

import pytest
from aiohttp import web
from typer.testing import CliRunner

from connectors.feeds.feedfile import parse_feeds, read_feeds
from connectors.feeds.opml import read_opml
from connectors.feeds.starter import starter
from schemas import Feed
from schemas.errors import ConfigError, VedetteError
from vedette.feeds import app, discover_site, import_feeds, init

LIST = (
    '<opml><body><outline text="A" xmlUrl="https://a.example/rss"/><outline xmlUrl="mailto:x@y.example"/></body></opml>'
)


PAGE = (Path(__file__).parents[2] / "docs" / "feeds.md").read_text(encoding="utf-8")


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


def test_init_writes_the_starter_list_and_never_over_a_file(tmp_path: Path) -> None:
    file = tmp_path / "feeds.toml"
    assert run("init", file)[0] == 0
    assert read_feeds(file) == starter()
    with pytest.raises(ConfigError, match="is there already"):
        init(file)


def test_init_can_be_limited_to_languages_and_folders(tmp_path: Path) -> None:
    run("init", tmp_path / "f.toml", "--language", "uk", "--folder", "Ukraine")
    assert {(feed.language, feed.folder) for feed in read_feeds(tmp_path / "f.toml")} == {("uk", "Ukraine")}
    with pytest.raises(ConfigError, match="name fewer"):
        init(tmp_path / "g.toml", ["sv"], ["Africa"])


def test_import_adds_what_is_new_and_leaves_the_rest_of_the_file_alone(tmp_path: Path) -> None:
    source, file = tmp_path / "list.opml", tmp_path / "feeds.toml"
    source.write_text(LIST, encoding="utf-8")
    mine = '# mine\n[[feed]]\nurl = "https://b.example/"  # keep\ninterval = "2h"'
    file.write_text(mine, encoding="utf-8")
    done = import_feeds(source, file)
    assert ([feed.url for feed in done.added], done.refused) == (["https://a.example/rss"], ["mailto:x@y.example"])
    assert file.read_text(encoding="utf-8").startswith(mine)
    assert [feed.url for feed in read_feeds(file)] == ["https://b.example/", "https://a.example/rss"]
    assert [feed.url for feed in import_feeds(source, file).known] == ["https://a.example/rss"]


def test_import_begins_a_file_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(LIST, encoding="utf-8")
    assert run("import", tmp_path / "list.opml", "--feeds", tmp_path / "new.toml")[0] == 0
    assert [feed.title for feed in read_feeds(tmp_path / "new.toml")] == ["A"]


def test_import_does_not_add_to_opml(tmp_path: Path) -> None:
    for name in ("a.opml", "b.opml"):
        (tmp_path / name).write_text(LIST.replace("a.example", f"{name}.example"), encoding="utf-8")
    with pytest.raises(ConfigError, match="import it into one"):
        import_feeds(tmp_path / "a.opml", tmp_path / "b.opml")


def test_export_gives_opml_with_the_same_feeds(tmp_path: Path) -> None:
    init(tmp_path / "feeds.toml", ["pl"])
    code, printed = run("export", tmp_path / "feeds.toml")
    run("export", tmp_path / "feeds.toml", "--out", tmp_path / "out.opml")
    assert code == 0
    assert read_opml(printed).feeds == read_feeds(tmp_path / "out.opml")
    assert {feed.url for feed in read_opml(printed).feeds} == {feed.url for feed in starter(["pl"])}


def test_list_shows_every_feed_for_people_and_for_programs(tmp_path: Path) -> None:
    init(tmp_path / "feeds.toml", ["pl"])
    assert run("list", tmp_path / "feeds.toml", "--format", "jsonl")[1].count("\n") == len(starter(["pl"]))
    assert "Defence24" in run("list", tmp_path / "feeds.toml")[1]


def test_discover_finds_the_feeds_of_a_saved_page_and_says_when_there_are_none(tmp_path: Path) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="https://ex.org/rss">'
    (tmp_path / "page.html").write_text(link, encoding="utf-8")
    (tmp_path / "none.html").write_text("<p>x</p>", encoding="utf-8")
    assert '"url":"https://ex.org/rss"' in run("discover", tmp_path / "page.html", "--format", "jsonl")[1]
    assert run("discover", tmp_path / "none.html")[0] == 1


PAGES = {
    "/": ("text/html", '<link rel="alternate" type="application/rss+xml" title="All" href="rss">'),
    "/rss": ("text/xml", "<rss><channel><title>Wire</title><item><title>x</title></item></channel></rss>"),
}


def discovered(path: str, **options: bool) -> list[Feed]:
    """What is found at a path of a real server on this machine."""

    async def answer(request: web.Request) -> web.Response:
        kind, text = PAGES[request.path]
        return web.Response(text=text, content_type=kind)

    async def main() -> list[Feed]:
        application = web.Application()
        application.router.add_get("/{tail:.*}", answer)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            site = f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
            return await discover_site(site, "https://example.org/bot", **options)
        finally:
            await runner.cleanup()

    return asyncio.run(main())


@pytest.mark.parametrize(("path", "title"), [("/", "All"), ("/rss", "Wire")])
def test_discover_asks_the_site_and_knows_a_feed_when_it_gets_one(path: str, title: str) -> None:
    (feed,) = discovered(path, allow_private=True)
    assert (feed.title, feed.url.rpartition("/")[2]) == (title, "rss")


def test_discover_goes_nowhere_private_unless_told_to() -> None:
    with pytest.raises(VedetteError, match="loopback"):
        discovered("/")


def test_the_page_about_feeds_files_is_true() -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(parse_feeds(example, "docs/feeds.md")) == 2
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(Feed.__struct_fields__)
    commands = set(re.findall(r"^vedette feeds (\w+)", PAGE, re.MULTILINE))
    assert commands >= {"init", "list", "import", "export", "discover"}
    assert commands <= {command.name for command in app.registered_commands}
