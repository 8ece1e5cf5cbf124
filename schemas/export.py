"""JSON Schema of every record that travels, so that a consumer in another language can read it."""

import json
from pathlib import Path

import msgspec

import schemas
from schemas.record import WireRecord

TRAVELLERS: tuple[type[WireRecord], ...] = (
    schemas.Entry,
    schemas.Article,
    schemas.Report,
    schemas.Ledger,
    schemas.AlertEvent,
    schemas.Subscription,
    schemas.Delivery,
    schemas.DeadLetter,
    schemas.Silence,
    schemas.Verdict,
)


def export(folder: Path) -> list[Path]:
    """Write one file a record and version, such as `report.1.json`; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for record in TRAVELLERS:
        path = folder / f"{file_name(record)}"
        path.write_text(render(record), encoding="utf-8")
        written.append(path)
    return written


def file_name(record: type[WireRecord]) -> str:
    """`vedette.report/1` is published as `report.1.json`."""
    tag = str(record.__struct_config__.tag)
    return tag.removeprefix("vedette.").replace("/", ".") + ".json"


def render(record: type[WireRecord]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(record)}
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
