"""The command line as a user meets it: what it prints where, and how it ends."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUBSCRIPTIONS = """
[[subscription]]
name = "france"
militaries = ["FRA"]
regions = ["UA"]
group_by = "country"
"""
ENTRY = {
    "title": "French soldiers arrived in Kyiv",
    "description": "French soldiers arrived in Kyiv on Monday.",
    "link": "https://herald.example/1",
    "published": "2026-03-02T08:00:00Z",
    "seen_at": "2026-03-02T08:10:00Z",
}


def vedette(*arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vedette", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "120"},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "subscriptions.toml").write_text(SUBSCRIPTIONS)
    (tmp_path / "a.jsonl").write_text(json.dumps(ENTRY) + "\n{broken\n" + json.dumps({"title": "No date"}) + "\n")
    return tmp_path


def replay(archive: Path, *options: str | Path) -> subprocess.CompletedProcess[str]:
    return vedette("replay", archive / "a.jsonl", "--subscriptions", archive / "subscriptions.toml", *options)


def test_an_alert_is_printed_and_the_summary_counts(archive: Path) -> None:
    finished = replay(archive)
    assert finished.returncode == 0
    assert "OPENED" in finished.stdout
    assert "French soldiers arrived in Kyiv" in finished.stdout
    assert "entries read" in finished.stderr
    assert "broken-json 1, undated 1" in finished.stderr


def test_jsonl_on_stdout_is_events_and_nothing_else(archive: Path) -> None:
    lines = replay(archive, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["opened"]


def test_strict_makes_dead_letters_exit_1(archive: Path) -> None:
    finished = replay(archive, "--strict", "--out", archive / "out")
    assert finished.returncode == 1
    places = [json.loads(line)["where"] for line in (archive / "out" / "dead.jsonl").read_text().splitlines()]
    assert places == [f"{archive}/a.jsonl:2", f"{archive}/a.jsonl:3"]


def test_undated_entries_take_the_date_they_are_given(archive: Path) -> None:
    assert "undated" not in replay(archive, "--undated-at", "2026-03-02").stderr


@pytest.mark.parametrize(("option", "time"), [("--since", "2026-03-03"), ("--until", "2026-03-01T23:00:00Z")])
def test_since_and_until_mean_when_an_entry_was_seen(archive: Path, option: str, time: str) -> None:
    assert "OPENED" not in replay(archive, option, time).stdout


def test_an_error_is_one_line_that_says_what_to_do(archive: Path) -> None:
    finished = vedette("replay", archive / "none.jsonl", "--subscriptions", archive / "subscriptions.toml")
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr
    assert "none.jsonl" in finished.stderr


def test_a_wrong_time_is_refused_with_an_example(archive: Path) -> None:
    finished = replay(archive, "--since", "yesterday")
    assert finished.returncode == 2
    assert "2026-03-02" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_an_archive_is_written_anew_by_day_and_replays_alike(archive: Path) -> None:
    finished = vedette("archive", archive / "a.jsonl", "--out", archive / "own")
    assert "broken-json" in finished.stderr
    assert sorted(path.name for path in (archive / "own").iterdir()) == ["2026-03-02.jsonl.gz", "undated.jsonl.gz"]
    (archive / "a.jsonl").write_bytes(gzip.decompress((archive / "own" / "2026-03-02.jsonl.gz").read_bytes()))
    assert "OPENED" in replay(archive).stdout


def test_extract_reads_standard_input() -> None:
    finished = vedette("extract", "-", given=json.dumps({"id": 1, **ENTRY}) + "\n")
    (line,) = finished.stdout.splitlines()
    assert json.loads(line)["reports"][0]["military"]["id"] == "FRA"


def test_explain_tells_each_stage_and_the_subscription(archive: Path) -> None:
    told = vedette("explain", archive / "a.jsonl", "--subscriptions", archive / "subscriptions.toml").stdout
    for word in ("normalise", "scan", "read", "resolve", "france: ", "broken-json"):
        assert word in told


def test_explain_finds_one_entry_by_its_link(archive: Path) -> None:
    told = vedette("explain", archive / "a.jsonl", "--id", "https://herald.example/1").stdout
    assert "French soldiers" in told
    assert "broken-json" not in told


def test_an_out_that_is_a_file_is_refused_before_the_run(archive: Path) -> None:
    finished = replay(archive, "--out", archive / "a.jsonl")
    assert finished.returncode == 2
    assert "a.jsonl" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_model_that_is_not_there_is_refused_at_the_start(archive: Path) -> None:
    finished = replay(archive, "--model", "oracle")
    assert finished.returncode == 2
    assert "cues" in finished.stderr


def test_an_article_cannot_steer_the_terminal(archive: Path) -> None:
    hostile = {**ENTRY, "title": "[/red] French soldiers \u001b]0;x\u0007\u001b[2J arrived in Kyiv"}
    (archive / "a.jsonl").write_text(json.dumps(hostile) + "\n")
    for told in (replay(archive).stdout, vedette("explain", archive / "a.jsonl").stdout):
        assert "[/red] French soldiers" in told
        assert "\u001b" not in told


def test_help_starts_fast_whatever_the_commands_need() -> None:
    code = (
        "import sys; from vedette.cli import app\ntry: app(['--help'])\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert "topics" in finished.stdout
    assert not {"apache_beam", "kafka", "google.cloud.pubsub", "onnxruntime"} & {*finished.stderr.split()}


def test_what_is_asked_for_is_read_by_the_transformer_unless_told_otherwise() -> None:
    entry = json.dumps({"title": "Macron denies French soldiers are training in Donbas"})
    chosen = {name: value for name, value in os.environ.items() if name != "VEDETTE_MODEL"}
    finished = subprocess.run(
        [sys.executable, "-m", "vedette", "explain", "-"], cwd=ROOT, env=chosen, input=entry, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert "read (reader/" in finished.stdout
    assert "denied French soldiers · train · Donbas" in finished.stdout
    assert "read (cues" in vedette("explain", "-", given=entry).stdout
