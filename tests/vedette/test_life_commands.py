"""The commands round subscriptions and alerts, as a user types them."""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from schemas.errors import ConfigError
from tests import sample
from tests.vedette.stored import filled
from vedette import alerts, subscriptions

SUBSCRIPTIONS = '[[subscription]]\nname = "france"\nmilitaries = "FRA"\nregions = "UA"\ngroup_by = "country"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "subs.toml"
    path.write_text(SUBSCRIPTIONS)
    return path


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with filled(tmp_path):
        yield f"sqlite:///{tmp_path}/vedette.db"


def run(app: object, *words: object) -> Result:
    found = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200", "USER": "ann"})  # type: ignore[arg-type]
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def on_subscriptions(*words: object) -> Result:
    return run(subscriptions.app, *words)


def on_alerts(*words: object) -> Result:
    return run(alerts.app, *words)


def test_what_is_added_is_listed_with_its_owner(file: Path, url: str) -> None:
    on_subscriptions("add", "mali", "militaries=wagner", "regions=ML", "--subscriptions", file)
    assert "mali" in on_subscriptions("list", "--subscriptions", file).stdout
    on_subscriptions("add", "mali", "regions=ML", "--store", url)
    lines = on_subscriptions("list", "--store", url, "--format", "jsonl").stdout.splitlines()
    assert {json.loads(line)["subscription"]["name"] for line in lines} == {"mali", "france-in-ukraine"}


def test_lint_ends_with_1_where_something_is_wrong_and_says_it(file: Path) -> None:
    assert on_subscriptions("lint", "--subscriptions", file).exit_code == 0
    file.write_text(SUBSCRIPTIONS + 'outlets = "bbc.com"\n')
    found = on_subscriptions("lint", "--subscriptions", file)
    assert found.exit_code == 1
    assert (
        "never matches: 'bbc.com' matches no article: articles from there carry the outlet 'bbc.co.uk'" in found.stdout
    )


def test_lint_tells_every_fault_of_a_file_at_once(file: Path) -> None:
    file.write_text(
        SUBSCRIPTIONS + SUBSCRIPTIONS + '[[subscription]]\nname = "b"\nregions = "Ukrane"\n[[subscription]]\n'
    )
    told = on_subscriptions("lint", "--subscriptions", file).stdout
    for words in (
        "b: cannot be read: regions: no region is called 'Ukrane'",
        "name is missing",
        "another one is called so",
    ):
        assert words in told


def test_a_text_is_tried_against_every_subscription(file: Path) -> None:
    found = on_subscriptions("test", "French soldiers are training in Kyiv", "Nothing", "--subscriptions", file).stdout
    for words in ("france: it asks for this", "OPENED", "no report"):
        assert words in found


def test_a_text_longer_than_any_file_name_is_a_text(file: Path) -> None:
    assert (
        "france: it asks for this"
        in on_subscriptions("test", "French soldiers are in Kyiv. " * 400, "--subscriptions", file).stdout
    )


def test_a_text_that_is_no_entry_says_so(file: Path) -> None:
    assert "dead letter empty" in on_subscriptions("test", " ", "--subscriptions", file).stdout


def test_a_backtest_of_an_archive_shows_alerts_a_week_samples_and_near_misses() -> None:
    words = ("--subscriptions", sample.SUBSCRIPTIONS, "--name", "france-in-ukraine", "--workers", 1)
    found = on_subscriptions("backtest", sample.ARCHIVE, *words).stdout
    for shown in (
        "a week",
        "2026-W10",
        "2026-W11",
        "some of what it would have sent",
        "near misses",
        "another region",
    ):
        assert shown in found


def test_a_backtest_of_the_store_counts_what_was_sent(url: str, file: Path) -> None:
    found = on_subscriptions("backtest", "--store", url, "--subscriptions", file, "--format", "jsonl").stdout
    assert json.loads(found)["by_kind"] == [["contested", 1], ["corroborated", 1], ["opened", 1]]


def test_a_subscription_that_is_not_there_is_named_with_those_that_are(file: Path) -> None:
    with pytest.raises(ConfigError, match="no subscription 'x': there are france"):
        on_subscriptions("backtest", sample.ARCHIVE, "--subscriptions", file, "--name", "x")


def test_without_a_file_or_a_store_it_is_said_what_to_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (("list",), ("add", "a", "regions=UA")):
        with pytest.raises(ConfigError, match=r"no store at vedette\.db: give --store"):
            on_subscriptions(*words)
    assert not list(tmp_path.iterdir())


def test_the_store_of_the_settings_is_meant_where_none_is_named(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vedette.toml").write_text(f'[monitor]\nstore = "{url}"\n')
    assert "france-in-ukraine" in on_alerts("list").stdout


def test_a_store_that_is_not_there_is_not_made_by_asking_for_its_alerts(tmp_path: Path) -> None:
    for words in (("list",), ("ack", "1"), ("verdicts",)):
        with pytest.raises(ConfigError, match=r"there is no store at .*none\.db"):
            on_alerts(*words, "--store", f"sqlite:///{tmp_path}/none.db")
    assert not (tmp_path / "none.db").exists()


def alert(url: str) -> str:
    return on_alerts("list", "--store", url).stdout.split("\n")[1].split()[0]


def test_an_alert_is_acknowledged_silenced_and_taken_back(url: str) -> None:
    assert "acknowledged by ann" in on_alerts("ack", alert(url), "--store", url).stderr
    on_alerts("silence", alert(url), "--for", "2d", "--note", "known", "--store", url)
    assert "silenced by ann until" in on_alerts("list", "--store", url).stdout
    silences = [json.loads(line) for line in on_alerts("silences", "--store", url, "--format", "jsonl").stdout.split()]
    assert {one["kind"] for one in silences} == {"acknowledged", "silenced"}
    for line in on_alerts("silences", "--store", url).stdout.splitlines():
        on_alerts("unmute", line.split()[0], "--store", url)
    assert on_alerts("silences", "--store", url).stdout == ""


def test_a_whole_subscription_is_muted_and_an_unknown_one_is_refused(url: str) -> None:
    on_alerts("mute", "--subscription", "france-in-ukraine", "--store", url)
    assert "muted by ann" in on_alerts("list", "--store", url).stdout
    with pytest.raises(ConfigError, match="no subscription 'x'"):
        on_alerts("mute", "--subscription", "x", "--store", url)


def test_verdicts_are_given_counted_and_exported(url: str) -> None:
    on_alerts("verdict", alert(url), "wrong", "--because", "holder", "--store", url)
    assert "holder 1" in on_alerts("verdicts", "--count", "subscription", "--store", url).stdout
    (line,) = on_alerts("verdicts", "--store", url).stdout.splitlines()
    assert json.loads(line)["claims"] == []


def test_the_commands_in_the_page_on_subscriptions_run(tmp_path: Path) -> None:
    page = (sample.ROOT / "docs" / "subscriptions.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    copy, *commands = block.replace("/tmp/mine.toml", str(tmp_path / "mine.toml")).splitlines()
    shutil.copy(sample.SUBSCRIPTIONS, copy.split()[-1])
    for command in commands:
        program, words = shlex.split(command)[:3], shlex.split(command)[3:]
        assert program == ["./run", "vedette", "subscriptions"]
        assert on_subscriptions(*words).exit_code == 0, command
