"""`vedette extract`: the contract that quality is measured by."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.catalogue.catalogue import load
from pipeline.claims.models import load as load_model
from schemas import DeadLetter
from tests.sample import ARCHIVE
from vedette.extract import extract, read

LINE = {
    "id": "7",
    "title": "Macron denies French soldiers are training in Donbas",
    "text": "Paris Match had quoted a drone operator.",
    "published": "2026-03-02 08:00:00+00:00",
}


def extracted(*lines: bytes, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"".join(line + b"\n" for line in lines))))
    catalogue, model = load(), load_model("cues")
    return [extract(line, catalogue, model) for line in read(None)]


def one(entry: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    (line,) = extracted(json.dumps(entry).encode(), monkeypatch=monkeypatch)
    return line


def test_a_denial_is_reported_with_its_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    (report,) = [each for each in one(LINE, monkeypatch)["reports"] if each["confidence"] >= 0.5]
    assert (report["military"]["id"], report["activity"], report["stance"]) == ("FRA", "train", "denied")
    assert (report["region"]["id"], report["region"]["country"]) == ("donbas", "UA")
    assert (report["holder"]["surface"], report["holder"]["side"]) == ("Macron", "own")


def test_every_slot_is_what_stands_there(monkeypatch: pytest.MonkeyPatch) -> None:
    line = one(LINE, monkeypatch)
    body = f"{line['article']['title']}\n{line['article']['text']}"
    slots = [report[slot] for report in line["reports"] for slot in ("military", "region", "holder") if report[slot]]
    assert slots
    assert all(body[slot["start"] : slot["end"]] == slot["surface"] for slot in slots)


def test_one_line_comes_out_for_each_that_goes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = {"id": "8", "title": "Rain in Lisbon", "text": "", "published": "2026-03-02"}
    lines = extracted(b"{broken", json.dumps(plain).encode(), b"", json.dumps(LINE).encode(), monkeypatch=monkeypatch)
    assert [line["entry_id"] for line in lines] == [None, "8", None, "7"]
    assert ["error" in line for line in lines] == [True, False, True, False]
    assert lines[1]["reports"] == []


def test_an_id_keeps_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    assert one({**LINE, "id": 7}, monkeypatch)["entry_id"] == 7


def test_text_without_markup_passes_code_point_for_code_point(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "  Zelenskyy’s  «слово» 5 < 6, cafe\u0301\u200b…  "
    assert one({**LINE, "text": text}, monkeypatch)["article"]["text"] == text


def test_an_entry_without_a_date_is_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    line = one({k: v for k, v in LINE.items() if k != "published"}, monkeypatch)
    assert line["reports"]
    assert line["article"]["published_at"] is None


def test_a_text_file_is_one_entry_whose_first_line_is_the_title(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("\nFrench soldiers arrived in Donbas\n\nMore on this later.\n", encoding="utf-8")
    (line,) = read(file)
    article = extract(line, load(), load_model("cues"))["article"]
    assert (article["title"], article["text"]) == ("French soldiers arrived in Donbas", "\nMore on this later.\n")


def test_a_text_file_passes_code_point_for_code_point(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes("\ufeffTitle\r\nA\x0cB\u2028C\r\nD\u0085E ".encode())
    (line,) = read(file)
    article = extract(line, load(), load_model("cues"))["article"]
    assert (article["title"], article["text"]) == ("Title", "A\x0cB\u2028C\r\nD\u0085E ")


def test_a_text_file_that_is_not_utf8_is_a_dead_letter(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes("Війська".encode("cp1251"))
    (line,) = read(file)
    assert extract(line, load(), load_model("cues"))["error"]["reason"] == "encoding"


def test_a_cut_gzip_gives_its_lines_and_then_says_so(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(json.dumps({**LINE, "id": n}).encode() + b"\n" for n in range(2000)))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    lines = list(read(tmp_path / "a.jsonl.gz"))
    assert lines[0].entry_id == 0
    assert isinstance(lines[-1].entry, DeadLetter)
    assert lines[-1].entry.reason == "truncated"


def test_an_id_with_half_a_surrogate_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = extracted(b'{"id":"\\ud800","title":"x"}', json.dumps(LINE).encode(), monkeypatch=monkeypatch)
    assert lines[0]["entry_id"] == "?"
    assert lines[1]["entry_id"] == "7"


@pytest.mark.parametrize("path", sorted(ARCHIVE.glob("*.jsonl*")), ids=lambda path: path.name)
def test_every_slot_and_every_evidence_of_the_sample_is_the_articles_own(path: Path) -> None:
    catalogue, model = load(), load_model("cues")
    for line in (extract(line, catalogue, model) for line in read(path)):
        for report in line.get("reports", ()):
            body = f"{line['article']['title']}\n{line['article']['text']}"
            for slot in filter(None, (report["military"], report["region"], report["holder"])):
                assert body[slot["start"] : slot["end"]] == slot["surface"]
            assert 0 <= report["evidence"]["start"] < report["evidence"]["end"] <= len(body)
