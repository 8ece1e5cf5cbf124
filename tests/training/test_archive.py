"""Labels of archive entries find their texts again."""

import gzip
import json
from pathlib import Path

import pytest

from training import archive, labelled
from training.claims import SHARED

CAPTURED = {
    "title": "Norland says its <b>frigate</b> left",
    "description": "<p>The frigate left Port Esk on Monday.</p><p>It was there for a week.</p>",
    "link": "https://paper.example/1", "date_published": "2022-05-01 08:00:00+00:00",
    "source": "https://paper.example/rss", "language": "en-US",
}  # fmt: skip
CLAIM = {
    "military": "frigate", "military_id": "nor-militia", "region": "Port Esk", "region_name": "Port Esk",
    "region_country": "", "activity": "withdraw", "stance": "affirmed", "holder": "Norland", "background": False,
}  # fmt: skip


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shared data in which one of two captured entries is labelled."""
    (tmp_path / "archive").mkdir()
    other = {**CAPTURED, "title": "Rain", "description": None}
    with gzip.open(tmp_path / "archive" / "a.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in (other, CAPTURED, CAPTURED))
    labels = tmp_path / "labels"
    labels.mkdir()
    label = {"id": archive.identity(CAPTURED), "language": "en", "characters": 35, "claims": [CLAIM]}
    (labels / "en.jsonl").write_text(json.dumps(label) + "\n", encoding="utf-8")
    monkeypatch.setattr(archive, "LABELS", labels)
    return tmp_path


def test_a_label_meets_its_text_once_cut_where_its_reader_stopped(shared: Path) -> None:
    (row,) = archive.annotated(shared / "archive")
    assert (row["title"], row["text"]) == ("Norland says its frigate left", "The frigate left Port Esk on Monday")
    assert row["claims"] == [CLAIM]
    assert row["feed"] == CAPTURED["source"]


def test_training_learns_from_labelled_archive_entries(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shared / "claims").mkdir()
    for name, _ in labelled.SHARED:
        (shared / "claims" / f"{name}.jsonl").write_text("", encoding="utf-8")
    monkeypatch.setattr(labelled, "OURS", shared / "none")
    assert [row["id"] for row, _ in labelled.entries(shared / "claims")] == [archive.identity(CAPTURED)]


def test_teachers_are_asked_about_entries_that_nobody_labelled_and_nothing_is_measured_on(shared: Path) -> None:
    (shared / "claims").mkdir()
    for name, title in (("train", "Snow"), ("dev", "Hail!")):
        (shared / "claims" / f"{name}.jsonl").write_text(json.dumps({"title": title}) + "\n", encoding="utf-8")
    more = [
        {**CAPTURED, "title": title, "description": "word " * 200} for title in ("Rain", "Snow", "hail", "Fog", "Fog")
    ]
    with gzip.open(shared / "archive" / "b.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in more)
    rows = list(archive.unlabelled(shared / "claims", shared / "archive"))
    assert [row["title"] for row in rows] == ["Rain", "Fog"]
    assert all(row["claims"] == [] and len(row["text"]) <= archive.READ for row in rows)


@pytest.mark.skipif(not archive.ARCHIVES.is_dir(), reason="the archives of ../shared are not here")
def test_every_label_that_we_gave_has_a_text_that_holds_its_words_and_is_not_measured_on() -> None:
    rows = list(archive.annotated())
    dev = [json.loads(line) for line in (SHARED / "claims" / "dev.jsonl").open(encoding="utf-8")]
    titles = {row["title"].casefold() for row in dev}
    assert len(rows) > 8000
    assert not list(archive.strangers(rows))
    assert not [row["title"] for row in rows if row["title"].casefold() in titles]
