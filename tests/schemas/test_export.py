"""The published JSON Schemas describe what the wire really carries, and only ever grow."""

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas import Entry, Subscription, wire
from schemas.export import TRAVELLERS, export, file_name, render
from tests.check import breaks, dead_links


@pytest.mark.parametrize("record", [Entry(title="a"), Subscription(name="a")], ids=lambda r: type(r).__name__)
def test_a_record_on_the_wire_validates_against_its_schema(record: Entry | Subscription) -> None:
    jsonschema.validate(json.loads(wire.encode(record)), json.loads(render(type(record))))


def test_every_travelling_record_is_written(tmp_path: Path) -> None:
    assert {path.name for path in export(tmp_path)} == {file_name(record) for record in TRAVELLERS}


def test_a_removed_field_is_a_break() -> None:
    old: Any = {"properties": {"a": {"type": "string"}}}
    assert list(breaks(old, {"properties": {}})) == ["/properties/a is gone"]


def test_a_changed_type_is_a_break() -> None:
    assert list(breaks({"type": "string"}, {"type": "integer"}))


def test_a_newly_required_field_is_a_break() -> None:
    assert list(breaks({"required": ["a"]}, {"required": ["a", "b"]})) == [": b became required"]


def test_a_new_optional_field_is_none() -> None:
    new: Any = {"properties": {"a": {"type": "string"}}}
    assert not list(breaks({"properties": {}}, new))


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "a.md").write_text(
        "# One thing\n[b](b.md) [here](#one-thing) [gone](#another) [web](https://x.example)"
    )
    assert list(dead_links(tmp_path)) == ["a.md: dead link b.md", "a.md: dead link #another"]
