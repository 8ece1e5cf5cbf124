"""Whatever bytes an archive holds, reading it raises nothing and loses nothing."""

import json
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.archive.read import entries, entry_of_line
from connectors.archive.units import units
from schemas import DeadLetter, Entry, wire
from tests.connectors.archive.golden import FOLDER, INPUTS

NAMES = ("a.jsonl", "a.xml", "a.json", "a.csv", "a", "a.jsonl.gz", "a.zip")
PIECES = st.sampled_from(
    [
        *(b'{"title": ', b'"x"', b"}", b"[", b"]", b",", b"\n", b"\r\n", b"\\", b'"', b"\\ud83d", b"NaN", b"1e999"),
        *(
            b"<rss>",
            b"<item>",
            b"<title>",
            b"</title>",
            b"<![CDATA[",
            b"&#xD800;",
            b"&x;",
            b"<!--",
            b"<?xml ",
            b"title,date",
        ),
        *(b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"\xff", b"\0"),
    ]
)


def read(name: str, data: bytes) -> list[Entry | DeadLetter]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return [result for unit in units([path]) for result in entries(unit)]


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.lists(PIECES | st.binary(max_size=6)).map(b"".join))
def test_no_bytes_whatever_raise(name: str, data: bytes) -> None:
    for result in read(name, data):
        assert wire.decode(wire.encode(result), type(result)) == result


@settings(deadline=None)
@given(st.sampled_from(INPUTS), st.data())
def test_no_damage_to_a_real_archive_raises(name: str, data: st.DataObject) -> None:
    original = (FOLDER / name).read_bytes()
    at = data.draw(st.integers(0, len(original)))
    damaged = original[:at] + data.draw(PIECES) + original[at + data.draw(st.integers(0, 9)) :]
    for result in read(name, damaged):
        assert wire.encode(result)


@given(st.lists(st.text(alphabet=string.ascii_letters + ' {}[]",:\\\u20ac', max_size=30).map(str.encode), max_size=20))
def test_every_line_that_is_not_blank_is_an_entry_or_a_dead_letter(lines: list[bytes]) -> None:
    expected = [number for number, line in enumerate(lines, 1) if line.strip()]
    found = [int(result.where.rpartition(":")[2]) for result in read("a.jsonl", b"\n".join(lines))]
    assert found == expected


@pytest.mark.parametrize(
    "nested", [b"[" * 100_000, b'{"title":' * 100_000, b'{"title": ' + b"[" * 5000 + b"]" * 5000 + b"}"]
)
def test_nesting_bombs_are_broken_json(nested: bytes) -> None:
    result = entry_of_line(nested, "a:1")
    assert isinstance(result, DeadLetter)
    assert result.reason == "broken-json"


def test_text_passes_code_point_for_code_point() -> None:
    title = "A\u00a0b  c\u200f d\u0301 \U0001f6f8 &amp; <b>"
    result = entry_of_line(json.dumps({"title": title, "text": title}).encode(), "a:1")
    assert isinstance(result, Entry)
    assert (result.title, result.content) == (title, title)
